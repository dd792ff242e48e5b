"""Europe PMC's records as works: answers of its search with `resultType=core`, in JSON."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from research_assistant.adapters.connectors.europepmc_notices import notice_of, notices_of
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
from research_assistant.domain.languages import language_tag
from research_assistant.domain.location import Location
from research_assistant.domain.naming import parted
from research_assistant.domain.work import Extent, Identifier, Name, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.urls import below, host_of, page_url

NAME = "europepmc"

KEPT = "europepmc:"
"""Before the names of what CSL has no variable for: `europepmc:id`, `europepmc:types`."""

PMCID = re.compile(r"PMC\d{1,9}")

FULL_TEXT = "/fullTextXML"
"""Behind the PMCID of an open article: its full text in JATS, at the service itself."""

_TYPES: Final[Mapping[str, str]] = {
    "preprint": "article",
    "book": "book",
    "chapter": "chapter",
    "book chapter": "chapter",
    "dataset": "dataset",
    "academic dissertation": "thesis",
    "thesis": "thesis",
    "patent": "patent",
    "technical report": "report",
    "congress": "paper-conference",
    "newspaper article": "article-newspaper",
}
"""CSL's types by publication types; what else stands in a journal is an article of it."""

_SOURCES: Final = {"PPR": "article", "PAT": "patent"}
_FREE = frozenset(("OA", "F"))
_MEDIA_TYPES: Final = {"pdf": "application/pdf", "html": "text/html"}
_OWN_PAGES = "europepmc.org"
_MOST_PEOPLE = 10_000
_HEADING = re.compile(r"<(/?)h[1-6]>", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z]{1,4}(?:-[A-Z]{1,3})?")


def read_results(content: bytes, *, base: str) -> Page:
    """Return the works of an answer.

    Args:
        content: As it came.
        base: The address of the service, below which full texts lie.

    Raises:
        NotAnAnswer: It is none, or the service says in it what was wrong with the request.
    """
    answer = json_object(content)
    if said := words_of(answer, "errMsg"):
        raise NotAnAnswer(f"it says that something was wrong with the request: {said}")
    entries = [_entry(each, base) for each in json_list(inside(answer, "resultList"), "result")]
    return Page(
        entries=tuple(entry for entry in entries if entry is not None),
        refused=tuple(
            f"Europe PMC's entry {number} was left out: it has neither a title nor an id."
            for number, entry in enumerate(entries, start=1)
            if entry is None
        ),
        total=count_of(answer, "hitCount"),
    )


def _entry(record: object, base: str) -> Entry | None:
    identifiers = tuple(_identifiers(record))
    url = _address(record, identifiers)
    title = _title(record) or url
    if not title:
        return None
    markup = inside(record, "abstractText")
    return Entry(
        work=_work(record, title=title, url=url, identifiers=identifiers),
        abstract=text_of_jats(_HEADING.sub(r"<\1title>", markup)) if isinstance(markup, str) else "",
        locations=tuple(_locations(record, base)),
    )


def _title(record: object) -> str:
    """Return the title without the full stop that PubMed ends it with, and the brackets of a translated one."""
    title = words_of(record, "title").removesuffix(".")
    inner = title[1:-1]
    return inner if title.startswith("[") and title.endswith("]") and not {*"[]"} & {*inner} else title


def _identifiers(record: object) -> Iterator[Identifier]:
    if doi := words_of(record, "doi"):
        yield Identifier(scheme="doi", value=doi)
    if pmid := _numbered(record):
        yield Identifier(scheme="pmid", value=pmid)
    if pmcid := _pmcid(record):
        yield Identifier(scheme="pmcid", value=pmcid)


def _numbered(record: object) -> str:
    return words_of(record, "pmid") or (words_of(record, "id") if words_of(record, "source") == "MED" else "")


def _pmcid(record: object) -> str:
    told = words_of(record, "pmcid")
    return told if PMCID.fullmatch(told) else ""


def _address(record: object, identifiers: Sequence[Identifier]) -> str:
    doi = next((each.value for each in identifiers if each.scheme == "doi"), "")
    if url := page_url(f"https://doi.org/{doi}") if doi else "":
        return url
    source, name = words_of(record, "source"), words_of(record, "id")
    return page_url(f"https://europepmc.org/article/{source}/{name}") if source.isalpha() and name else ""


def _work(record: object, *, title: str, url: str, identifiers: tuple[Identifier, ...]) -> Work:
    year, issued = _dates(record)
    kind = _type(record)
    publisher = words_of(record, "bookOrReportDetails", "publisher")
    return Work(
        title=title,
        authors=_authors(record),
        year=year,
        type=kind,
        venue=words_of(record, "journalInfo", "journal", "title") or (publisher if kind == "article" else ""),
        url=url,
        identifiers=identifiers,
        issued=issued,
        variables=_variables(record, publisher),
        extra=_extra(record),
        notices=notices_of(record, said_by=NAME),
        notice_of=notice_of(record),
        citations=count_of(record, "citedByCount"),
    )


def _type(record: object) -> str:
    told = [words_of(each).casefold() for each in each_of(record, "pubTypeList", "pubType")]
    found = next((_TYPES[each] for each in told if each in _TYPES), "")
    in_a_journal = "article-journal" if words_of(record, "journalInfo", "journal", "title") else "document"
    return _SOURCES.get(words_of(record, "source"), "") or found or in_a_journal


def _dates(record: object) -> tuple[int | None, str]:
    """Return the year that the work is cited by, and the fullest date in it."""
    first = date_of(words_of(record, "firstPublicationDate"))
    printed = [words_of(record, "journalInfo", f"{part}OfPublication") for part in ("year", "month")]
    told = (first, date_of("-".join(part for part in printed if part and part != "0")))
    year = date_of(words_of(record, "pubYear"))[:4] or next((each[:4] for each in told if each), "")
    issued = next((each for each in told if len(each) > len(year) and each.startswith(year)), "")
    return (int(year), issued) if year else (None, "")


def _variables(record: object, publisher: str) -> dict[str, str]:
    journal = inside(record, "journalInfo", "journal")
    found = {
        "volume": words_of(record, "journalInfo", "volume"),
        "issue": words_of(record, "journalInfo", "issue"),
        "page": words_of(record, "pageInfo"),
        "publisher": publisher,
        "container-title-short": words_of(journal, "isoabbreviation") or words_of(journal, "medlineAbbreviation"),
        "language": language_tag(words_of(record, "language")),
        "ISSN": ", ".join(filter(None, (words_of(journal, "issn"), words_of(journal, "essn")))),
        "ISBN": words_of(record, "bookOrReportDetails", "isbn13"),
    }
    return {name: value for name, value in found.items() if value}


def _extra(record: object) -> dict[str, str]:
    found = {
        "id": "/".join(filter(None, (words_of(record, "source"), words_of(record, "id")))),
        "types": ", ".join(filter(None, map(words_of, each_of(record, "pubTypeList", "pubType")))),
    }
    return {f"{KEPT}{name}": value for name, value in found.items() if value}


def _authors(record: object) -> tuple[Name, ...]:
    listed = each_of(record, "authorList", "author")[:_MOST_PEOPLE]
    if listed:
        return tuple(name for each in listed if (name := _name(each)) is not None)
    told = words_of(record, "authorString").removesuffix(".")
    return tuple(name for each in told.split(", ") if (name := _abbreviated(each)) is not None)


def _name(person: object) -> Name | None:
    family = words_of(person, "lastName")
    if not family:
        whole = words_of(person, "collectiveName")
        return Name(literal=whole) if whole else _abbreviated(words_of(person, "fullName"))
    particle, family = parted(family.split())
    given = words_of(person, "firstName") or _spelt(words_of(person, "initials"))
    return Name(family=family, given=given, particle=particle)


def _abbreviated(words: str) -> Name | None:
    """Return the name that is written `Family AB`; other words are a whole name."""
    family, _, initials = words.rpartition(" ")
    if family and _INITIALS.fullmatch(initials):
        particle, family = parted(family.split())
        return Name(family=family, given=_spelt(initials), particle=particle)
    return Name(literal=words) if words else None


def _spelt(initials: str) -> str:
    """Return `AB` as `A. B.`."""
    return " ".join(f"{letter}." for letter in initials if letter.isalpha()) if initials.isupper() else initials


def _locations(record: object, base: str) -> Iterator[Location]:
    """Yield the copies that everybody may read: JATS, which tells its sections, before PDF and pages."""
    licence = words_of(record, "license")
    if (pmcid := _pmcid(record)) and words_of(record, "isOpenAccess") == "Y":
        yield _copy(below(base, f"/{pmcid}{FULL_TEXT}"), "application/xml", licence)
    links: dict[str, str] = {}
    for each in each_of(record, "fullTextUrlList", "fullTextUrl"):
        kind, url = _MEDIA_TYPES.get(words_of(each, "documentStyle")), page_url(words_of(each, "url"))
        # Its own pages are made by script in the browser, and hold no text before that.
        readable = kind != "text/html" or host_of(url) != _OWN_PAGES
        if kind and url and readable and words_of(each, "availabilityCode") in _FREE:
            links.setdefault(url, kind)
    for url, kind in sorted(links.items(), key=lambda link: link[1] != "application/pdf"):
        yield _copy(url, kind, licence)


def _copy(url: str, media_type: str, licence: str) -> Location:
    return Location(url=url, media_type=media_type, extent=Extent.FULL_TEXT, connector=NAME, licence=licence)
