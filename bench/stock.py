"""A library for measurements: real tables and a real index in a temporary folder."""

import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from corpora import Record
from research_assistant.adapters.blobs.folder import BlobFolder
from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.migrate import migrate
from research_assistant.adapters.index.library import LibraryIndex
from research_assistant.adapters.store.transactions import SqlTransactions, StoredDocuments
from research_assistant.domain.document import Document, document_id
from research_assistant.domain.fusion import DEPTH, Fused, fuse
from research_assistant.domain.library import Reading, Visibility
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.source import Origin, Source
from research_assistant.domain.user import Role, User
from research_assistant.domain.work import Extent, Identifier, Work
from research_assistant.kit.ids import new_id
from research_assistant.pipeline.split import passages
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.index import Scored, Shelf

AT_A_TIME = 256
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A library that holds records and can be searched.

    Attributes:
        records: The records by key.
        keys: The record's key by document id.
        works: The record's work by document id.
    """

    index: LibraryIndex
    shelf: Shelf
    documents: StoredDocuments
    embedder: Embedder | None
    records: dict[str, Record]
    keys: dict[str, str]
    works: dict[str, Work]

    async def by_words(self, text: str) -> list[tuple[str, float]]:
        """Return document ids with their scores by words."""
        return _pairs(await self.index.by_words(text, self.shelf, limit=DEPTH))

    async def by_vector(self, text: str) -> list[tuple[str, float]]:
        """Return document ids with their cosines; none without an embedder."""
        if self.embedder is None:
            return []
        vector = await self.embedder.embed([text])
        return _pairs(await self.index.by_vector(vector, self.embedder.fingerprint, self.shelf, limit=DEPTH))

    async def fused(self, text: str) -> list[Fused]:
        """Return document ids as the library connector orders them."""
        return fuse(await self.by_words(text), await self.by_vector(text))

    def sources(self, fused: Sequence[Fused], *, without: Collection[str] = (), limit: int = 20) -> tuple[Source, ...]:
        """Return what the stages before ranking make of an answer: the best sources, the records `without` left out."""
        found = [each for each in fused if self.keys[each.key] not in without][:limit]
        return tuple(
            Source(
                source_id=f"s{place}",
                rank=place,
                work=self.works[each.key],
                score=each.score,
                origins=(
                    Origin(connector="library", subquestion_id="q1", rank=place, score=each.score, parts=each.parts),
                ),
                document_id=each.key,
                extent=Extent.ABSTRACT,
            )
            for place, each in enumerate(found, start=1)
        )


@asynccontextmanager
async def stocked(records: Sequence[Record], embedder: Embedder | None) -> AsyncIterator[Stock]:
    """Open a library that holds `records`, with their vectors, and remove it at the end."""
    with TemporaryDirectory() as folder:
        database = engine(f"sqlite:///{Path(folder) / 'library.db'}")
        await migrate(database)
        transactions = SqlTransactions(database, lambda: NOW)
        user = User(user_id=new_id(), username="bench", role=Role.RESEARCHER)
        readings = [_reading(record) for record in records]
        async with transactions.writing() as transaction:
            await transaction.users.ensure(user)
            for first in range(0, len(readings), AT_A_TIME):
                lot = [(reading, passages(reading.document)) for reading in readings[first : first + AT_A_TIME]]
                await transaction.library.add(
                    lot, owner_id=user.user_id, visibility=Visibility.SHARED, collection="bench"
                )
        index = LibraryIndex(database)
        if embedder is not None:
            await _fill(index, embedder)
        yield Stock(
            index=index,
            shelf=Shelf(user_id=user.user_id),
            documents=StoredDocuments(transactions, BlobFolder(Path(folder))),
            embedder=embedder,
            records={record.key: record for record in records},
            keys={each.document.document_id: record.key for each, record in zip(readings, records, strict=True)},
            works={each.document.document_id: each.work for each in readings},
        )
        await database.dispose()


async def _fill(index: LibraryIndex, embedder: Embedder) -> None:
    while lot := await index.without_vector(embedder.fingerprint, limit=AT_A_TIME):
        rows = await embedder.embed([text for _, text in lot])
        await index.put_vectors([passage for passage, _ in lot], rows, embedder.fingerprint)


def _reading(record: Record) -> Reading:
    content = json.dumps([record.key, record.title, record.sentences]).encode()
    snapshot = Snapshot.of(content, media_type="application/json", url=f"bench:{record.key}", received_at=NOW)
    document = Document(
        document_id=document_id(snapshot.sha256, "bench/1"),
        snapshot_sha256=snapshot.sha256,
        extractor="bench/1",
        title=record.title,
        text=record.text,
        extent=Extent.ABSTRACT,
        language="en",
    )
    work = Work(title=record.title, identifiers=(Identifier(scheme="bench", value=record.key),))
    return Reading(work=work, snapshot=snapshot, document=document)


def _pairs(found: Sequence[Scored]) -> list[tuple[str, float]]:
    return [(each.passage.document_id, each.score) for each in found]
