"""Connectors over the simulated world, through the real fetcher and the real cache."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest

from fakes import Clock, Place, Shelf
from research_assistant.adapters.http.registry import open_fetcher
from research_assistant.bootstrap import fetching_policy, open_cache, open_connectors
from research_assistant.config import Settings
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Extent
from research_assistant.ports.connector import Connector
from upstreams import upstream

ENGINES = ("searxng", "brave", "tavily")


@pytest.fixture(scope="module")
def world() -> Iterator[str]:
    with upstream() as address:
        yield address


@pytest.fixture
def documents() -> Shelf:
    return Shelf()


@pytest.fixture
async def places(
    world: str, documents: Shelf, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[dict[str, Connector]]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        sources="library,arxiv,web",
        web_engines=getattr(request, "param", "searxng"),
        arxiv_api_url=world,
        searxng_url=world,
        brave_url=world,
        brave_api_key="key",
        tavily_url=world,
        tavily_api_key="key",
        arxiv_seconds_between=0,
        web_seconds_between=0,
    )
    async with open_fetcher(fetching_policy(settings), Clock()) as fetcher:
        yield open_connectors(settings, Place(), fetcher=fetcher, cache=open_cache(settings), documents=documents)


def calls(world: str) -> int:
    return len(httpx2.get(f"{world}/__log").json())


async def test_arxiv_gives_abstracts_and_where_full_texts_lie(places: dict[str, Connector], documents: Shelf):
    answer = await places["arxiv"].search("reranking of passages", user_id="u", scope=Scope(), limit=40)

    assert len(answer.hits) == answer.total == 40
    assert {each.extent for each in answer.hits} == {Extent.ABSTRACT}
    assert len(await documents.get([each.document_id or "" for each in answer.hits])) == 40
    assert {each.locations[0].media_type for each in answer.hits} == {"application/pdf"}


@pytest.mark.parametrize("places", ENGINES, indirect=True)
async def test_the_web_gives_pages(places: dict[str, Connector]):
    answer = await places["web"].search("reranking of passages", user_id="u", scope=Scope(), limit=10)

    assert len(answer.hits) == 10
    assert {each.extent for each in answer.hits} == {Extent.RECORD}
    assert all(each.work.title and each.locations for each in answer.hits)
    assert answer.refused == ()


async def test_fifty_who_ask_the_same_cause_one_call_and_asking_again_none(places: dict[str, Connector], world: str):
    before = await asyncio.to_thread(calls, world)

    async def ask() -> None:
        await places["arxiv"].search("citation faithfulness", user_id="u", scope=Scope(), limit=40)

    await asyncio.gather(*(ask() for _ in range(50)))
    await ask()

    assert await asyncio.to_thread(calls, world) == before + 1
