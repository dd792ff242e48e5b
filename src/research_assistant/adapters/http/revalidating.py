"""Asks whether a page has changed before it is sent again."""

import asyncio
from dataclasses import replace

from research_assistant.adapters.http.media import may_be
from research_assistant.adapters.http.pages import PageFolder
from research_assistant.adapters.http.urls import read_url
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.clock import Clock
from research_assistant.ports.fetcher import Fetched, Fetcher, Request

NOT_MODIFIED = 304


class RevalidatingFetcher:
    """Wraps a fetcher: a page that its site calls unchanged is not sent again.

    Every page is asked about each time: how long an answer is good without asking is the cache's to say.
    """

    def __init__(self, fetcher: Fetcher, pages: PageFolder, clock: Clock) -> None:
        self._fetcher = fetcher
        self._pages = pages
        self._clock = clock

    async def fetch(self, request: Request) -> Fetched:
        """See `Fetcher`."""
        if request.service or request.method != "GET" or request.headers:
            return await self._fetcher.fetch(request)
        url = str(read_url(request.url))
        kept = await asyncio.to_thread(self._pages.get, url)
        if kept is None or not _is_wanted(kept, request):
            return await self._kept(url, await self._fetcher.fetch(request))
        try:
            return await self._kept(url, await self._fetcher.fetch(replace(request, headers=_conditions(kept))))
        except FetchFailed as error:
            if error.status != NOT_MODIFIED:
                raise
        await asyncio.to_thread(self._pages.touch, url)
        return replace(kept, fetched_at=self._clock())

    async def _kept(self, url: str, page: Fetched) -> Fetched:
        # What came by a redirect is not kept: its validators are those of another address.
        if page.url == url and _conditions(page) and "no-store" not in page.headers.get("cache-control", "").lower():
            await asyncio.to_thread(self._pages.keep, page)
        return page


def _conditions(page: Fetched) -> dict[str, str]:
    asked = {"if-none-match": page.headers.get("etag"), "if-modified-since": page.headers.get("last-modified")}
    return {name: value for name, value in asked.items() if value}


def _is_wanted(page: Fetched, request: Request) -> bool:
    return len(page.content) <= request.most_bytes and may_be(page.media_type, request.media_types)
