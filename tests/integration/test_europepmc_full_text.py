"""An open article of Europe PMC is read in full from the service itself, though that is a private mirror."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from fakes import Clock, Remembering, Shelf, source, tools
from nets import Names, Recorder, fetcher, page
from research_assistant.adapters.connectors.europepmc import EuropePmcPlace
from research_assistant.adapters.connectors.europepmc_files import EuropePmcFiles
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.adapters.http.policy import Policy, Service
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Extent
from research_assistant.pipeline.opening import opened_source
from research_assistant.ports.fetcher import Fetcher

BASE = "http://mirror.internal/rest"
POLICY = Policy(user_agent="test", services={"europepmc": Service(base_url=BASE)}, failures_before_rest=0)
RECORD = {
    "id": "34000001",
    "source": "MED",
    "pmcid": "PMC8100001",
    "title": "Zinc and colds.",
    "abstractText": "Colds are common.",
    "isOpenAccess": "Y",
}
ARTICLE = b"""<?xml version="1.0"?><article article-type="research-article"><front><article-meta>
<title-group><article-title>Zinc and colds</article-title></title-group></article-meta></front>
<body><sec><title>Results</title><p>Colds were shorter by one day in ninety adults who took zinc.</p></sec></body>
</article>"""


def answer(_: str, path: str) -> bytes:
    if path == "/robots.txt":
        return page(b"User-agent: *\nDisallow: /\n", kind="text/plain")
    if path.startswith("/rest/search?"):
        found = {"hitCount": 1, "resultList": {"result": [RECORD]}}
        return page(json.dumps(found).encode(), kind="application/json")
    return page(ARTICLE, kind="application/xml") if path == "/rest/PMC8100001/fullTextXML" else page(status="404 No")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(answer)


@pytest.fixture
def fetching(recorder: Recorder) -> Fetcher:
    return EuropePmcFiles(fetcher(recorder, Names({"mirror.internal": ["10.1.2.3"]}), POLICY), url=BASE)


@pytest.fixture
async def extractors() -> AsyncIterator[Extractors]:
    pool = Pool(processes=1, seconds=30, memory=2**30)
    yield Extractors(Clock(), pool)
    await pool.close()


async def test_an_open_article_is_read_with_its_sections(recorder: Recorder, fetching: Fetcher, extractors: Extractors):
    shelf = Shelf()
    connector = WorldConnector(
        EuropePmcPlace(BASE), fetcher=fetching, cache=Remembering(), documents=shelf, clock=Clock(), seconds=20
    )
    found = await connector.search("zinc colds", user_id="u", scope=Scope(), limit=5)
    (hit,) = found.hits
    named = replace(source("s"), work=hit.work, document_id=hit.document_id, extent=hit.extent, locations=hit.locations)
    made_with = replace(tools(documents=shelf), fetcher=fetching, extractor=extractors)

    opened = await opened_source(named, made_with)

    assert hit.extent is Extent.ABSTRACT
    assert opened.extent is Extent.FULL_TEXT, opened.unopened
    (document,) = await shelf.get([opened.document_id or ""])
    assert "Colds were shorter by one day" in document.text
    assert {address for address, _ in recorder.dialled} == {"10.1.2.3"}
    assert all(path.startswith("/rest/") for *_, path in recorder.asked)
