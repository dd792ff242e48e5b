"""Semantic Scholar's records as works: answers of its Academic Graph, in JSON."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from research_assistant.adapters.connectors.json_answers import (
    count_of,
    each_of,
    inside,
    json_list,
    json_object,
    words_of,
)
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Page
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.location import Location
from research_assistant.domain.naming import author_name
from research_assistant.domain.work import Extent, Identifier, Name, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.urls import host_of, page_url

NAME = "semantic_scholar"

_TYPES: Final = {
    "BookSection": "chapter",
    "Conference": "paper-conference",
    "JournalArticle": "article-journal",
    "Dataset": "dataset",
    "Book": "book",
    "News": "article-newspaper",
    "CaseReport": "article-journal",
    "ClinicalTrial": "article-journal",
    "Editorial": "article-journal",
    "LettersAndComments": "article-journal",
    "MetaAnalysis": "article-journal",
    "Review": "article-journal",
    "Study": "article-journal",
}
"""CSL's types by Semantic Scholar's: a record has several, of which the first here tells most of its form."""

_SCHEMES: Final = {"DOI": "doi", "ArXiv": "arxiv", "PubMed": "pmid", "PubMedCentral": "pmcid"}
_PDF = "application/pdf"
_MOST_PEOPLE = 10_000
_LANDING = "doi.org"
_PAGES = "https://www.semanticscholar.org/paper/"
_NO_VOLUME = "abs/"
"""What it gives preprints of arXiv for a volume begins so."""
_DASH = re.compile(r"\s*[-–]\s*")


def read_papers(content: bytes) -> Page:
    """Return the works of an answer with many works, or with one.

    Raises:
        NotAnAnswer: It is none, or the service says in it what was wrong with the request.
    """
    answer = json_object(content)
    if said := words_of(answer, "error") or words_of(answer, "message"):
        raise NotAnAnswer(f"it says that something was wrong with the request: {said}")
    total = count_of(answer, "total")
    if words_of(answer, "paperId"):
        found: Sequence[object] = [answer]
        total = 1
    elif total == 0 and "data" not in answer:
        found = []
    else:
        found = json_list(answer, "data")
    entries = [_entry(each) for each in found]
    return Page(
        entries=tuple(entry for entry in entries if entry is not None),
        refused=tuple(
            f"Semantic Scholar's entry {number} was left out: it has neither a title nor an address."
            for number, entry in enumerate(entries, start=1)
            if entry is None
        ),
        total=total,
        more=count_of(answer, "next") is not None,
    )


def _entry(record: object) -> Entry | None:
    identifiers = tuple(_identifiers(record))
    doi = next((each.value for each in identifiers if each.scheme == "doi"), "")
    url = (page_url(f"https://doi.org/{doi}") if doi else "") or _page(record)
    title = words_of(record, "title") or url
    if not title:
        return None
    abstract = inside(record, "abstract")
    return Entry(
        work=_work(record, title=title, url=url, identifiers=identifiers),
        abstract=abstract if isinstance(abstract, str) else "",
        locations=tuple(_locations(record, identifiers)),
    )


def _page(record: object) -> str:
    """Return the address of the service's own page of a paper."""
    name = words_of(record, "paperId")
    return page_url(words_of(record, "url")) or (page_url(f"{_PAGES}{name}") if name.isalnum() else "")


def _identifiers(record: object) -> Iterator[Identifier]:
    for theirs, scheme in _SCHEMES.items():
        if value := words_of(record, "externalIds", theirs):
            is_bare = scheme == "pmcid" and value.isdecimal()
            yield Identifier(scheme=scheme, value=f"PMC{value}" if is_bare else value)
    if value := words_of(record, "paperId"):
        yield Identifier(scheme=NAME, value=value)


def _work(record: object, *, title: str, url: str, identifiers: tuple[Identifier, ...]) -> Work:
    published = date_of(words_of(record, "publicationDate"))
    year = date_of(words_of(record, "year"))[:4] or published[:4]
    venue = words_of(record, "journal", "name") or words_of(record, "publicationVenue", "name")
    work = Work(
        title=title,
        authors=tuple(_names(record)),
        year=int(year) if year else None,
        venue=venue or words_of(record, "venue"),
        url=url,
        identifiers=identifiers,
        # The date is that of the first version at times, the year that of the publication.
        issued=published if len(published) > len(year) and published.startswith(year) else "",
        variables=_variables(record),
        citations=count_of(record, "citationCount"),
    )
    return replace(work, type=_type(record, work))


def _type(record: object, work: Work) -> str:
    if Likeness(work).is_preprint:
        return "article"
    told = {words_of(each) for each in each_of(record, "publicationTypes")}
    found = next((csl for theirs, csl in _TYPES.items() if theirs in told), "")
    in_a_journal = "article-journal" if words_of(record, "publicationVenue", "type") == "journal" else "document"
    return found or in_a_journal


def _variables(record: object) -> dict[str, str]:
    volume = words_of(record, "journal", "volume")
    found = {
        "volume": "" if volume.startswith(_NO_VOLUME) else volume,
        "page": _DASH.sub("-", words_of(record, "journal", "pages")),
        "ISSN": words_of(record, "publicationVenue", "issn"),
    }
    return {name: value for name, value in found.items() if value}


def _names(record: object) -> Iterator[Name]:
    for each in each_of(record, "authors")[:_MOST_PEOPLE]:
        if (name := author_name(words_of(each, "name"))) is not None:
            yield name


def _locations(record: object, identifiers: tuple[Identifier, ...]) -> Iterator[Location]:
    url = page_url(words_of(record, "openAccessPdf", "url"))
    if url and host_of(url) != _LANDING:
        path = urlsplit(url).path.lower()
        yield Location(
            url=url,
            media_type=_PDF if path.endswith("pdf") or "/pdf/" in path else "",
            extent=Extent.FULL_TEXT,
            connector=NAME,
            licence=words_of(record, "openAccessPdf", "license"),
        )
    arxiv = next((each.value for each in identifiers if each.scheme == "arxiv"), "")
    if arxiv and not host_of(url).endswith("arxiv.org") and (copy := page_url(f"https://arxiv.org/pdf/{arxiv}")):
        yield Location(url=copy, media_type=_PDF, extent=Extent.FULL_TEXT, connector=NAME)
