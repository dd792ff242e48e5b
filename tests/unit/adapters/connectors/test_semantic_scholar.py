"""Semantic Scholar: how it is asked, and what its records become."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from research_assistant.adapters.connectors.place import NotAnAnswer
from research_assistant.adapters.connectors.semantic_scholar import SemanticScholarPlace
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier, Name

PLACE = SemanticScholarPlace("https://api.semanticscholar.org/graph/v1", "secret")

# After the documented example of a paper (https://api.semanticscholar.org/api-docs/graph).
PAPER: dict[str, Any] = {
    "paperId": "5c5751d45e298cea054f32b392c12c61027d2fe7",
    "externalIds": {"DOI": "10.5555/zinc.1", "ArXiv": "2101.00001", "PubMed": "34000001", "PubMedCentral": "8100001"},
    "url": "https://www.semanticscholar.org/paper/5c5751d45e298cea054f32b392c12c61027d2fe7",
    "title": "Zinc and the common cold",
    "abstract": "Colds are common.",
    "venue": "Ex Med",
    "publicationVenue": {"name": "An Example of Medicine", "type": "journal", "issn": "1234-5678"},
    "year": 2021,
    "citationCount": 12,
    "openAccessPdf": {"url": "https://journal.example/1.pdf", "status": "HYBRID", "license": "CCBY"},
    "publicationTypes": ["Review", "JournalArticle"],
    "publicationDate": "2021-02-03",
    "journal": {"name": "An Example of Medicine", "pages": "11 - 19", "volume": "7"},
    "authors": [{"authorId": "1", "name": "Jan van der Berg"}, {"authorId": "2", "name": "B. Kim"}],
}


def _read(paper: dict[str, Any]) -> Any:
    return PLACE.read(json.dumps({"total": 1, "offset": 0, "data": [paper]}).encode()).entries[0]


def test_a_record_becomes_a_work_with_all_that_a_reference_needs():
    entry = _read(PAPER)
    work = entry.work

    assert work.authors == (Name(family="Berg", given="Jan", particle="van der"), Name(family="Kim", given="B."))
    assert (work.year, work.issued, work.type, work.citations) == (2021, "2021-02-03", "article-journal", 12)
    assert (work.venue, work.variables["page"], work.variables["volume"]) == ("An Example of Medicine", "11-19", "7")
    assert [str(each) for each in work.identifiers] == [
        "doi:10.5555/zinc.1",
        "arxiv:2101.00001",
        "pmid:34000001",
        "pmcid:PMC8100001",
        "semantic_scholar:5c5751d45e298cea054f32b392c12c61027d2fe7",
    ]
    assert entry.abstract == "Colds are common."


def test_copies_are_the_one_that_is_told_and_that_of_arxiv():
    assert [(each.url, each.media_type) for each in _read(PAPER).locations] == [
        ("https://journal.example/1.pdf", "application/pdf"),
        ("https://arxiv.org/pdf/2101.00001", "application/pdf"),
    ]


def test_an_address_that_only_leads_to_the_publisher_is_no_copy():
    paper = {**PAPER, "externalIds": {}, "openAccessPdf": {"url": "https://doi.org/10.5555/zinc.1"}}

    assert _read(paper).locations == ()


def test_what_is_on_arxiv_alone_is_a_preprint_without_a_volume():
    paper = {
        **PAPER,
        "externalIds": {"ArXiv": "2101.00001", "DOI": "10.48550/arXiv.2101.00001"},
        "journal": {"name": "ArXiv", "volume": "abs/2101.00001"},
    }

    work = _read(paper).work

    assert work.type == "article"
    assert "volume" not in work.variables


def test_one_work_is_read_like_many():
    page = PLACE.read(json.dumps(PAPER).encode())

    assert [each.work.title for each in page.entries] == ["Zinc and the common cold"]


def test_to_find_nothing_is_an_answer():
    assert PLACE.read(b'{"total": 0, "offset": 0}').entries == ()


@pytest.mark.parametrize("content", [b'{"error": "Bad fields"}', b'{"message": "Forbidden"}', b'{"data": 1}', b"[]"])
def test_what_is_no_answer_is_said(content: bytes):
    with pytest.raises(NotAnAnswer):
        PLACE.read(content)


def test_the_key_is_sent_in_a_header_alone():
    request = PLACE.request("zinc", Scope(year_from=2020), limit=250, page=2)
    asked = parse_qs(urlsplit(request.url).query)

    assert request.headers == {"x-api-key": "secret"}
    assert "secret" not in request.url
    assert (asked["offset"], asked["limit"], asked["year"]) == (["100"], ["100"], ["2020-"])


def test_words_with_hyphens_are_asked_for_as_words():
    assert PLACE.wordings('COVID-19: "long covid" -year:2020') == ("long covid covid 19 year 2020",)


@pytest.mark.parametrize(
    ("scheme", "value", "path"),
    [
        ("doi", "10.5555/a(1)?b", "/graph/v1/paper/DOI:10.5555%2Fa%281%29%3Fb"),
        ("arxiv", "2101.00001", "/graph/v1/paper/ARXIV:2101.00001"),
        ("pmid", "34000001", "/graph/v1/paper/PMID:34000001"),
        ("pmcid", "PMC8100001", "/graph/v1/paper/PMCID:8100001"),
    ],
)
def test_one_work_is_asked_for_by_its_name(scheme: str, value: str, path: str):
    request = PLACE.lookup(Identifier(scheme=scheme, value=value))

    assert request is not None
    assert urlsplit(request.url).path == path
