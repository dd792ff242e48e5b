"""Every path that fetches goes through the one that checks: records, pages and services lead none of them inside."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from fakes import Remembering, Shelf, source, tools, work
from insides import INSIDES, KNOWN
from nets import Names, Recorder, fetcher, no_robots, page
from research_assistant.adapters.connectors.arxiv import ArxivPlace
from research_assistant.adapters.connectors.arxiv_files import ArxivFiles
from research_assistant.adapters.connectors.europepmc_files import EuropePmcFiles
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.adapters.http.pages import PageFolder
from research_assistant.adapters.http.policy import Policy, Service
from research_assistant.adapters.http.revalidating import RevalidatingFetcher
from research_assistant.domain.errors import ConnectorUnavailable, FetchFailed
from research_assistant.domain.location import Location
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Extent
from research_assistant.pipeline.opening import opened_source
from research_assistant.ports.fetcher import Fetcher, Request

API = "http://index.example/api/query"
SERVICES = {"arxiv": Service(base_url=API), "europepmc": Service(base_url="http://index.example/rest")}
POLICY = Policy(user_agent="test", services=SERVICES, failures_before_rest=0)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(lambda _, path: no_robots(path) or page())


@pytest.fixture
def fetching(recorder: Recorder, tmp_path: Path) -> Fetcher:
    """The fetcher with all that stands before it in the product."""
    made = RevalidatingFetcher(fetcher(recorder, Names(KNOWN), POLICY), PageFolder(tmp_path / "pages", 10**6), now)
    return ArxivFiles(EuropePmcFiles(made, url="http://index.example/rest"), tmp_path / "arxiv")


def assert_outside(recorder: Recorder) -> None:
    assert [address for address, _ in recorder.dialled if not ip_address(address).is_global] == []


async def test_reading_the_copies_that_a_record_names(recorder: Recorder, fetching: Fetcher):
    made_with = replace(tools(documents=Shelf()), fetcher=fetching, cache=Remembering())
    for url in INSIDES:
        named = replace(
            source("s"), document_id=None, extent=Extent.RECORD, work=work("Zinc"), locations=(Location(url=url),)
        )
        opened = await opened_source(named, made_with)

        assert opened.unopened, url
    assert_outside(recorder)


async def test_searching_a_service_that_sends_us_elsewhere(recorder: Recorder, fetching: Fetcher):
    connector = WorldConnector(
        ArxivPlace(API), fetcher=fetching, cache=Remembering(), documents=Shelf(), clock=now, seconds=5
    )
    for url in INSIDES:
        if not url.isprintable():
            continue
        recorder.answer = lambda _, path, to=url: no_robots(path) or page(status="302 Found", Location=to)
        with suppress(ConnectorUnavailable):
            await connector.search("zinc", user_id="u", scope=Scope(), limit=3)
        assert_outside(recorder)


async def test_searching_a_service_whose_records_name_them(recorder: Recorder, fetching: Fetcher):
    made_with = replace(tools(documents=Shelf()), fetcher=fetching, cache=Remembering())
    connector = WorldConnector(
        ArxivPlace(API), fetcher=fetching, cache=Remembering(), documents=Shelf(), clock=now, seconds=5
    )
    links = "".join(
        f'<link title="pdf" type="application/pdf" href={quoteattr(url)}/>' for url in INSIDES if url.isprintable()
    )
    entry = (
        f"<entry><id>http://arxiv.org/abs/2101.00001v1</id><title>Zinc</title><summary>Words.</summary>{links}</entry>"
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode()
    recorder.answer = lambda _, path: no_robots(path) or page(feed, kind="application/atom+xml")

    answer = await connector.search("zinc", user_id="u", scope=Scope(), limit=3)
    assert answer.hits
    for hit in answer.hits:
        named = replace(source("s"), document_id=None, extent=Extent.RECORD, work=hit.work, locations=hit.locations)
        await opened_source(named, made_with)

    assert_outside(recorder)


async def test_files_of_arxiv(recorder: Recorder, fetching: Fetcher):
    for url in INSIDES:
        if not url.isprintable():
            continue
        recorder.answer = lambda _, path, to=url: no_robots(path) or page(status="301 Moved", Location=to)
        with suppress(FetchFailed):
            await fetching.fetch(Request(url="https://arxiv.org/pdf/2101.00001v1"))
        assert_outside(recorder)


async def test_full_texts_of_europe_pmc(recorder: Recorder, fetching: Fetcher):
    for url in INSIDES:
        if not url.isprintable():
            continue
        recorder.answer = lambda _, path, to=url: no_robots(path) or page(status="301 Moved", Location=to)
        with suppress(FetchFailed):
            await fetching.fetch(Request(url="http://index.example/rest/PMC8100001/fullTextXML"))
        assert_outside(recorder)
