"""Stored copies: snapshots, the documents read from them, their passages, and the text index."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import alone
from research_assistant.adapters.db.session import insert as upsert
from research_assistant.adapters.db.tables import (
    document_boxes,
    documents,
    library_items,
    passages,
    snapshots,
    sources,
)
from research_assistant.domain.library import Reading
from research_assistant.domain.passage import Passage
from research_assistant.ports.clock import Clock

Copy = tuple[Reading, Sequence[Passage]]

COPIES = 0x0063_6F70_6965_7300
"""`copies` in ASCII: one transaction at a time, for a copy that one takes away may be the one that another takes up."""

# PostgreSQL's `english` configuration drops stop words; titles weigh more than bodies in ranking (see adapters/index).
_INDEX = {
    "sqlite": "INSERT INTO passages_fts(rowid, title, body) VALUES (:passage_no, :title, :body)",
    "postgresql": """
        UPDATE passages SET terms = setweight(to_tsvector('english', :title), 'A') || to_tsvector('english', :body),
               length = length(to_tsvector('english', :title)) + length(to_tsvector('english', :body))
        WHERE passage_no = :passage_no
    """,
}
_FORGET = "INSERT INTO passages_fts(passages_fts, rowid, title, body) VALUES ('delete', :passage_no, :title, :body)"


async def add_copies(connection: AsyncConnection, copies: Sequence[Copy], clock: Clock) -> None:
    """Keep what was read; documents that are there already stay as they are.

    Passages are what a library is searched by: a copy that was read for a query alone has none, until the same copy
    comes into a library.
    """
    await alone(connection, COPIES)
    fresh = {reading.document.document_id: (reading, spans) for reading, spans in copies}
    there = select(documents.c.document_id).where(documents.c.document_id.in_(fresh))
    known = set(await connection.scalars(there))
    new = {document_id: copy for document_id, copy in fresh.items() if document_id not in known}
    if new:
        await _insert(connection, [reading for reading, _ in new.values()], clock)
    split = select(passages.c.document_id).where(passages.c.document_id.in_(known)).distinct()
    searched = set(await connection.scalars(split)) if known else set()
    unsplit = [copy for document_id, copy in fresh.items() if copy[1] and document_id not in searched]
    if unsplit:
        await _index(connection, unsplit)


async def _insert(connection: AsyncConnection, readings: Sequence[Reading], clock: Clock) -> None:
    now = clock()
    rows = [_snapshot_row(reading) for reading in readings]
    await connection.execute(upsert(connection, snapshots).on_conflict_do_nothing(), rows)
    await connection.execute(insert(documents), [{**_document_row(reading), "created_at": now} for reading in readings])
    boxes = [
        {"document_id": reading.document.document_id, "boxes": reading.boxes.packed}
        for reading in readings
        if reading.boxes
    ]
    if boxes:
        await connection.execute(insert(document_boxes), boxes)


async def _index(connection: AsyncConnection, copies: Sequence[Copy]) -> None:
    await connection.execute(
        insert(passages),
        [
            {"document_id": passage.document_id, "start": passage.start, "end": passage.end}
            for _, spans in copies
            for passage in spans
        ],
    )
    texts = {reading.document.document_id: (reading.document.title, reading.document.text) for reading, _ in copies}
    await _write_index(connection, _INDEX[connection.dialect.name], texts)


async def remove_orphans(connection: AsyncConnection, document_ids: Collection[str]) -> None:
    """Remove those of the documents that no library item and no research query points at."""
    await alone(connection, COPIES)
    used = select(library_items.c.document_id).where(library_items.c.document_id.in_(document_ids))
    cited = select(sources.c.document_id).where(sources.c.document_id.in_(document_ids))
    kept = set(await connection.scalars(used.union(cited)))
    unused = select(documents).where(documents.c.document_id.in_(set(document_ids) - kept))
    gone = (await connection.execute(unused)).all()
    if not gone:
        return
    if connection.dialect.name == "sqlite":
        await _write_index(connection, _FORGET, {row.document_id: (row.title, row.text) for row in gone})
    await connection.execute(delete(documents).where(documents.c.document_id.in_(row.document_id for row in gone)))
    hashes = {row.snapshot_sha256 for row in gone}
    still = select(documents.c.snapshot_sha256).where(documents.c.snapshot_sha256.in_(hashes))
    await connection.execute(delete(snapshots).where(snapshots.c.sha256.in_(hashes), snapshots.c.sha256.not_in(still)))


def _snapshot_row(reading: Reading) -> dict[str, object]:
    snapshot = reading.snapshot
    return {
        "sha256": snapshot.sha256,
        "media_type": snapshot.media_type,
        "url": snapshot.url,
        "size": len(snapshot.content),
        "content": None if snapshot.is_large else zlib.compress(snapshot.content),
        "received_at": snapshot.received_at,
    }


def _document_row(reading: Reading) -> dict[str, object]:
    document = reading.document
    return {
        "document_id": document.document_id,
        "snapshot_sha256": document.snapshot_sha256,
        "extractor": document.extractor,
        "title": document.title,
        "text": document.text,
        "sections": [asdict(section) for section in document.sections],
        "pages": [asdict(page) for page in document.pages],
        "limits": list(reading.limits),
        "extent": document.extent.value,
        "language": document.language,
        "licence": document.licence,
    }


async def _write_index(connection: AsyncConnection, statement: str, texts: dict[str, tuple[str, str]]) -> None:
    """Run `statement` for every passage of the documents, given as title and text by id."""
    wanted = select(passages).where(passages.c.document_id.in_(texts))
    rows = [
        {
            "passage_no": row.passage_no,
            "title": texts[row.document_id][0],
            "body": texts[row.document_id][1][row.start : row.end],
        }
        for row in await connection.execute(wanted)
    ]
    if rows:
        await connection.execute(text(statement), rows)
