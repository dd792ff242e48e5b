"""One work from many records of it, field by field, and which record each field is from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from research_assistant.domain.likeness import Likeness, folded
from research_assistant.domain.notices import Notice, kind_of_title, united
from research_assistant.domain.work import Work

Value = TypeVar("Value")

LOCATORS = frozenset({"volume", "issue", "page"})
"""Taken from one record together: volume of one and page of another would name no place at all."""

_UNTOLD = ("document", "article", "webpage", "")
"""Types that say little, or how a copy was found: another record may know better."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What several records say of one work.

    Attributes:
        work: The work.
        origins: For each field that says something the place in the sequence of the record it is from; a field of
            several parts has one for each, such as `variables.volume`. Identifiers and notices are from all records,
            and of several counts of citations the largest is taken: no index knows all works.
    """

    work: Work
    origins: Mapping[str, int]


def merged(works: Sequence[Work]) -> Merged:
    """Return what `works`, at least one, say together; their order does not matter, and one work stays as it is.

    The fullest record of a published version leads; what it does not say is taken from the others.
    """
    order = sorted(range(len(works)), key=lambda place: _weight(works[place]))
    ordered = [(place, works[place]) for place in order]
    origins: dict[str, int] = {}

    def first(name: str, values: Iterable[tuple[int, Value]], otherwise: Value) -> Value:
        for place, value in values:
            if value:
                origins[name] = place
                return value
        return otherwise

    def parts(name: str, values: Sequence[tuple[int, Mapping[str, Value]]]) -> dict[str, Value]:
        located = next((place for place, value in values if LOCATORS & value.keys()), None)
        found: dict[str, Value] = {}
        for place, value in values:
            for part, told in value.items():
                if part not in found and (part not in LOCATORS or place == located):
                    found[part] = told
                    origins[f"{name}.{part}"] = place
        return found

    year = first("year", ((place, work.year) for place, work in ordered), None)
    fullest = sorted(ordered, key=lambda each: (-len(each[1].authors), -len("".join(map(str, each[1].authors)))))
    work = Work(
        title=first("title", ((place, work.title) for place, work in ordered), ""),
        authors=first("authors", ((place, work.authors) for place, work in fullest), ()),
        year=year,
        issued=first("issued", ((place, work.issued) for place, work in ordered if work.year == year), ""),
        type=first("type", ((place, work.type) for place, work in ordered if work.type not in _UNTOLD), "")
        or works[order[0]].type,
        venue=first("venue", ((place, work.venue) for place, work in ordered), ""),
        url=first("url", ((place, work.url) for place, work in ordered), ""),
        identifiers=tuple(dict.fromkeys(name for _, work in ordered for name in work.identifiers)),
        creators=parts("creators", [(place, work.creators) for place, work in ordered]),
        dates=parts("dates", [(place, work.dates) for place, work in ordered]),
        variables=parts("variables", [(place, work.variables) for place, work in ordered]),
        extra=parts("extra", [(place, work.extra) for place, work in ordered]),
        notices=works[0].notices if len(works) == 1 else _notices([work for _, work in ordered]),
        notice_of=first("notice_of", ((place, work.notice_of) for place, work in ordered), ""),
        citations=max((work.citations for work in works if work.citations is not None), default=None),
    )
    return Merged(work, origins)


def marked(work: Work, *, said_by: str) -> Work:
    """Return a work with what its title tells of it where the record tells nothing else: "RETRACTED: …".

    Args:
        work: As its record describes it.
        said_by: The connector whose record it is.
    """
    kind = None if work.notice_of or work.is_void else kind_of_title(work.title)
    return work if kind is None else replace(work, notices=united((*work.notices, Notice(kind=kind, said_by=said_by))))


def told(work: Work, field: str) -> str:
    """Return in words what `work` says of a field as `Merged.origins` names it; empty where it says nothing."""
    name, _, part = field.partition(".")
    value = getattr(work, name)
    found = value.get(part, "") if part else value
    if isinstance(found, tuple):
        return "; ".join(str(each) for each in found if str(each))
    return "" if found is None else str(found)


def disagrees(one: Work, other: Work, field: str) -> bool:
    """Tell whether two records both say something of `field`, and not the same but for letters and punctuation.

    Of authors the family names count: registers abbreviate the others.
    """
    if not told(one, field) or not told(other, field):
        return False
    if field == "authors":
        return _families(one) != _families(other)
    here, there = told(one, field), told(other, field)
    return (folded(here) or here) != (folded(there) or there)


def _notices(best_first: Sequence[Work]) -> tuple[Notice, ...]:
    """Return what all records tell; what befell a preprint alone does not befall what was published of it."""
    is_published = not Likeness(best_first[0]).is_preprint
    found = []
    for work in best_first:
        version = str(work.identifiers[0]) if is_published and Likeness(work).is_preprint else ""
        found += [replace(notice, version=notice.version or version) for notice in work.notices]
    return united(found)


def _families(work: Work) -> list[str]:
    return [folded(name.family or str(name)) for name in work.authors if str(name)]


def _weight(work: Work) -> tuple[bool, bool, int, str]:
    """Order records by what they are worth: published ones first, then those with a DOI, then the fullest."""
    likeness = Likeness(work)
    told = (work.title, work.authors, work.year, work.issued, work.venue, work.url)
    said = sum(map(bool, told)) + len(work.identifiers) + len(work.creators) + len(work.variables) + len(work.dates)
    return likeness.is_preprint, "doi" not in likeness.names, -said, repr(work)
