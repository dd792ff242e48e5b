"""OpenAlex: what it is asked, and its records as works; the records are made after the documented example of a work."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from research_assistant.adapters.connectors.openalex import OpenAlexPlace
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer
from research_assistant.domain.location import Location
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier, Name

PLACE = OpenAlexPlace("https://api.openalex.org", "secret")


def asked(scope: Scope, *, page: int = 1) -> dict[str, str]:
    query = urlsplit(PLACE.request("zinc", scope, limit=250, page=page).url).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def source(kind: str, name: str = "A Place") -> dict[str, object]:
    return {"source": {"display_name": name, "type": kind, "host_organization_name": "A House", "issn": ["1234-5678"]}}


def entry(**fields: object) -> Entry:
    record = {"id": "https://openalex.org/W2741809807", "title": "Zinc and colds", **fields}
    (found,) = PLACE.read(json.dumps({"meta": {"count": 1}, "results": [record]}).encode()).entries
    return found


class TestRequests:
    def test_terms_are_asked_for_all_at_once_then_any_of_them_and_none_is_an_operator(self):
        assert PLACE.wordings('zinc OR (cold NOT "common cold") title.search:x*') == (
            '"common cold" AND zinc AND cold AND "title search x"',
            '"common cold" OR zinc OR cold OR "title search x"',
        )
        assert PLACE.wordings("zinc") == ("zinc",)
        assert PLACE.wordings("?!") == ()
        assert len(PLACE.wordings(" ".join(map(str, range(1_000, 1_012))))) == 1

    def test_every_filter_is_pushed_down(self):
        scope = Scope(
            year_from=2019, year_to=2021, types=("chapter", "thesis"), languages=("de", "no"), preprints=False
        )
        wanted = asked(scope, page=2)

        assert (wanted["per_page"], wanted["page"]) == ("100", "2")
        assert wanted["filter"].split(",") == [
            "from_publication_date:2019-01-01",
            "to_publication_date:2021-12-31",
            "type:book-chapter|dissertation",
            "language:de|no|nb|nn",
            "type:!preprint",
        ]
        assert "filter" not in asked(Scope())

    def test_the_key_is_in_a_header_and_without_one_there_is_none(self):
        assert PLACE.request("zinc", Scope(), limit=1, page=1).headers == {"Authorization": "Bearer secret"}
        assert OpenAlexPlace("https://a.example").request("zinc", Scope(), limit=1, page=1).headers == {}

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            (Identifier(scheme="doi", value="10.5555/a?b"), "/works/doi:10.5555%2Fa%3Fb"),
            (Identifier(scheme="pmid", value="14907713"), "/works/pmid:14907713"),
            (Identifier(scheme="pmcid", value="PMC123"), "/works/pmcid:PMC123"),
            (Identifier(scheme="openalex", value="W123"), "/works/W123"),
            (Identifier(scheme="pmid", value="1/../2"), None),
            (Identifier(scheme="isbn", value="123"), None),
        ],
    )
    def test_one_work_is_asked_for_by_names_of_known_registers(self, name: Identifier, path: str | None):
        request = PLACE.lookup(name)

        assert (None if request is None else urlsplit(request.url).path) == path


class TestRecords:
    def test_a_journal_article(self):
        work = entry(
            doi="https://doi.org/10.7717/peerj.4375",
            ids={
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894",
                "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/5815332",
            },
            publication_year=2018,
            publication_date="2018-02-13",
            language="en",
            type="article",
            primary_location=source("journal", "PeerJ"),
            locations=[{"landing_page_url": "http://arxiv.org/abs/1802.00001v2"}],
            authorships=[
                {"author": {"display_name": "Heather Piwowar"}},
                {"author": {"display_name": None}, "raw_author_name": "Jan van der Berg"},
                {"author": {"display_name": "The Unpaywall Team"}},
            ],
            biblio={"volume": "6", "issue": None, "first_page": "e4375", "last_page": "e4380"},
            cited_by_count=1200,
        ).work

        assert list(map(str, work.identifiers)) == [
            "doi:10.7717/peerj.4375",
            "pmid:29456894",
            "pmcid:PMC5815332",
            "openalex:W2741809807",
            "arxiv:1802.00001",
        ]
        assert work.authors == (
            Name(family="Piwowar", given="Heather"),
            Name(family="Berg", given="Jan", particle="van der"),
            Name(literal="The Unpaywall Team"),
        )
        assert (work.type, work.year, work.issued, work.venue) == ("article-journal", 2018, "2018-02-13", "PeerJ")
        assert work.variables == {
            "volume": "6",
            "page": "e4375-e4380",
            "publisher": "A House",
            "ISSN": "1234-5678",
            "language": "en",
        }
        assert (work.url, work.citations) == ("https://doi.org/10.7717/peerj.4375", 1200)

    @pytest.mark.parametrize(
        ("kind", "where", "csl"),
        [
            ("article", source("journal"), "article-journal"),
            ("review", source("conference"), "paper-conference"),
            ("article", source("repository"), "article"),
            ("article", source("repository") | {"is_published": True}, "article-journal"),
            ("preprint", source("repository"), "article"),
            ("dissertation", None, "thesis"),
            ("article", None, "article-journal"),
            ("a-new-type", source("journal"), "article-journal"),
            ("a-new-type", None, "document"),
        ],
    )
    def test_types_are_those_of_csl_and_the_place_tells_where_the_type_does_not(
        self, kind: str, where: object, csl: str
    ):
        assert entry(type=kind, primary_location=where).work.type == csl

    @pytest.mark.parametrize(
        ("year", "date", "expected"),
        [(2001, "2001-01-01", (2001, "")), (2001, "2001-05-06", (2001, "2001-05-06")), (None, None, (None, ""))],
    )
    def test_the_first_of_january_stands_for_a_year_alone(self, year: object, date: object, expected: object):
        work = entry(publication_year=year, publication_date=date).work

        assert (work.year, work.issued) == expected

    def test_the_abstract_is_put_together_from_the_places_of_its_words(self):
        index = {"Summary:": [0], "Colds": [1, 5], "were": [2], "shorter.": [3], "No": [4], "vanished": [6, -1, "x"]}

        assert entry(abstract_inverted_index=index).abstract == "Colds were shorter. No Colds vanished"
        assert entry(abstract_inverted_index=None).abstract == ""

    def test_a_retracted_work_is_told_and_the_notice_of_it_is_not_one(self):
        retracted = entry(type="article", is_retracted=True).work
        notice = entry(type="retraction", is_retracted=True).work

        assert retracted.notices == (Notice(kind=NoticeKind.RETRACTION, said_by="openalex"),)
        assert notice.notices == ()

    def test_what_has_no_title_is_named_by_its_address_and_what_has_neither_is_told(self):
        page = PLACE.read(json.dumps({"results": [{"id": "https://openalex.org/W1"}, {}, None]}).encode())

        assert [each.work.title for each in page.entries] == ["https://openalex.org/W1"]
        assert len(page.refused) == 2


class TestCopies:
    def test_open_files_come_first_then_open_pages_of_journals(self):
        best = {"is_oa": True, "landing_page_url": "https://doi.org/10.5555/a", "license": "cc-by"} | source("journal")
        green = {"is_oa": True, "landing_page_url": "https://r.example/1", "pdf_url": "https://r.example/1.pdf"}
        page_only = {"is_oa": True, "landing_page_url": "https://r.example/2"} | source("repository")
        closed = {"is_oa": False, "pdf_url": "https://p.example/closed.pdf"}

        found = entry(best_oa_location=best, locations=[closed, best, green, page_only])

        assert found.locations == (
            Location(url="https://r.example/1.pdf", media_type="application/pdf", connector="openalex"),
            Location(url="https://doi.org/10.5555/a", media_type="text/html", connector="openalex", licence="cc-by"),
        )


class TestAnswers:
    def test_one_work_is_a_page_of_one(self):
        page = PLACE.read(b'{"id": "https://openalex.org/W1", "title": "Zinc"}')

        assert [each.work.title for each in page.entries] == ["Zinc"]

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"<!doctype html>", "no JSON"),
            (b"{}", "without works"),
            (b'{"results": {}}', "without the list `results`"),
            (b'{"error": "Invalid filter", "message": "No such field"}', "wrong with the request: No such field"),
        ],
    )
    def test_what_is_no_answer_says_what_it_is(self, content: bytes, told: str):
        with pytest.raises(NotAnAnswer, match=told):
            PLACE.read(content)
