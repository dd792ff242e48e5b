"""Which of many records tell of one work: clusters, and the reason for each join.

A record is compared with those that share an identifier or a rare word of the title. The likest two become one, field
by field, and what has become one is compared anew, until nothing joins any more: so the order of the records does not
matter, and what is merged stays merged. Works that a register names differently never meet in one cluster.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise

from research_assistant.domain.likeness import Likeness
from research_assistant.domain.merging import merged
from research_assistant.domain.sameness import same_text, set_apart, shared_name
from research_assistant.domain.work import Work
from research_assistant.kit.words import STOP_WORDS

RARE_WORDS = 4
"""By how many of its rarest words a title finds those it is compared with."""

LARGEST_BLOCK = 100
"""A word that more records share finds nothing: it says too little to compare them all."""

_IDENTIFIED = 1000.0


@dataclass(frozen=True, slots=True)
class Join:
    """Two records, by their places in the sequence, and why they are one work."""

    first: int
    second: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one work.

    Attributes:
        members: Their places in the sequence, ascending.
        joins: What connects them: one less than there are members.
        work: What they say together.
    """

    members: tuple[int, ...]
    joins: tuple[Join, ...]
    work: Work


@dataclass(frozen=True, slots=True)
class _Unit:
    cluster: Cluster
    likeness: Likeness
    key: str


def clusters(works: Sequence[Work]) -> tuple[Cluster, ...]:
    """Return the clusters of `works`, each work in one, in the order of their first members."""
    units = {number: _unit(Cluster((number,), (), work)) for number, work in enumerate(works)}
    fresh = set(units)
    last = len(units)
    while fresh:
        edges = sorted(_edges(units, fresh), key=lambda edge: (-edge[0], *_keys(units, edge[2], edge[3])))
        whole = len(fresh) == len(units)
        fresh = set()
        joined: set[int] = set()
        for _, reason, one, other in edges:
            if joined.isdisjoint((one, other)):
                joined |= {one, other}
                units[last] = _together(works, units.pop(one), units.pop(other), reason)
                fresh.add(last)
                last += 1
        if not fresh and not whole:
            # Words have become rarer by what was joined: once more everything is compared with everything.
            fresh = set(units)
    return tuple(sorted((unit.cluster for unit in units.values()), key=lambda cluster: cluster.members))


def _unit(cluster: Cluster) -> _Unit:
    return _Unit(cluster, Likeness(cluster.work), repr(cluster.work))


def _together(works: Sequence[Work], one: _Unit, other: _Unit, reason: str) -> _Unit:
    first, second = sorted((one.cluster.members[0], other.cluster.members[0]))
    members = tuple(sorted(one.cluster.members + other.cluster.members))
    joins = (*one.cluster.joins, *other.cluster.joins, Join(first, second, reason))
    return _unit(Cluster(members, joins, merged([works[member] for member in members]).work))


def _keys(units: dict[int, _Unit], one: int, other: int) -> list[str]:
    return sorted((units[one].key, units[other].key))


def _edges(units: dict[int, _Unit], fresh: set[int]) -> Iterator[tuple[float, str, int, int]]:
    """Yield every two units that are one work, with how sure that is; at least one of them is fresh."""
    for one, other in _candidates(units, fresh):
        here, there = units[one].likeness, units[other].likeness
        if here.names and there.names and (name := shared_name(here, there)):
            yield _IDENTIFIED, name, one, other
        elif (found := same_text(here, there)) is not None and not set_apart(here, there):
            yield *found, one, other


def _candidates(units: dict[int, _Unit], fresh: set[int]) -> set[tuple[int, int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    frequency = Counter(chain.from_iterable(set(unit.likeness.words) for unit in units.values()))
    for number, unit in units.items():
        for key in _blocks(unit.likeness, frequency):
            blocks[key].append(number)
    found: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        found.update(_pairs(members, fresh, all_of_them=not key.startswith("word ")))
    return found


def _pairs(members: Sequence[int], fresh: set[int], *, all_of_them: bool) -> Iterable[tuple[int, int]]:
    if len(members) <= LARGEST_BLOCK:
        return ((one, other) for one, other in combinations(members, 2) if one in fresh or other in fresh)
    # A chain is enough where all members are alike: their joins bring the others together.
    return pairwise(members) if all_of_them else ()


def _blocks(likeness: Likeness, frequency: Counter[str]) -> Iterator[str]:
    for scheme, values in likeness.names.items():
        for value in values:
            yield f"name {scheme}:{value}"
    yield from {f"title {title}" for title in (likeness.bare, likeness.main) if title}
    words = {word for word in likeness.words if word not in STOP_WORDS}
    for word in sorted(words, key=lambda word: (frequency[word], word))[:RARE_WORDS]:
        yield f"word {word}"
