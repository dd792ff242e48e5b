"""Typed stand-ins for the world, for tests of the inside."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf
from pathlib import Path

from research_assistant.adapters.cache.flights import Flight, Flights
from research_assistant.adapters.check.context import ContextChecker
from research_assistant.domain.cached import Kept, Level, Shelved
from research_assistant.domain.document import Document, Earlier, document_id
from research_assistant.domain.errors import ConnectorUnavailable, FetchFailed, UnreadableFile
from research_assistant.domain.evidence import Evidence, quote
from research_assistant.domain.hit import Hit
from research_assistant.domain.library import Reading
from research_assistant.domain.query import Options, ResearchQuery, Scope, VerificationLevel
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.source import Origin, Source
from research_assistant.domain.verification import DEFAULT_THRESHOLDS
from research_assistant.domain.work import Extent, Identifier, Work
from research_assistant.kit.sentences import sentences
from research_assistant.ports.connector import Answer
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.extractor import Refusal
from research_assistant.ports.fetcher import Fetched, Request
from research_assistant.ports.tools import Patience, Tools

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """Every look at it is one second later."""

    def __init__(self) -> None:
        self._seconds = count()

    def __call__(self) -> datetime:
        return NOON + timedelta(seconds=next(self._seconds))


class Ids:
    """`id-1`, `id-2`, …"""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> str:
        return f"id-{next(self._numbers)}"


class Shelf:
    """Documents in memory."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.document_id: document for document in documents}
        self._read: list[Reading] = []

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        return [self._documents[each] for each in document_ids if each in self._documents]

    async def earlier(self, url: str, *, than: datetime) -> Earlier | None:
        of_url = [each for each in self._read if each.snapshot.url == url and each.snapshot.received_at < than]
        latest = max(of_url, key=lambda each: each.snapshot.received_at, default=None)
        return latest and Earlier(document=latest.document, received_at=latest.snapshot.received_at)

    async def add(self, readings: Sequence[Reading]) -> None:
        self._read += readings
        self._documents |= {reading.document.document_id: reading.document for reading in readings}


class Net:
    """A fetcher of pages in memory: text, or the error that a page is."""

    def __init__(self, pages: Mapping[str, str | FetchFailed] | None = None) -> None:
        self.pages = dict(pages or {})
        self.asked: list[str] = []

    async def fetch(self, request: Request) -> Fetched:
        self.asked.append(request.url)
        page = self.pages.get(request.url, FetchFailed(f"{request.url} was not found.", cause="status", status=404))
        if isinstance(page, FetchFailed):
            raise page
        return Fetched(
            url=request.url, media_type="text/plain", charset="utf-8", content=page.encode(), fetched_at=NOON
        )


class Plain:
    """An extractor that takes bytes for text; empty ones hold nothing."""

    at_once = 1
    versions = frozenset({"plain/test"})

    def __init__(self) -> None:
        self.read_names: list[str] = []

    async def content(self, path: Path) -> bytes:
        return await asyncio.to_thread(path.read_bytes)

    async def read(
        self, content: bytes, *, name: str, media_type: str = "", collection: str = ""
    ) -> AsyncGenerator[Reading | Refusal]:
        self.read_names.append(name)
        if not content:
            raise UnreadableFile(f"{name!r} is empty.", cause="empty")
        snapshot = Snapshot.of(content, media_type=media_type, url=f"file:{name}", received_at=NOON)
        text, extractor = content.decode(), "plain/test"
        yield Reading(
            work=Work(title=text.split(".")[0]),
            snapshot=snapshot,
            document=Document(
                document_id=document_id(snapshot.sha256, extractor),
                snapshot_sha256=snapshot.sha256,
                extractor=extractor,
                title="",
                text=text,
                extent=Extent.FULL_TEXT,
            ),
        )


class Remembering:
    """A cache in memory that forgets when it is told to."""

    def __init__(self) -> None:
        self.kept: dict[tuple[Level, str], bytes] = {}
        self._counts: Counter[tuple[Level, str]] = Counter()
        self._flights = Flights(patience=60)

    async def get(self, level: Level, key: str, make: Callable[[], Awaitable[bytes]]) -> Kept:
        async def serve(_: Flight) -> Kept:
            hit = (level, key) in self.kept
            if not hit:
                self.kept[level, key] = await make()
            return Kept(content=self.kept[level, key], hit=hit)

        kept = await self._flights.share(f"{level} {key}", serve)
        self._counts[level, "hits" if kept.hit else "misses"] += 1
        return kept

    async def stats(self) -> Sequence[Shelved]:
        return [self._shelved(level) for level in Level]

    async def clear(self, level: Level | None = None) -> int:
        gone = [each for each in self.kept if level in {None, each[0]}]
        for each in gone:
            del self.kept[each]
        for counted in [each for each in self._counts if level in {None, each[0]}]:
            del self._counts[counted]
        return len(gone)

    def _shelved(self, level: Level) -> Shelved:
        sizes = [len(content) for (of, _), content in self.kept.items() if of is level]
        return Shelved(
            level=level,
            entries=len(sizes),
            size=sum(sizes),
            most=sys.maxsize,
            seconds=inf,
            hits=self._counts[level, "hits"],
            misses=self._counts[level, "misses"],
        )


class Bytes:
    """Blobs in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def put(self, content: bytes, sha256: str) -> None:
        self._kept[sha256] = content

    async def get(self, sha256: str) -> bytes:
        return self._kept[sha256]

    async def names(self) -> Sequence[str]:
        return list(self._kept)

    async def remove(self, sha256s: Collection[str]) -> None:
        for each in sha256s:
            self._kept.pop(each, None)


class Place:
    """A connector that answers what it was given, or fails."""

    def __init__(self, *hits: Hit, name: str = "library", failure: str = "") -> None:
        self.name = name
        self.asked: list[str] = []
        self._hits = hits
        self._failure = failure

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        self.asked.append(text)
        if self._failure:
            raise ConnectorUnavailable(self._failure)
        return Answer(hits=self._hits[:limit])


def document(name: str, text: str, *, title: str = "", extent: Extent = Extent.ABSTRACT) -> Document:
    """Return a document whose id is its name."""
    return Document(
        document_id=name, snapshot_sha256=name, extractor="test/1", title=title or name, text=text, extent=extent
    )


def work(title: str, *identifiers: str, year: int | None = None) -> Work:
    """Return a work; identifiers as `scheme:value`."""
    named = (identifier.partition(":") for identifier in identifiers)
    return Work(title=title, year=year, identifiers=tuple(Identifier(scheme=s, value=v) for s, _, v in named))


def hit(of: Work, rank: int = 1, *, document_id: str | None = None, extent: Extent = Extent.ABSTRACT) -> Hit:
    """Return a hit on a work."""
    return Hit(work=of, rank=rank, score=1 / rank, document_id=document_id, extent=extent)


def source(name: str, *, document_id: str | None = None, rank: int = 1) -> Source:
    """Return a source that came from the library for `q1`."""
    return Source(
        source_id=name,
        rank=rank,
        work=work(name),
        score=1.0,
        origins=(Origin(connector="library", subquestion_id="q1", rank=rank, score=1.0),),
        document_id=document_id or name,
        extent=Extent.ABSTRACT,
    )


def evidence(number: int, of: Document, *, sentence: int = 0, relevance: float = 0.9, part: str = "q1") -> Evidence:
    """Return evidence for one sentence of a document; its source is named as the document."""
    span = sentences(of.text)[sentence]
    return Evidence(
        evidence_id=f"e{number}",
        subquestion_id=part,
        source_id=of.document_id,
        passage_id=f"{of.document_id}:0-{len(of.text)}",
        quote=quote(of, span.start, span.end),
        relevance=relevance,
    )


def query(text: str = "Does zinc shorten colds?", **changes: object) -> ResearchQuery:
    """Return a query of user `u`."""
    level = changes.pop("level", VerificationLevel.STANDARD)
    scope = changes.pop("scope", Scope())
    assert isinstance(scope, Scope)
    assert isinstance(level, VerificationLevel)
    assert not changes
    return ResearchQuery(
        query_id="id-0", user_id="u", text=text, scope=scope, options=Options(verification_level=level), created_at=NOON
    )


def tools(*places: Place, documents: Shelf | None = None, embedder: Embedder | None = None) -> Tools:
    """Return tools over stand-ins."""
    return Tools(
        connectors={place.name: place for place in places},
        documents=documents or Shelf(),
        fetcher=Net(),
        extractor=Plain(),
        cache=Remembering(),
        patience=Patience(search=20, read=30),
        embedder=embedder,
        checker=ContextChecker(),
        thresholds=DEFAULT_THRESHOLDS,
        clock=Clock(),
        new_id=Ids(),
        versions={"research-assistant": "test"},
    )
