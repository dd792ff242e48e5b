"""Wikipedia: which edition is asked and how, and what its pages become."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from research_assistant.adapters.connectors.place import NotAnAnswer
from research_assistant.adapters.connectors.wikipedia import LANGUAGES, WikipediaPlace, editions
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier

PLACE = WikipediaPlace("https://en.wikipedia.org/w/api.php")

# After the documented examples of generator=search, prop=info and prop=extracts (https://www.mediawiki.org/wiki/API:Query).
PAGE: dict[str, Any] = {
    "pageid": 34420,
    "ns": 0,
    "title": "Zinc",
    "index": 1,
    "pagelanguage": "en",
    "lastrevid": 1300000001,
    "fullurl": "https://en.wikipedia.org/wiki/Zinc",
    "extract": "Zinc is a chemical element.\nIt is a metal.",
    "revisions": [{"revid": 1300000001, "parentid": 1, "timestamp": "2026-05-06T07:08:09Z"}],
}


def _answer(*pages: dict[str, Any]) -> bytes:
    return json.dumps({"batchcomplete": True, "query": {"pages": list(pages)}}).encode()


def test_an_article_is_cited_in_the_revision_that_was_found():
    entry = PLACE.read(_answer(PAGE)).entries[0]
    work = entry.work

    assert work.url == "https://en.wikipedia.org/wiki/Zinc?oldid=1300000001"
    assert (work.type, work.venue, work.issued) == ("entry-encyclopedia", "Wikipedia", "2026-05-06")
    assert work.identifiers == (Identifier(scheme="url", value="https://en.wikipedia.org/wiki/Zinc"),)
    assert work.variables == {"language": "en"}
    assert work.extra["wikipedia:revision"] == "1300000001"
    assert entry.abstract == "Zinc is a chemical element.\n\nIt is a metal."
    assert [each.url for each in entry.locations] == [work.url]
    assert "creativecommons.org/licenses/by-sa" in entry.locations[0].licence


def test_pages_come_in_the_order_of_the_search():
    pages = [{**PAGE, "title": title, "index": index} for title, index in (("C", 3), ("A", 1), ("B", 2))]

    assert [each.work.title for each in PLACE.read(_answer(*pages)).entries] == ["A", "B", "C"]


def test_a_page_of_meanings_is_left_out_with_a_word():
    page = PLACE.read(_answer({**PAGE, "pageprops": {"disambiguation": ""}}))

    assert page.entries == ()
    assert "can mean" in page.refused[0]


def test_to_find_nothing_is_an_answer():
    assert PLACE.read(b'{"batchcomplete": true}').entries == ()


@pytest.mark.parametrize("content", [b'{"error": {"code": "x", "info": "Too long."}}', b"{}", b'{"query": []}'])
def test_what_is_no_answer_is_said(content: bytes):
    with pytest.raises(NotAnAnswer):
        PLACE.read(content)


def test_a_question_goes_to_the_edition_in_its_language_and_then_to_the_one_that_is_set():
    wordings = PLACE.wordings("Verkürzt die Einnahme von Zink die Dauer einer gewöhnlichen Erkältung?")
    requests = [PLACE.request(each, Scope(), limit=10, page=1) for each in wordings]

    assert {urlsplit(each.url).hostname for each in requests[:-1]} == {"de.wikipedia.org"}
    assert (requests[0].service, requests[-1].service) == ("wikipedia_de", "wikipedia")
    assert urlsplit(requests[-1].url).hostname == "en.wikipedia.org"


def test_a_language_that_is_wanted_is_the_edition_that_is_asked():
    request = PLACE.request("en:zinc", Scope(languages=("fr",)), limit=10, page=1)

    assert urlsplit(request.url).hostname == "fr.wikipedia.org"


def test_another_wiki_has_no_other_editions():
    place = WikipediaPlace("https://wiki.example/api.php")

    for wording in place.wordings("Verkürzt die Einnahme von Zink die Dauer einer gewöhnlichen Erkältung?"):
        request = place.request(wording, Scope(languages=("fr",)), limit=10, page=1)
        assert urlsplit(request.url).hostname == "wiki.example"
        assert request.service == "wikipedia"


def test_editions_lie_at_addresses_of_the_fixed_list():
    found = editions("https://de.wikipedia.org/w/api.php")

    assert found.keys() == LANGUAGES
    assert found["en"] == "https://en.wikipedia.org/w/api.php"


@pytest.mark.parametrize(
    "text", ['intitle:zinc -cold insource:/x/ "a b', "zinc* OR ~cold? AND !x", "Talk:Zinc morelike:B"]
)
def test_nothing_of_a_question_is_an_operator(text: str):
    for wording in PLACE.wordings(text):
        asked = parse_qs(urlsplit(PLACE.request(wording, Scope(), limit=5, page=1).url).query)["gsrsearch"][0]
        for term in asked.split(" OR "):
            assert all(each.isalnum() or each in ' "' for each in term)
            assert term.count('"') % 2 == 0
