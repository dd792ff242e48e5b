"""Search engines of the web: what they are asked, and pages as they list them."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from places import KEY, NAMES, TITLES, sample
from research_assistant.adapters.connectors.place import NotAnAnswer
from research_assistant.adapters.connectors.web_entries import Listed, entries_of
from research_assistant.adapters.connectors.web_query import web_wordings
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Work
from research_assistant.ports.fetcher import Request

ENGINES = ("searxng", "brave", "tavily", "duckduckgo")
YEARS = Scope(year_from=2019, year_to=2021)
FILTERED = Scope(year_from=2019, year_to=2021, languages=("de",), types=("book",), preprints=False)


def request(name: str, scope: Scope | None = None, *, limit: int = 40, page: int = 1) -> Request:
    return sample(name).place.request("zinc", scope or Scope(), limit=limit, page=page)


def parameters(name: str, scope: Scope | None = None, *, page: int = 1) -> dict[str, object]:
    asked = request(name, scope, page=page)
    return dict(json.loads(asked.body)) if asked.body else dict(parse_qs(urlsplit(asked.url).query))


def listed(url: str, **more: str) -> Work:
    ((found,), _) = entries_of([Listed(url=url, title="A page", **more)], engine="It")
    return found.work


class TestRequests:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_key_is_in_the_headers_alone(self, name: str):
        asked = request(name, FILTERED)

        assert KEY not in f"{asked.url}{asked.body.decode()}"
        assert any(KEY in value for value in asked.headers.values()) is (
            name in {"brave", "openalex", "semantic_scholar", "tavily"}
        )

    @pytest.mark.parametrize("name", NAMES)
    def test_a_filter_that_a_place_knows_changes_what_it_is_asked_and_no_other_does(self, name: str):
        scopes = {
            "year_from": Scope(year_from=2019),
            "year_to": Scope(year_to=2021),
            "languages": Scope(languages=("de",)),
            "types": Scope(types=("book",)),
            "preprints": Scope(preprints=False),
        }
        changing = {each for each, scope in scopes.items() if request(name, scope) != request(name)}

        assert changing == sample(name).place.knows

    def test_years_are_asked_for_in_the_words_of_each_engine(self):
        assert parameters("brave", YEARS)["freshness"] == ["2019-01-01to2021-12-31"]
        assert parameters("duckduckgo", YEARS)["df"] == ["2019-01-01..2021-12-31"]
        tavily = parameters("tavily", YEARS)
        assert (tavily["start_date"], tavily["end_date"]) == ("2019-01-01", "2021-12-31")

    def test_pages_are_counted_as_each_engine_counts(self):
        assert parameters("searxng", page=2)["pageno"] == ["2"]
        assert parameters("brave", page=2)["offset"] == ["1"]

    def test_several_languages_are_left_to_what_comes_after(self):
        assert "language" not in parameters("searxng", Scope(languages=("de", "en")))

    @pytest.mark.parametrize(
        ("text", "asked"),
        [
            ("Does zinc shorten colds?", "Does zinc shorten colds?"),
            ("!images site:evil.example -zinc", "images site evil.example zinc"),
            ("zinc AND NOT copper OR (tin)", "zinc and not copper or tin"),
            ('what is "zinc finger"', 'what is "zinc finger"'),
            ('an "unpaired mark', "an unpaired mark"),
            (":de ~x +y @z", "de x y z"),
            ("x" * 1_000, "x" * 400),
        ],
    )
    def test_a_question_is_words_and_phrases(self, text: str, asked: str):
        assert web_wordings(text) == (asked,)

    def test_no_more_words_than_every_engine_takes(self):
        (asked,) = web_wordings("zinc " * 1_000)

        assert len(asked.split()) == 50
        assert len(asked) <= 400

    @pytest.mark.parametrize("text", ["", "?!", " - "])
    def test_no_words_no_question(self, text: str):
        assert web_wordings(text) == ()


class TestAnswers:
    @pytest.mark.parametrize("name", ENGINES)
    def test_pages_are_told_in_their_order(self, name: str):
        of = sample(name)

        page = of.place.read(of.answers(TITLES[:5], 5))

        assert [each.work.title for each in page.entries] == list(TITLES[:5])
        assert {each.work.type for each in page.entries} == {"webpage"}
        assert all(each.work.url.startswith("https://www.example.org/Zinc") for each in page.entries)
        assert not any(each.abstract for each in page.entries)
        assert page.refused == ()

    def test_what_engines_tell_of_a_page(self):
        (searxng,) = sample("searxng").place.read(sample("searxng").answers(["Zinc"], 1)).entries
        (brave,) = sample("brave").place.read(sample("brave").answers(["Zinc & Co"], 1)).entries

        assert (searxng.work.venue, searxng.work.issued, searxng.score) == ("example.org", "2024-05-06", 2.0)
        assert (brave.work.title, brave.work.venue, brave.work.year) == ("Zinc & Co", "An Example", 2024)
        assert brave.work.variables == {"language": "en"}

    @pytest.mark.parametrize("name", ENGINES)
    @pytest.mark.parametrize(
        "content", [b"", b"null", b"[]", b"{}", b"{", b"\xff\xfe", b'{"results": 3}', b"[" * 10**5]
    )
    def test_what_is_no_answer_is_named(self, name: str, content: bytes):
        with pytest.raises(NotAnAnswer, match=r"^it "):
            sample(name).place.read(content)

    @pytest.mark.parametrize("name", ["searxng", "tavily"])
    def test_entries_of_another_shape_are_refused_one_by_one(self, name: str):
        strange = [None, 3, [], {}, {"url": 3}, {"url": "ftp://x/"}, {"url": "https://a.example/", "title": 3}]

        page = sample(name).place.read(json.dumps({"results": strange}).encode())

        assert [each.work.title for each in page.entries] == ["https://a.example/"]
        assert len(page.refused) == 6

    def test_engines_that_did_not_answer_are_told(self):
        answer = {"results": [{"url": "https://a.example/"}], "unresponsive_engines": [["bing", "timeout"], "x", [], 3]}

        page = sample("searxng").place.read(json.dumps(answer).encode())

        assert page.refused == ("SearXNG's engine bing (timeout) did not answer.", "SearXNG's engine x did not answer.")

    def test_no_results_because_no_engine_answered_is_no_answer(self):
        answer = {"results": [], "unresponsive_engines": [["bing", "CAPTCHA"]]}

        with pytest.raises(NotAnAnswer, match="bing \\(CAPTCHA\\)"):
            sample("searxng").place.read(json.dumps(answer).encode())

    def test_a_page_that_asks_for_a_person_is_no_answer(self):
        page = b'<html><form id="challenge-form"><div class="anomaly-modal__title">Ducks</div></form></html>'

        with pytest.raises(NotAnAnswer, match="proof"):
            sample("duckduckgo").place.read(page)

    def test_a_page_that_is_cut_off_is_no_answer(self):
        of = sample("duckduckgo")

        with pytest.raises(NotAnAnswer, match="part"):
            of.place.read(of.answers(TITLES, 30)[:2_000])


class TestPages:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("https://doi.org/10.1000/182", "doi:10.1000/182"),
            ("https://dx.doi.org/10.1000%2F182", "doi:10.1000/182"),
            ("https://arxiv.org/abs/2101.00001v2", "arxiv:2101.00001"),
            ("https://arxiv.org/pdf/hep-th/9901001.pdf", "arxiv:hep-th/9901001"),
            ("https://pubmed.ncbi.nlm.nih.gov/12345/", "pmid:12345"),
            ("https://pmc.ncbi.nlm.nih.gov/articles/PMC12345/", "pmcid:PMC12345"),
            ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12345", "pmcid:PMC12345"),
        ],
    )
    def test_the_page_of_a_register_is_its_work(self, url: str, name: str):
        assert str(listed(url).identifiers[0]) == name

    @pytest.mark.parametrize(
        "url", ["https://doi.org.evil.example/10.1000/182", "https://arxiv.org/list/cs", "https://doi.org/about"]
    )
    def test_others_are_named_by_their_address(self, url: str):
        assert [each.scheme for each in listed(url).identifiers] == ["url"]

    def test_a_file_is_told_from_a_page(self):
        ((found,), _) = entries_of([Listed(url="https://a.example/x.PDF?v=1", title="")], engine="It")

        assert found.locations[0].media_type == "application/pdf"
        assert found.work.title == "https://a.example/x.PDF?v=1"

    @pytest.mark.parametrize(
        ("told", "issued", "year"),
        [
            ("2024-05-06T07:08:09", "2024-05-06", 2024),
            ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05", 2024),
            ("2024", "", 2024),
            ("3 days ago", "", None),
        ],
    )
    def test_dates_in_the_forms_of_engines(self, told: str, issued: str, year: int | None):
        found = listed("https://a.example/", date=told)

        assert (found.issued, found.year) == (issued, year)

    def test_markup_of_titles_is_taken_out(self):
        ((found,), _) = entries_of(
            [Listed(url="https://a.example/", title="<strong>Zinc</strong> &amp; p<0.05 \x00")], engine="It"
        )

        assert found.work.title == "Zinc & p<0.05"
