"""Crossref: what it is asked, and its records as works; the records are made after the documented example of a work."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from research_assistant.adapters.connectors.crossref import CrossrefPlace
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier, Name

PLACE = CrossrefPlace("https://api.crossref.org")
DOI = "10.5555/12345678"


def asked(scope: Scope, *, limit: int = 250, page: int = 1) -> dict[str, str]:
    query = urlsplit(PLACE.request("zinc cold", scope, limit=limit, page=page).url).query
    return {name: values[0] for name, values in parse_qs(query).items()}


def answer(*records: object, total: int = 1) -> bytes:
    message = {"total-results": total, "items": list(records)}
    return json.dumps({"status": "ok", "message-type": "work-list", "message": message}).encode()


def entry(**fields: object) -> Entry:
    (found,) = PLACE.read(answer({"DOI": DOI, "title": ["Zinc and colds"], **fields})).entries
    return found


class TestRequests:
    def test_only_words_are_asked_for_as_many_as_a_search_may_have(self):
        assert PLACE.wordings('Does "zinc acetate" shorten the common cold? filter=type:x&rows=0') == (
            "zinc acetate shorten common cold filter type x rows 0",
        )
        assert PLACE.wordings("?!") == ()
        assert len(PLACE.wordings("x" * 10_000)[0]) == 1_000

    def test_years_and_types_are_filters_and_pages_are_counted_in_entries(self):
        wanted = asked(Scope(year_from=2019, year_to=2021, types=("chapter", "thesis", "webpage")), page=2)

        assert (wanted["rows"], wanted["offset"]) == ("100", "100")
        assert wanted["filter"].split(",") == [
            "from-pub-date:2019-01-01",
            "until-pub-date:2021-12-31",
            "type:book-chapter",
            "type:book-part",
            "type:book-section",
            "type:book-track",
            "type:dissertation",
        ]
        assert "filter" not in asked(Scope(types=("webpage",)))

    @pytest.mark.parametrize(
        ("name", "path"),
        [
            (Identifier(scheme="doi", value=DOI), "/works/10.5555%2F12345678"),
            (Identifier(scheme="doi", value="10.5555/a?b#c/../d"), "/works/10.5555%2Fa%3Fb%23c%2F..%2Fd"),
            (Identifier(scheme="doi", value="no doi"), None),
            (Identifier(scheme="pmid", value="123"), None),
        ],
    )
    def test_one_work_is_asked_for_by_its_doi_alone(self, name: Identifier, path: str | None):
        request = PLACE.lookup(name)

        assert (None if request is None else urlsplit(request.url).path) == path


class TestRecords:
    def test_a_journal_article(self):
        found = entry(
            type="journal-article",
            URL=f"https://doi.org/{DOI}",
            subtitle=["A &lt;i&gt;systematic&lt;/i&gt; review"],
            author=[
                {"given": "Josiah", "family": "Carberry", "suffix": "Jr."},
                {"family": "van der Berg"},
                {"name": "The Brown Group"},
                {"sequence": "additional"},
            ],
            editor=[{"given": "Ada", "family": "Byron"}],
            issued={"date-parts": [[2008, 8, 13]]},
            volume="5",
            issue="11",
            page="1-3",
            publisher="Society of Psychoceramics",
            ISSN=["0264-3561", "1365-2206"],
            **{"container-title": ["Journal of Psychoceramics"], "is-referenced-by-count": 12},
        )
        work = found.work

        assert work.title == "Zinc and colds: A systematic review"
        assert work.authors == (
            Name(family="Carberry", given="Josiah", suffix="Jr."),
            Name(family="Berg", particle="van der"),
            Name(literal="The Brown Group"),
        )
        assert work.creators == {"editor": (Name(family="Byron", given="Ada"),)}
        assert (work.type, work.year, work.issued) == ("article-journal", 2008, "2008-08-13")
        assert (work.venue, work.citations) == ("Journal of Psychoceramics", 12)
        assert work.variables == {
            "volume": "5",
            "issue": "11",
            "page": "1-3",
            "publisher": "Society of Psychoceramics",
            "ISSN": "0264-3561, 1365-2206",
        }
        assert work.identifiers == (Identifier(scheme="doi", value=DOI),)

    @pytest.mark.parametrize(
        ("parts", "year", "issued"),
        [
            ([[2019, 12, 3]], 2019, "2019-12-03"),
            ([[2019, 12]], 2019, "2019-12"),
            ([[2019]], 2019, ""),
            ([[None]], None, ""),
        ],
    )
    def test_a_date_is_told_as_far_as_it_is_known(self, parts: object, year: int | None, issued: str):
        work = entry(issued={"date-parts": parts}).work

        assert (work.year, work.issued) == (year, issued)

    def test_a_chapter_names_its_book_and_the_series_of_this(self):
        work = entry(type="book-chapter", **{"container-title": ["A Series", "A Book"]}).work

        assert (work.venue, work.variables["collection-title"]) == ("A Book", "A Series")

    @pytest.mark.parametrize(
        ("kind", "subtype", "csl"),
        [
            ("posted-content", "preprint", "article"),
            ("posted-content", "dissertation", "thesis"),
            ("proceedings-article", "", "paper-conference"),
            ("component", "", "document"),
            ("new-thing", "", "document"),
        ],
    )
    def test_types_are_those_of_csl(self, kind: str, subtype: str, csl: str):
        assert entry(type=kind, subtype=subtype).work.type == csl

    def test_what_has_no_title_is_named_by_its_address_and_what_has_neither_is_told(self):
        page = PLACE.read(answer({"DOI": DOI}, {"title": []}, "no record"))

        assert [each.work.title for each in page.entries] == [f"https://doi.org/{DOI}"]
        assert page.refused == (
            "Crossref's entry 2 was left out: it has neither a title nor a DOI.",
            "Crossref's entry 3 was left out: it has neither a title nor a DOI.",
        )

    def test_a_preprint_server_s_version_is_a_name_of_the_work_and_other_relations_are_not(self):
        related = {
            "has-preprint": [
                {"id-type": "doi", "id": "10.1101/2020.01.01.12345", "asserted-by": "object"},
                {"id-type": "doi", "id": "10.5555/another"},
            ],
            "is-review-of": [{"id-type": "doi", "id": "10.1101/1"}],
        }

        assert [each.value for each in entry(relation=related).work.identifiers] == [DOI, "10.1101/2020.01.01.12345"]


class TestNotices:
    def test_what_updated_a_work_is_told_gravest_first_and_a_new_version_is_no_notice(self):
        work = entry(
            **{
                "updated-by": [
                    {"type": "new_version", "DOI": DOI},
                    {"type": "correction", "DOI": "10.5555/c", "updated": {"date-parts": [[2010, 1]]}},
                    {"type": "retraction", "DOI": "10.5555/r", "updated": {"date-parts": [[2012, 3, 4]]}},
                    {"type": "retraction", "DOI": "10.5555/r", "updated": {"date-parts": [[2012, 3, 4]]}},
                ]
            }
        ).work

        assert work.notices == (
            Notice(kind=NoticeKind.RETRACTION, name="doi:10.5555/r", date="2012-03-04", said_by="crossref"),
            Notice(kind=NoticeKind.CORRECTION, name="doi:10.5555/c", date="2010-01", said_by="crossref"),
        )
        assert work.notice_of == ""

    def test_a_notice_is_told_apart_from_the_work_that_it_is_about(self):
        notice = entry(**{"update-to": [{"type": "retraction", "DOI": "10.5555/w"}]}).work
        in_its_place = entry(**{"update-to": [{"type": "retraction", "DOI": DOI.upper()}]}).work
        newer = entry(**{"update-to": [{"type": "new_edition", "DOI": "10.5555/w"}]}).work

        assert (notice.notice_of, notice.is_void) == ("doi:10.5555/w", False)
        assert (in_its_place.notice_of, newer.notice_of) == ("", "")


class TestCopies:
    def test_copies_for_programs_are_offered_and_those_without_an_open_licence_are_said_to_be_closed(self):
        links = [
            {"URL": "https://p.example/1.xml", "content-type": "text/xml", "intended-application": "text-mining"},
            {
                "URL": "https://p.example/1.pdf",
                "content-type": "application/pdf",
                "intended-application": "text-mining",
            },
            {
                "URL": "https://p.example/1",
                "content-type": "unspecified",
                "intended-application": "similarity-checking",
            },
            {"URL": "javascript:alert(1)", "content-type": "text/html", "intended-application": "text-mining"},
        ]
        licence = "https://creativecommons.org/licenses/by/4.0/"
        closed, opened = entry(link=links), entry(link=links, license=[{"URL": licence}])

        assert [each.url for each in closed.locations] == ["https://p.example/1.pdf", "https://p.example/1.xml"]
        assert [(each.is_open, each.licence) for each in closed.locations] == [(False, "")] * 2
        assert [(each.is_open, each.licence) for each in opened.locations] == [(True, licence)] * 2


class TestAnswers:
    def test_one_work_is_a_page_of_one(self):
        page = PLACE.read(json.dumps({"message-type": "work", "message": {"DOI": DOI, "title": ["Zinc"]}}).encode())

        assert [each.work.title for each in page.entries] == ["Zinc"]

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"Resource not found.", "no JSON"),
            (b'{"status": "ok", "message-type": "member-list", "message": {}}', "without works"),
            (b'{"status": "ok", "message-type": "work-list", "message": null}', "without the list `items`"),
            (
                b'{"status": "failed", "message-type": "x", "message": [{"message": "No such filter"}]}',
                "wrong with the request: No such filter",
            ),
        ],
    )
    def test_what_is_no_answer_says_what_it_is(self, content: bytes, told: str):
        with pytest.raises(NotAnAnswer, match=told):
            PLACE.read(content)
