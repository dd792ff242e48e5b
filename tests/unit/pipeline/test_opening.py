"""Opening: the full text that a record says lies on the net, its copy kept, and what is said where there is none."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes import NOON, Net, Remembering, Shelf, document, source, tools, work
from research_assistant.domain.errors import FetchFailed, FetchRefused
from research_assistant.domain.location import Location
from research_assistant.domain.source import Source
from research_assistant.domain.work import Extent, Name
from research_assistant.pipeline.opening import opened_source
from research_assistant.pipeline.read import read
from research_assistant.ports.fetcher import Fetched, Request
from research_assistant.ports.tools import Patience, Tools

URL = "https://colds.example/zinc"
TEXT = "Zinc shortens colds. It does so by a day in adults. Children were not asked at all."
AWAY = FetchFailed("colds.example did not answer.", cause="timeout")


def at(*urls: str, document_id: str | None = None, type: str = "article") -> Source:  # noqa: A002
    made = replace(source("s", document_id=document_id), extent=Extent.ABSTRACT if document_id else Extent.RECORD)
    if document_id is None:
        made = replace(made, document_id=None)
    return replace(made, work=replace(work("Zinc"), type=type), locations=tuple(Location(url=url) for url in urls))


def over(net: Net, *, cache: Remembering | None = None, documents: Shelf | None = None, seconds: float = 30) -> Tools:
    made = tools(documents=documents)
    return replace(made, fetcher=net, cache=cache or Remembering(), patience=Patience(search=seconds, read=seconds))


async def test_the_full_text_is_fetched_read_and_stored():
    made_with = over(Net({URL: TEXT}))
    made = await opened_source(at(URL), made_with)

    (stored,) = await made_with.documents.get([made.document_id or ""])
    assert (made.extent, stored.text, made.cached, made.unopened) == (Extent.FULL_TEXT, TEXT, False, "")
    assert made.opened is not None
    assert (made.opened.url, made.opened.received_at, made.opened.drift) == (URL, NOON, "")


async def test_what_is_at_hand_is_neither_fetched_nor_read_again():
    net, made_with = (net := Net({URL: TEXT})), over(net)
    first = await opened_source(at(URL), made_with)
    second = await opened_source(at(f"{URL}#results"), made_with)

    assert (first.cached, second.cached) == (False, True)
    assert first.document_id == second.document_id
    assert net.asked == [URL]
    assert made_with.extractor.read_names == ["zinc"]


async def test_a_copy_that_was_removed_from_the_store_is_read_again_from_what_is_kept():
    net, cache = Net({URL: TEXT}), Remembering()
    await opened_source(at(URL), over(net, cache=cache))
    elsewhere = over(net, cache=cache)
    made = await opened_source(at(URL), elsewhere)

    assert [each.text for each in await elsewhere.documents.get([made.document_id or ""])] == [TEXT]
    assert net.asked == [URL]


async def test_the_next_location_is_tried_and_an_abstract_stays_where_none_is_to_be_had():
    net = Net({"https://a.example/": AWAY, URL: TEXT, "https://empty.example/": ""})
    assert (await opened_source(at("https://a.example/", URL), over(net))).extent is Extent.FULL_TEXT

    made = await opened_source(at("https://a.example/", "https://empty.example/", document_id="abstract"), over(net))
    assert (made.document_id, made.extent, made.cached) == ("abstract", Extent.ABSTRACT, False)
    assert made.unopened == "colds.example did not answer; 'empty.example' is empty"


async def test_a_source_of_which_nothing_can_be_read_says_what_its_site_did():
    forbidden = FetchRefused("robots.txt of colds.example forbids it.", cause="robots")
    (made,) = await read((at(URL),), over(Net({URL: forbidden})))
    assert (made.document_id, made.unread) == (None, "robots.txt of colds.example forbids it")


class Slow(Net):
    """A net that never answers."""

    async def fetch(self, request: Request) -> Fetched:
        await asyncio.Event().wait()
        raise AssertionError(request)


async def test_the_query_does_not_wait_longer_than_its_patience():
    made = await opened_source(at(URL), over(Slow(), seconds=0.01))
    assert made.unopened == "it was not there within 0.01 seconds"


@pytest.mark.parametrize(("later", "drift"), [(TEXT, False), (f"{TEXT} More.", False), ("All is different now.", True)])
async def test_a_page_that_has_changed_since_it_was_read_says_so(later: str, drift: bool):
    made_with = over(Net({URL: TEXT}))
    await opened_source(at(URL), made_with)
    await made_with.cache.clear()

    class Later(Net):
        async def fetch(self, request: Request) -> Fetched:
            return replace(await super().fetch(request), fetched_at=NOON + timedelta(days=40))

    made = await opened_source(at(URL), replace(made_with, fetcher=Later({URL: later})))
    assert made.opened is not None
    assert made.opened.drift.startswith("The text has changed since it was read on 2026-") is drift


async def test_a_page_of_the_web_describes_itself_but_cannot_name_itself():
    made_with = over(Net({URL: TEXT}))
    page = replace(
        work("Zinc and colds", "doi:10.1/another"),
        authors=(Name(family="Kim"),),
        year=2020,
        url="https://evil.example/",
    )
    await opened_source(at(URL, type="webpage"), made_with)

    class Described(type(made_with.extractor)):
        async def read(self, content, **how):
            async for each in super().read(content, **how):
                yield replace(each, work=page)

    described = replace(made_with, extractor=Described(), cache=Remembering())
    made = await opened_source(at(URL, type="webpage"), described)
    assert (made.work.title, made.work.authors, made.work.year) == ("Zinc", (Name(family="Kim"),), 2020)
    assert (made.work.identifiers, made.work.url, made.work.type) == ((), "", "webpage")

    registered = await opened_source(at(URL), described)
    assert registered.work.authors == ()


def test_a_stored_copy_is_not_fetched_again():
    full = replace(at(URL, document_id="d"), extent=Extent.FULL_TEXT)
    net = Net({URL: TEXT})
    assert asyncio.run(opened_source(full, over(net, documents=Shelf(document("d", TEXT))))) == full
    assert net.asked == []
