"""How far forward a work stands among those that were found, and why: the order of the sources in one formula.

Each hit adds 1 / (60 + r + a + y): r is its rank in its answer, a how many places the kind of its place sets it back
(`domain.authority`), y how many its age does. With a = y = 0 that is reciprocal rank fusion. What the reader's own
library holds is set back by nothing: the reader chose it. Of pages that only the web has, one host has two before every
other host has had its turn.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from research_assistant.domain.authority import SETBACKS, TOLD, Authority, authority_of
from research_assistant.domain.source import Origin
from research_assistant.domain.work import Work
from research_assistant.kit.urls import host_of

RANK_CONSTANT: Final = 60
"""Cormack, Clarke and Buettcher, Reciprocal Rank Fusion (SIGIR 2009): what damps the first ranks."""

YEARS_A_PLACE: Final = 10
MOST_FOR_AGE: Final = 3
"""Places that the oldest work is set back: so gentle that age only decides between works that are found alike."""

MOST_OF_A_HOST: Final = 2
"""Pages of one host before the others have their turn: what engines of the web show of one themselves, mostly."""

_LIBRARY, _WEB = "library", "web"

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a work stands.

    Attributes:
        score: The higher the better.
        authority: The kind of its place.
        setbacks: Places that it is set back, by the reason: `authority`, `age`.
        why: The same in words, a phrase for each reason.
    """

    score: float
    authority: Authority
    setbacks: dict[str, float]
    why: tuple[str, ...]


def standing(work: Work, origins: Sequence[Origin], *, year: int) -> Standing:
    """Return where a work stands that was found as `origins` tell, in the given year."""
    authority = authority_of(work)
    is_chosen = any(origin.connector == _LIBRARY for origin in origins)
    age = 0 if work.year is None else max(0, year - work.year)
    setbacks = {
        "authority": 0.0 if is_chosen else float(SETBACKS[authority]),
        "age": 0.0 if is_chosen else min(age / YEARS_A_PLACE, float(MOST_FOR_AGE)),
    }
    back = sum(setbacks.values())
    return Standing(
        score=sum(1 / (RANK_CONSTANT + origin.rank + back) for origin in origins),
        authority=authority,
        setbacks=setbacks,
        why=(_found(origins), *((TOLD[authority],) if is_chosen else _told(work, authority, setbacks))),
    )


def host_in_the_web(work: Work, origins: Sequence[Origin]) -> str:
    """Return the host of a page that only the web has; empty for all else."""
    return host_of(work.url) if all(origin.connector == _WEB for origin in origins) else ""


def in_turn(best_first: Sequence[Found], host: Callable[[Found], str]) -> list[tuple[Found, tuple[str, ...]]]:
    """Return the same in an order in which hosts have their turns, each with the reason where it had to wait for one.

    What has no host keeps its place.
    """
    ordered: list[tuple[Found, tuple[str, ...]]] = [(each, ()) for each in best_first]
    places = [place for place, each in enumerate(best_first) if host(each)]
    before: Counter[str] = Counter()
    turns: list[tuple[int, int]] = []
    for place in places:
        name = host(best_first[place])
        turn = before[name] // MOST_OF_A_HOST
        turns.append((turn, place))
        if turn:
            ordered[place] = (best_first[place], (f"after {before[name]} other pages of {name}",))
        before[name] += 1
    waiting = [ordered[place] for _, place in sorted(turns)]
    for place, each in zip(places, waiting, strict=True):
        ordered[place] = each
    return ordered


def _found(origins: Sequence[Origin]) -> str:
    ranks: dict[str, int] = {}
    for origin in origins:
        ranks[origin.connector] = min(origin.rank, ranks.get(origin.connector, origin.rank))
    return "found by " + " and ".join(f"{connector} at rank {rank}" for connector, rank in ranks.items())


def _told(work: Work, authority: Authority, setbacks: dict[str, float]) -> Iterator[str]:
    yield TOLD[authority] + _back(setbacks["authority"])
    if setbacks["age"]:
        yield f"of {work.year}" + _back(setbacks["age"])


def _back(places: float) -> str:
    return f" ({places:.2g} {'place' if places == 1 else 'places'} further back)" if places else ""
