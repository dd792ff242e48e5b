"""OpenAlex's records as works (https://developers.openalex.org/api-reference/works)."""

import re
from collections.abc import Iterator, Mapping
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
from research_assistant.adapters.connectors.record_abstracts import text_of_places
from research_assistant.domain.location import Location
from research_assistant.domain.naming import author_name
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.registers import registered
from research_assistant.domain.work import Extent, Identifier, Name, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.urls import page_url

NAME = "openalex"

KEPT = "openalex:"
"""Before the names of what CSL has no variable for: `openalex:type`."""

_IN_A_JOURNAL = ("article-journal", "paper-conference", "article")
TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "article": _IN_A_JOURNAL,
    "book": ("book",),
    "book-chapter": ("chapter",),
    "dataset": ("dataset",),
    "dissertation": ("thesis",),
    "editorial": _IN_A_JOURNAL,
    "erratum": _IN_A_JOURNAL,
    "letter": _IN_A_JOURNAL,
    "libguides": ("webpage",),
    "other": ("document",),
    "paratext": ("document",),
    "peer-review": ("review",),
    "preprint": ("article",),
    "reference-entry": ("entry",),
    "report": ("report",),
    "retraction": _IN_A_JOURNAL,
    "review": _IN_A_JOURNAL,
    "standard": ("standard",),
    "supplementary-materials": ("document",),
}
"""What each type of OpenAlex's may be in CSL (https://developers.openalex.org/api-reference/work-types).

What may be several things is told by where it lies first: a journal, a conference, a repository.
"""

_NOTICE = "retraction"
_YEAR_ALONE = "-01-01"
"""The end of the dates that OpenAlex writes where it knows the year alone."""

_PDF, _HTML = "application/pdf", "text/html"
_REPOSITORY = "repository"
_NAMES: Final = {
    "doi": re.compile(r"(10\.\d{4,9}/\S+)$"),
    "pmid": re.compile(r"/(\d{1,9})/?$"),
    "pmcid": re.compile(r"(?:PMC|/)(\d{1,9})/?$", re.IGNORECASE),
    NAME: re.compile(r"(W\d{1,12})$"),
}
_MOST_PEOPLE = 10_000


def read_works(content: bytes) -> Page:
    """Return the works of an answer with many works, or with one.

    Raises:
        NotAnAnswer: It is none with works, or OpenAlex says in it what was wrong with the request.
    """
    answer, total = json_object(content), None
    if "results" in answer:
        found, total = list(json_list(answer, "results")), count_of(answer, "meta", "count")
    elif "error" in answer:
        said = words_of(answer, "message") or words_of(answer, "error")
        raise NotAnAnswer(f"it says that something was wrong with the request: {said}")
    elif "id" in answer or "doi" in answer:
        found = [answer]
    else:
        raise NotAnAnswer("it sent JSON without works")
    entries = [_entry(each) for each in found]
    return Page(
        entries=tuple(entry for entry in entries if entry is not None),
        refused=tuple(
            f"OpenAlex's entry {number} was left out: it has neither a title nor an address."
            for number, entry in enumerate(entries, start=1)
            if entry is None
        ),
        total=total,
        more=bool(found),
    )


def _entry(record: object) -> Entry | None:
    pages = (words_of(record, "doi"), words_of(record, "primary_location", "landing_page_url"), words_of(record, "id"))
    url = next(filter(None, map(page_url, pages)), "")
    title = words_of(record, "title") or words_of(record, "display_name") or url
    if not title:
        return None
    return Entry(
        work=_work(record, title=title, url=url),
        abstract=text_of_places(inside(record, "abstract_inverted_index")),
        locations=tuple(_locations(record)),
    )


def _work(record: object, *, title: str, url: str) -> Work:
    date, kind = date_of(words_of(record, "publication_date")), words_of(record, "type")
    year = (date_of(words_of(record, "publication_year")) or date)[:4]
    is_told = len(date) > len("2024") and date.startswith(year) and not date.endswith(_YEAR_ALONE)
    return Work(
        title=title,
        authors=tuple(_authors(record)),
        year=int(year) if year else None,
        type=_type(record, kind),
        venue=words_of(record, "primary_location", "source", "display_name"),
        url=url,
        identifiers=tuple(_identifiers(record)),
        issued=date if is_told else "",
        variables=_variables(record),
        extra={f"{KEPT}type": kind} if kind else {},
        notices=tuple(_notices(record, kind)),
        citations=count_of(record, "cited_by_count"),
    )


def _type(record: object, kind: str) -> str:
    """Return the type in CSL; of what may be several things, and of types that are new, the place tells which."""
    possible = TYPES.get(kind, _IN_A_JOURNAL)
    if possible is not _IN_A_JOURNAL:
        return possible[0]
    match words_of(record, "primary_location", "source", "type"):
        case "conference":
            return "paper-conference"
        case "repository" if inside(record, "primary_location", "is_published") is not True:
            return "article"
        case "":
            return "article-journal" if kind in TYPES else "document"
        case _:
            return "article-journal"


def _authors(record: object) -> Iterator[Name]:
    for each in each_of(record, "authorships")[:_MOST_PEOPLE]:
        words = words_of(each, "author", "display_name") or words_of(each, "raw_author_name")
        if (name := author_name(words)) is not None:
            yield name


def _variables(record: object) -> dict[str, str]:
    source = inside(record, "primary_location", "source")
    first, last = words_of(record, "biblio", "first_page"), words_of(record, "biblio", "last_page")
    is_published = words_of(source, "type") != _REPOSITORY
    found = {
        "volume": words_of(record, "biblio", "volume"),
        "issue": words_of(record, "biblio", "issue"),
        "page": f"{first}-{last}" if first and last and first != last else first,
        "publisher": words_of(source, "host_organization_name") if is_published else "",
        "ISSN": ", ".join(filter(None, (words_of(each) for each in each_of(source, "issn")[:4]))),
        "language": words_of(record, "language"),
    }
    return {name: value for name, value in found.items() if value}


def _identifiers(record: object) -> Iterator[Identifier]:
    """Yield one name of each register: what the record names, and what registers its copies lie in."""
    told = {scheme: words_of(record, "ids", scheme) for scheme in _NAMES}
    told |= {"doi": words_of(record, "doi") or told["doi"], NAME: told[NAME] or words_of(record, "id")}
    for scheme, pattern in _NAMES.items():
        if found := pattern.search(told[scheme]):
            yield Identifier(scheme=scheme, value=f"PMC{found[1]}" if scheme == "pmcid" else found[1])
    copies = (registered(words_of(each, "landing_page_url")) for each in each_of(record, "locations"))
    arxiv = next((name for name in copies if name is not None and name.scheme == "arxiv"), None)
    if arxiv is not None:
        yield arxiv


def _notices(record: object, kind: str) -> Iterator[Notice]:
    """Yield that the work was retracted, by what Retraction Watch tells OpenAlex; a notice is no retracted work."""
    if inside(record, "is_retracted") is True and kind != _NOTICE:
        yield Notice(kind=NoticeKind.RETRACTION, said_by=NAME)


def _locations(record: object) -> Iterator[Location]:
    """Yield the open copies, files first; pages of repositories are only about the work, those of others hold it."""
    every = [inside(record, "best_oa_location"), *each_of(record, "locations")]
    copies = [each for each in every if inside(each, "is_oa") is True]
    files = [(words_of(each, "pdf_url"), _PDF, each) for each in copies]
    pages = [
        (words_of(each, "landing_page_url"), _HTML, each)
        for each in copies
        if not words_of(each, "pdf_url") and words_of(each, "source", "type") not in {_REPOSITORY, ""}
    ]
    found: dict[str, Location] = {}
    for told, kind, each in (*files, *pages):
        if url := page_url(told):
            location = Location(
                url=url,
                media_type=kind,
                extent=Extent.FULL_TEXT,
                connector=NAME,
                licence=words_of(each, "license"),
            )
            found.setdefault(url, location)
    yield from found.values()
