"""The driver of places: pages, wordings, what is kept, and what is left when a place fails half-way."""

from dataclasses import replace

import pytest

from fakes import Clock, Remembering, Shelf
from places import TITLES, Upstreams, atom, sample
from research_assistant.adapters.connectors.abstracts import paragraphs
from research_assistant.adapters.connectors.chain import ChainConnector
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.domain.errors import ConnectorUnavailable, FetchFailed
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Extent
from research_assistant.ports.cache import Cache
from research_assistant.ports.connector import Answer, Connector
from research_assistant.ports.fetcher import Fetched, Request

AWAY = FetchFailed("The host did not answer within 5 seconds.", next_step="Wait.", cause="timeout")


def world(name: str, upstreams: Upstreams, *, cache: Cache | None = None, documents: Shelf | None = None):
    return WorldConnector(
        sample(name).place,
        fetcher=upstreams,
        cache=cache or Remembering(),
        documents=documents or Shelf(),
        clock=Clock(),
        seconds=5,
    )


async def ask(connector: Connector, text: str = "zinc for colds", *, limit: int = 25) -> Answer:
    return await connector.search(text, user_id="u", scope=Scope(), limit=limit)


class _FailsLater(Upstreams):
    """Answers a number of requests, and no more."""

    def __init__(self, requests: int) -> None:
        super().__init__()
        self._requests = requests

    async def fetch(self, request: Request) -> Fetched:
        if len(self.asked) >= self._requests:
            raise AWAY
        return await super().fetch(request)


class TestPages:
    async def test_pages_are_asked_for_until_there_are_enough(self):
        upstreams = Upstreams()

        answer = await ask(world("searxng", upstreams), limit=25)

        assert [each.work.title for each in answer.hits] == list(TITLES[:25])
        assert len(answer.asked) == len(upstreams.asked) == 3
        assert answer.total == 30

    async def test_no_page_is_asked_for_behind_the_last(self):
        upstreams = Upstreams(TITLES[:10])

        answer = await ask(world("searxng", upstreams), limit=25)

        assert (len(answer.hits), len(upstreams.asked)) == (10, 1)

    async def test_a_page_that_brings_nothing_new_is_the_last(self):
        upstreams = Upstreams()
        upstreams.answers["searxng"] = sample("searxng").answers(TITLES[:10], 5_000)

        answer = await ask(world("searxng", upstreams), limit=25)

        assert (len(answer.hits), len(upstreams.asked)) == (10, 2)

    async def test_what_came_before_a_failure_is_the_answer(self):
        answer = await ask(world("searxng", _FailsLater(1)), limit=25)

        assert len(answer.hits) == 10
        assert answer.refused == ("SearXNG gave only a part of its answer: The host did not answer within 5 seconds.",)

    async def test_all_requests_share_the_time_of_the_search(self):
        upstreams = Upstreams()

        await ask(world("searxng", upstreams), limit=25)

        assert all(0 < each.seconds <= 5 for each in upstreams.asked)


class TestWordings:
    async def test_a_loose_wording_is_asked_where_the_strict_one_finds_little(self):
        upstreams = Upstreams(TITLES[:3])

        answer = await ask(world("arxiv", upstreams), limit=25)

        assert ["+AND+" in each.url for each in upstreams.asked] == [True, False]
        assert len(answer.hits) == 3

    async def test_parts_of_one_work_that_share_a_doi_stay_two(self):
        upstreams = Upstreams()
        doi = b'<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/both</arxiv:doi></entry>'
        upstreams.answers["arxiv"] = atom(TITLES[:2], 2).replace(b"</entry>", doi)

        assert len((await ask(world("arxiv", upstreams))).hits) == 2

    async def test_it_is_not_where_it_finds_enough(self):
        upstreams = Upstreams(TITLES)

        await ask(world("arxiv", upstreams), limit=25)

        assert len(upstreams.asked) == 1

    async def test_a_text_without_words_asks_nothing(self):
        upstreams = Upstreams()

        answer = await ask(world("arxiv", upstreams), "?!")

        assert (answer.hits, upstreams.asked) == ((), [])


class TestWhatIsKept:
    async def test_the_same_question_is_asked_once(self):
        upstreams, cache = Upstreams(), Remembering()

        first = await ask(world("arxiv", upstreams, cache=cache))
        again = await ask(world("arxiv", upstreams, cache=cache))

        assert len(upstreams.asked) == 1
        assert (first.cached, again.cached) == (False, True)
        assert replace(again, cached=False) == first

    async def test_failures_and_what_is_no_answer_are_not_kept(self):
        upstreams, cache = Upstreams(), Remembering()
        upstreams.failures["brave"] = AWAY
        with pytest.raises(ConnectorUnavailable):
            await ask(world("brave", upstreams, cache=cache))
        upstreams.failures.clear()
        upstreams.answers["brave"] = b"{"
        with pytest.raises(ConnectorUnavailable):
            await ask(world("brave", upstreams, cache=cache))

        assert cache.kept == {}

    async def test_places_do_not_answer_for_each_other(self):
        cache = Remembering()
        for name in ("searxng", "brave", "tavily", "duckduckgo"):
            assert (await ask(world(name, Upstreams(), cache=cache))).hits


class TestAbstracts:
    async def test_an_abstract_becomes_a_document_that_can_be_quoted(self):
        documents = Shelf()

        answer = await ask(world("arxiv", Upstreams(), documents=documents), limit=1)

        (hit,) = answer.hits
        (document,) = await documents.get([hit.document_id or ""])
        assert hit.extent is document.extent is Extent.ABSTRACT
        assert document.text == f"{TITLES[0]} was studied in 90 adults.\n\nColds were shorter by one day."
        assert (document.language, document.extractor) == ("en", "abstract/1")

    async def test_one_text_is_one_document_whenever_it_is_asked_for(self):
        ids = {
            (await ask(world("arxiv", Upstreams()), text, limit=1)).hits[0].document_id for text in ("zinc", "colds")
        }

        assert len(ids) == 1

    async def test_what_an_engine_cut_out_of_a_page_is_not_read(self):
        for name in ("searxng", "brave", "tavily", "duckduckgo"):
            answer = await ask(world(name, Upstreams()))
            assert {(each.extent, each.document_id) for each in answer.hits} == {(Extent.RECORD, None)}

    async def test_a_text_as_long_as_a_book_is_no_abstract(self):
        upstreams, documents = Upstreams(), Shelf()
        upstreams.answers["arxiv"] = atom(TITLES[:1], 1).replace(b"was studied", b"was studied " * 10_000)

        answer = await ask(world("arxiv", upstreams, documents=documents))

        assert [(each.extent, each.document_id) for each in answer.hits] == [(Extent.RECORD, None)]

    @pytest.mark.parametrize(
        ("told", "text"),
        [
            ("  One\ntwo.\n  Three.", "One two.\n\nThree."),
            ("One.\n\nTwo.", "One.\n\nTwo."),
            ("One\r\ntwo\x00.", "One two."),
            (" \n ", ""),
        ],
    )
    def test_lines_that_were_broken_to_fit_are_joined(self, told: str, text: str):
        assert paragraphs(told) == text


class TestFailures:
    async def test_the_sentence_names_the_place_the_cause_and_what_to_do(self):
        upstreams = Upstreams()
        upstreams.failures["arxiv"] = AWAY

        with pytest.raises(ConnectorUnavailable) as caught:
            await ask(world("arxiv", upstreams))

        assert str(caught.value) == "arXiv gave no answer: The host did not answer within 5 seconds."
        assert caught.value.next_step == "Wait."

    async def test_a_status_that_the_place_knows_has_its_own_advice(self):
        upstreams = Upstreams()
        upstreams.failures["searxng"] = FetchFailed("It forbids it.", cause="status", status=403)

        with pytest.raises(ConnectorUnavailable) as caught:
            await ask(world("searxng", upstreams))

        assert "settings.yml" in caught.value.next_step

    async def test_an_error_that_the_place_tells_is_told(self):
        upstreams = Upstreams()
        upstreams.answers["arxiv"] = atom((), 1).replace(
            b"</feed>",
            b"<entry><id>http://arxiv.org/api/errors#x</id><summary>max_results must be less</summary></entry></feed>",
        )

        with pytest.raises(ConnectorUnavailable, match="max_results must be less"):
            await ask(world("arxiv", upstreams))


class TestChains:
    def chain(self, upstreams: Upstreams) -> ChainConnector:
        return ChainConnector("web", [world(name, upstreams) for name in ("searxng", "brave", "duckduckgo")])

    async def test_the_first_that_has_hits_answers(self):
        upstreams = Upstreams()

        answer = await ask(self.chain(upstreams), limit=5)

        assert {each.service for each in upstreams.asked} == {"searxng"}
        assert len(answer.hits) == 5

    async def test_the_next_stands_in_and_the_failure_is_told(self):
        upstreams = Upstreams()
        upstreams.failures["searxng"] = AWAY

        answer = await ask(self.chain(upstreams), limit=5)

        assert [each.service for each in upstreams.asked] == ["searxng", "brave"]
        assert len(answer.hits) == 5
        assert answer.refused == ("SearXNG gave no answer: The host did not answer within 5 seconds.",)

    async def test_one_that_finds_nothing_is_followed_by_the_next(self):
        upstreams = Upstreams()
        upstreams.answers["searxng"] = sample("searxng").nothing

        answer = await ask(self.chain(upstreams), limit=5)

        assert len(answer.asked) == 2
        assert len(answer.hits) == 5

    async def test_where_some_answered_nothing_is_an_answer(self):
        upstreams = Upstreams(())
        upstreams.failures["brave"] = AWAY

        answer = await ask(self.chain(upstreams))

        assert answer.hits == ()
        assert answer.refused == ("Brave Search gave no answer: The host did not answer within 5 seconds.",)

    async def test_where_none_answers_each_is_told(self):
        upstreams = Upstreams()
        upstreams.failures = dict.fromkeys(("searxng", "brave", "duckduckgo"), AWAY)

        with pytest.raises(ConnectorUnavailable) as caught:
            await ask(self.chain(upstreams))

        assert [title in str(caught.value) for title in ("SearXNG", "Brave Search", "DuckDuckGo")] == [True] * 3
