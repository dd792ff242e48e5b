"""Expiry: asked again within its time nothing is sent; after it, only what has expired is asked again."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fakes import Ids, Net, Shelf, query, tools
from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.adapters.connectors.searxng import SearxngPlace
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.domain.cached import Level, Terms
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Source
from research_assistant.pipeline.merge import merge
from research_assistant.pipeline.plan import plan
from research_assistant.pipeline.read import read
from research_assistant.pipeline.search import search
from research_assistant.ports.fetcher import Fetched, Request
from research_assistant.ports.tools import Tools

DAY = 86_400
PAGES = {
    f"https://{name}.example/zinc": f"Zinc shortens colds by {days} days in adults."
    for name, days in zip("abc", "123", strict=True)
}
TERMS = {
    Level.SEARCH: Terms(seconds=7 * DAY, most=10**7),
    Level.CONTENT: Terms(seconds=30 * DAY, most=10**7),
    Level.SYNTHESIS: Terms(seconds=14 * DAY, most=10**7),
}


class World(Net):
    """An engine that finds three pages, and the pages."""

    async def fetch(self, request: Request) -> Fetched:
        if not request.url.startswith("https://engine.example/"):
            return await super().fetch(request)
        self.asked.append("engine")
        found = [{"url": url, "title": text, "content": ""} for url, text in PAGES.items()]
        content = json.dumps({"results": found, "number_of_results": 3}).encode()
        return Fetched(url=request.url, media_type="application/json", charset="", content=content, fetched_at=NOW)


NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Time:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def house(folder: Path, time: Time, net: Net) -> Tools:
    cache, shelf = FolderCache(folder, TERMS, clock=time), Shelf()
    place = SearxngPlace("https://engine.example")
    web = WorldConnector(place, fetcher=net, cache=cache, documents=shelf, clock=time, seconds=20)
    return replace(tools(documents=shelf), connectors={web.name: web}, fetcher=net, cache=cache)


async def asked(made: Tools) -> tuple[Source, ...]:
    wanted = replace(query("Does zinc shorten colds?"), scope=Scope(connectors=tuple(made.connectors)))
    found = await search(await plan(wanted), wanted, made)
    taken = await merge(found, wanted.scope, Ids())
    return await read(taken.sources, made, wanted.scope)


async def test_only_what_has_expired_is_asked_again(tmp_path: Path):
    time, net = Time(), World(PAGES)
    made = house(tmp_path, time, net)
    first = await asked(made)
    assert sorted(net.asked) == ["engine", *sorted(PAGES)]
    assert [source.cached for source in first] == [False] * 3

    for days, again in ((6, []), (8, ["engine"]), (9, []), (31, ["engine", *sorted(PAGES)])):
        net.asked.clear()
        time.now = NOW + timedelta(days=days)
        assert {source.document_id for source in await asked(made)} == {source.document_id for source in first}
        assert sorted(net.asked) == again


async def test_fifty_queries_at_once_ask_once(tmp_path: Path):
    net = World(PAGES)
    made = house(tmp_path, Time(), net)
    await asyncio.gather(*(asked(made) for _ in range(50)))
    assert sorted(net.asked) == ["engine", *sorted(PAGES)]
