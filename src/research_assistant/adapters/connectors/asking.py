"""Asks a place on the net through the cache, and says in sentences why it gave no answer."""

import asyncio

from research_assistant.adapters.connectors.place import NotAnAnswer, Page, Place
from research_assistant.domain.cached import Level
from research_assistant.domain.errors import ConnectorUnavailable, FetchFailed
from research_assistant.ports.cache import Cache
from research_assistant.ports.fetcher import Fetcher, Request

_TOO_LARGE = "too-large"
_AGAIN = "Ask again later, or leave this source out."


class Asking:
    """One place, with what it is reached by."""

    def __init__(self, place: Place, *, fetcher: Fetcher, cache: Cache) -> None:
        self._place = place
        self._fetcher = fetcher
        self._cache = cache

    async def page(self, request: Request) -> tuple[Page, bool]:
        """Return what the place answers, and whether it was at hand. What cannot be read is not kept.

        Raises:
            FetchFailed: No answer came.
            NotAnAnswer: It is none.
        """
        read: list[Page] = []

        async def made() -> bytes:
            fetched = await self._fetcher.fetch(request)
            read.append(await asyncio.to_thread(self._place.read, fetched.content))
            return fetched.content

        kept = await self._cache.get(Level.SEARCH, f"{self._place.name}\n{said(request)}", made)
        return read[0] if read else await asyncio.to_thread(self._place.read, kept.content), kept.hit

    def unavailable(self, error: FetchFailed | NotAnAnswer) -> ConnectorUnavailable:
        """Return the error that tells a reader why the place gave no answer, and what to do."""
        next_step = ""
        if isinstance(error, FetchFailed):
            # What helps with a page that is too large, to fetch it by hand, does not help here.
            told = "" if error.cause == _TOO_LARGE else error.next_step
            next_step = self._place.advice.get(error.status or 0, told)
        return ConnectorUnavailable(
            f"{self._place.title} gave no answer: {cause(error)}.", next_step=next_step or _AGAIN
        )


def said(request: Request) -> str:
    """Return what was asked as it can be asked again, without headers: keys are in them alone."""
    body = request.body.decode(errors="replace")
    return f"{request.method} {request.url} {body}" if body else request.url


def cause(error: Exception) -> str:
    """Return what an error says as a part of a sentence."""
    return str(error).rstrip(".")
