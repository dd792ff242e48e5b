"""Crossref's records as works (https://www.crossref.org/documentation/retrieve-metadata/rest-api/)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from research_assistant.adapters.connectors.json_answers import (
    count_of,
    each_of,
    inside,
    json_list,
    json_object,
    words_of,
)
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Page
from research_assistant.adapters.connectors.record_abstracts import text_of_jats
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.location import Location
from research_assistant.domain.naming import parted
from research_assistant.domain.notices import Notice, kind_of_update, united
from research_assistant.domain.work import Extent, Identifier, Name, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.urls import host_of, page_url

NAME = "crossref"

KEPT = "crossref:"
"""Before the names of what CSL has no variable for: `crossref:type`, `crossref:published-print`."""

TYPES: Final[Mapping[str, str]] = {
    "book": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "book-series": "book",
    "book-set": "book",
    "book-track": "chapter",
    "database": "dataset",
    "dataset": "dataset",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal": "periodical",
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "monograph": "book",
    "peer-review": "review",
    "posted-content": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "proceedings-series": "book",
    "reference-book": "book",
    "reference-entry": "entry",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "standard": "standard",
}
"""CSL's types by Crossref's (https://api.crossref.org/types); a component, a grant and others are `document`."""

_POSTED: Final = {"dissertation": "thesis", "report": "report", "peer_review": "review"}
_IN_A_BOOK = frozenset(("chapter", "entry", "paper-conference"))
_CREATORS = ("chair", "editor", "translator")
_MEDIA_TYPES: Final = {
    "application/pdf": "application/pdf",
    "text/html": "text/html",
    "application/xml": "application/xml",
    "text/xml": "application/xml",
}
_OPEN_LICENCES = "creativecommons.org"
_MOST_PEOPLE = 10_000
_ISBN = re.compile(r"[\dXx-]{10,17}$")


def read_works(content: bytes) -> Page:
    """Return the works of an answer with many works, or with one.

    Raises:
        NotAnAnswer: It is none with works, or Crossref says in it what was wrong with the request.
    """
    answer, total = json_object(content), None
    message, kind = answer.get("message"), words_of(answer, "message-type")
    if kind == "work":
        found = [message]
    elif kind == "work-list":
        found, total = list(json_list(message, "items")), count_of(message, "total-results")
    elif answer.get("status") == "failed":
        said = "; ".join(filter(None, (words_of(each, "message") for each in each_of(answer, "message"))))
        raise NotAnAnswer(f"it says that something was wrong with the request: {said or kind}")
    else:
        raise NotAnAnswer("it sent JSON without works")
    entries = [_entry(each) for each in found]
    return Page(
        entries=tuple(entry for entry in entries if entry is not None),
        refused=tuple(
            f"Crossref's entry {number} was left out: it has neither a title nor a DOI."
            for number, entry in enumerate(entries, start=1)
            if entry is None
        ),
        total=total,
        more=bool(found),
    )


def _entry(record: object) -> Entry | None:
    doi = words_of(record, "DOI")
    url = page_url(words_of(record, "URL")) or (page_url(f"https://doi.org/{doi}") if doi else "")
    title = _title(record) or url or doi
    if not title:
        return None
    markup = inside(record, "abstract")
    return Entry(
        work=_work(record, title=title, doi=doi, url=url),
        abstract=text_of_jats(markup) if isinstance(markup, str) else "",
        locations=tuple(_locations(record)),
    )


def _title(record: object) -> str:
    """Return the title with the subtitle that it does not hold already."""
    title, subtitle = words_of(record, "title"), words_of(record, "subtitle")
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title}{'' if title.endswith((':', '?', '!')) else ':'} {subtitle}" if title else subtitle


def _work(record: object, *, title: str, doi: str, url: str) -> Work:
    kind = words_of(record, "type")
    csl = _POSTED.get(words_of(record, "subtype"), "") if kind == "posted-content" else ""
    csl = csl or TYPES.get(kind, "document")
    venue, series = _venue(record, csl)
    issued = _date(record, "issued") or _date(record, "posted")
    identifiers = (*([Identifier(scheme="doi", value=doi)] if doi else []), *_preprints(record, doi))
    return Work(
        title=title,
        authors=_people(record, "author"),
        year=int(issued[:4]) if issued else None,
        type=csl,
        venue=venue,
        url=url,
        identifiers=tuple(dict.fromkeys(identifiers)),
        issued=issued if len(issued) > len("2024") else "",
        creators={role: people for role in _CREATORS if (people := _people(record, role))},
        variables=_variables(record, csl, series),
        extra=_extra(record, kind),
        notices=united(_notices(record)),
        notice_of=_notice_of(record, doi),
        citations=count_of(record, "is-referenced-by-count"),
    )


def _venue(record: object, csl: str) -> tuple[str, str]:
    """Return where the work appeared, and the series that this is part of: a chapter names series and book."""
    names = [name for each in each_of(record, "container-title") if (name := words_of(each))]
    if not names:
        return words_of(record, "institution", 0, "name") if csl == "article" else "", ""
    return (names[-1], names[0] if len(names) > 1 else "") if csl in _IN_A_BOOK else (names[0], "")


def _variables(record: object, csl: str, series: str) -> dict[str, str]:
    publisher = words_of(record, "institution", 0, "name") if csl == "thesis" else ""
    found = {
        "volume": words_of(record, "volume"),
        "issue": words_of(record, "issue"),
        "page": words_of(record, "page") or words_of(record, "article-number"),
        "publisher": publisher or words_of(record, "publisher"),
        "publisher-place": words_of(record, "publisher-location"),
        "container-title-short": words_of(record, "short-container-title"),
        "collection-title": series,
        "edition": words_of(record, "edition-number"),
        "event-title": words_of(record, "event", "name"),
        "event-place": words_of(record, "event", "location"),
        "genre": words_of(record, "degree"),
        "language": words_of(record, "language"),
        "ISSN": ", ".join(words_of(each) for each in each_of(record, "ISSN")[:4]),
        "ISBN": ", ".join(isbn[0] for each in each_of(record, "ISBN")[:4] if (isbn := _ISBN.search(words_of(each)))),
    }
    return {name: value for name, value in found.items() if value}


def _extra(record: object, kind: str) -> dict[str, str]:
    found = {
        "type": kind,
        "published-print": _date(record, "published-print"),
        "published-online": _date(record, "published-online"),
        "is-preprint-of": ", ".join(_related(record, "is-preprint-of")),
    }
    return {f"{KEPT}{name}": value for name, value in found.items() if value}


def _people(record: object, role: str) -> tuple[Name, ...]:
    return tuple(name for each in each_of(record, role)[:_MOST_PEOPLE] if (name := _name(each)) is not None)


def _name(person: object) -> Name | None:
    family, given = words_of(person, "family"), words_of(person, "given")
    if not family:
        whole = words_of(person, "name") or given
        return Name(literal=whole) if whole else None
    particle, family = parted(family.split())
    return Name(family=family, given=given, particle=particle, suffix=words_of(person, "suffix"))


def _notices(record: object) -> Iterator[Notice]:
    """Yield what `updated-by` tells: who publishes a notice names the work that it updates."""
    for each in each_of(record, "updated-by"):
        if (kind := kind_of_update(words_of(each, "type"))) is not None:
            doi = words_of(each, "DOI")
            yield Notice(kind=kind, name=f"doi:{doi}" if doi else "", date=_date(each, "updated"), said_by=NAME)


def _notice_of(record: object, doi: str) -> str:
    """Return the work that the record is a notice of; one that replaced its work in its place is the work."""
    updated = (words_of(each, "DOI") for each in each_of(record, "update-to") if kind_of_update(words_of(each, "type")))
    return next((f"doi:{each}" for each in updated if each and each.casefold() != doi.casefold()), "")


def _preprints(record: object, doi: str) -> Iterator[Identifier]:
    """Yield the names of preprints of the work, those of preprint servers alone: others may be works of their own."""
    for value in _related(record, "has-preprint"):
        name = Identifier(scheme="doi", value=value)
        if value.casefold() != doi.casefold() and Likeness(Work(title="", identifiers=(name,))).is_preprint:
            yield name


def _related(record: object, relation: str) -> Sequence[str]:
    found = (each for each in each_of(record, "relation", relation) if words_of(each, "id-type") == "doi")
    return [value for each in found if (value := words_of(each, "id"))]


def _locations(record: object) -> Iterator[Location]:
    """Yield the copies that the publisher offers to programs; where no open licence is told, many are behind a wall."""
    licences = [page_url(words_of(each, "URL")) for each in each_of(record, "license")]
    licence = next((each for each in licences if host_of(each) == _OPEN_LICENCES), "")
    links: dict[str, str] = {}
    for each in each_of(record, "link"):
        kind, url = _MEDIA_TYPES.get(words_of(each, "content-type")), page_url(words_of(each, "URL"))
        if kind and url and words_of(each, "intended-application") == "text-mining":
            links.setdefault(url, kind)
    order = list(_MEDIA_TYPES.values())
    for url, kind in sorted(links.items(), key=lambda link: order.index(link[1])):
        yield Location(
            url=url,
            media_type=kind,
            extent=Extent.FULL_TEXT,
            connector=NAME,
            licence=licence or next(filter(None, licences), ""),
            is_open=bool(licence),
        )


def _date(of: object, name: str) -> str:
    """Return a date in ISO 8601 as far as it is told: `{"date-parts": [[2019, 12, 3]]}`."""
    return date_of("-".join(filter(None, (words_of(part) for part in each_of(of, name, "date-parts", 0)[:3]))))
