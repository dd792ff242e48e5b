"""Drives a place on the net: asks it page by page through the cache, and keeps the abstracts of its records."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from research_assistant.adapters.connectors.abstracts import abstract_reading
from research_assistant.adapters.connectors.asking import Asking, cause, said
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Page, Place
from research_assistant.domain.errors import FetchFailed
from research_assistant.domain.hit import Hit
from research_assistant.domain.library import Reading
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Extent
from research_assistant.kit.text import clean
from research_assistant.ports.cache import Cache
from research_assistant.ports.clock import Clock
from research_assistant.ports.connector import Answer
from research_assistant.ports.fetcher import Fetcher, Request
from research_assistant.ports.tools import Documents

LITTLE = 10
"""Entries; where a strict wording finds fewer, the next one is asked too."""


class WorldConnector:
    """Searches one place on the net."""

    def __init__(
        self, place: Place, *, fetcher: Fetcher, cache: Cache, documents: Documents, clock: Clock, seconds: float
    ) -> None:
        """Take what the place is reached by.

        Args:
            place: How it is asked and read.
            fetcher: Brings its answers.
            cache: Remembers them.
            documents: Keeps the abstracts.
            clock: Tells when they were received.
            seconds: That one search may take; what came by then is the answer.
        """
        self._place = place
        self._asking = Asking(place, fetcher=fetcher, cache=cache)
        self._documents = documents
        self._clock = clock
        self._seconds = seconds

    @property
    def name(self) -> str:
        """The name of the place."""
        return self._place.name

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:  # noqa: ARG002 - the world has no owners
        """Return at most `limit` hits, best first; an abstract that came with a record can be read at once.

        Where the place fails after it answered in part, what came is the answer and the rest is told as refused.

        Raises:
            ConnectorUnavailable: The place gave no answer at all; says why and what to do.
        """
        found = _Found(limit=limit)
        ends = asyncio.get_running_loop().time() + self._seconds
        for wording in self._place.wordings(clean(text)):
            await self._take_pages(wording, scope, found, ends)
            if found.failed or len(found.entries) >= min(limit, LITTLE):
                break
        entries = list(found.entries.values())[:limit]
        readings = await asyncio.to_thread(_readings, entries, self._clock)
        if kept := {each.document.document_id: each for each in readings if each is not None}:
            await self._documents.add(list(kept.values()))
        return Answer(
            hits=tuple(_hit(rank, *each) for rank, each in enumerate(zip(entries, readings, strict=True), start=1)),
            asked=tuple(found.asked),
            total=found.total,
            cached=found.cached,
            refused=tuple(dict.fromkeys(found.refused)),
        )

    async def _take_pages(self, wording: str, scope: Scope, found: "_Found", ends: float) -> None:
        for number in range(1, self._place.most_pages + 1):
            left = ends - asyncio.get_running_loop().time()
            request = replace(
                self._place.request(wording, scope, limit=found.limit, page=number), seconds=max(round(left, 2), 0.01)
            )
            try:
                page, cached = await self._asking.page(request)
            except (FetchFailed, NotAnAnswer) as error:
                if not found.entries:
                    raise self._asking.unavailable(error) from error
                found.refused.append(f"{self._place.title} gave only a part of its answer: {cause(error)}.")
                found.failed = True
                return
            if not found.take(page, request, cached=cached):
                return


@dataclass(slots=True)
class _Found:
    """What came so far."""

    limit: int
    entries: dict[str, Entry] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    total: int | None = None
    cached: bool = True
    failed: bool = False

    def take(self, page: Page, request: Request, *, cached: bool) -> bool:
        """Take a page; tell whether the next one is wanted."""
        self.asked.append(said(request))
        self.refused += page.refused
        if page.total is not None:
            self.total = max(page.total, self.total or 0)
        self.cached = self.cached and cached
        before = len(self.entries)
        for entry in page.entries:
            self.entries.setdefault(_key(entry), entry)
        is_whole = page.total is not None and len(self.entries) >= page.total
        return page.more and before < len(self.entries) < self.limit and not is_whole


def _key(entry: Entry) -> str:
    # All names: parts of one work may share a DOI.
    return " ".join(map(str, entry.work.identifiers)) or entry.work.url or entry.work.title


def _readings(entries: Iterable[Entry], clock: Clock) -> list[Reading | None]:
    return [abstract_reading(entry, clock) for entry in entries]


def _hit(rank: int, entry: Entry, reading: Reading | None) -> Hit:
    return Hit(
        work=entry.work,
        rank=rank,
        score=1 / rank if entry.score is None else entry.score,
        document_id=None if reading is None else reading.document.document_id,
        locations=entry.locations,
        extent=Extent.RECORD if reading is None else Extent.ABSTRACT,
    )
