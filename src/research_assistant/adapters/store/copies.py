"""Stored copies: snapshots, the documents read from them, their passages, and the text index."""

import zlib
from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert as upsert
from research_assistant.adapters.db.tables import documents, library_items, passages, snapshots, sources
from research_assistant.domain.document import Document
from research_assistant.domain.library import Reading
from research_assistant.domain.passage import Passage
from research_assistant.ports.clock import Clock

Copy = tuple[Reading, Sequence[Passage]]

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
    """Keep what was read; documents that are there already stay as they are."""
    ids = [reading.document.document_id for reading, _ in copies]
    known = set(await connection.scalars(select(documents.c.document_id).where(documents.c.document_id.in_(ids))))
    fresh = {reading.document.document_id: (reading, spans) for reading, spans in copies}
    new = [copy for document_id, copy in fresh.items() if document_id not in known]
    if not new:
        return
    await connection.execute(
        upsert(connection, snapshots).on_conflict_do_nothing(), [_snapshot_row(reading) for reading, _ in new]
    )
    now = clock()
    await connection.execute(
        insert(documents), [{**_document_row(reading.document), "created_at": now} for reading, _ in new]
    )
    await connection.execute(
        insert(passages),
        [
            {"document_id": passage.document_id, "start": passage.start, "end": passage.end}
            for _, spans in new
            for passage in spans
        ],
    )
    texts = {reading.document.document_id: (reading.document.title, reading.document.text) for reading, _ in new}
    rows = await _index_rows(connection, texts)
    await connection.execute(text(_INDEX[connection.dialect.name]), rows)


async def remove_orphans(connection: AsyncConnection, document_ids: Collection[str]) -> None:
    """Remove those of the documents that no library item and no research query points at."""
    used = select(library_items.c.document_id).where(library_items.c.document_id.in_(document_ids))
    cited = select(sources.c.document_id).where(sources.c.document_id.in_(document_ids))
    kept = set(await connection.scalars(used.union(cited)))
    if not (gone := set(document_ids) - kept):
        return
    found = await connection.execute(select(documents).where(documents.c.document_id.in_(gone)))
    lost = {row.document_id: (row.title, row.text, row.snapshot_sha256) for row in found}
    if connection.dialect.name == "sqlite":
        texts = {document_id: (title, body) for document_id, (title, body, _) in lost.items()}
        await connection.execute(text(_FORGET), await _index_rows(connection, texts))
    await connection.execute(delete(documents).where(documents.c.document_id.in_(gone)))
    hashes = {sha256 for _, _, sha256 in lost.values()}
    still = select(documents.c.snapshot_sha256).where(documents.c.snapshot_sha256.in_(hashes))
    await connection.execute(delete(snapshots).where(snapshots.c.sha256.in_(hashes), snapshots.c.sha256.not_in(still)))


def _snapshot_row(reading: Reading) -> dict[str, object]:
    snapshot = reading.snapshot
    return {
        "sha256": snapshot.sha256,
        "media_type": snapshot.media_type,
        "url": snapshot.url,
        "size": len(snapshot.content),
        "content": zlib.compress(snapshot.content),
        "received_at": snapshot.received_at,
    }


def _document_row(document: Document) -> dict[str, object]:
    return {
        "document_id": document.document_id,
        "snapshot_sha256": document.snapshot_sha256,
        "extractor": document.extractor,
        "title": document.title,
        "text": document.text,
        "sections": [
            {"heading": section.heading, "start": section.start, "end": section.end} for section in document.sections
        ],
        "extent": document.extent.value,
        "language": document.language,
    }


async def _index_rows(connection: AsyncConnection, texts: dict[str, tuple[str, str]]) -> list[dict[str, object]]:
    wanted = select(passages).where(passages.c.document_id.in_(texts))
    return [
        {
            "passage_no": row.passage_no,
            "title": texts[row.document_id][0],
            "body": texts[row.document_id][1][row.start : row.end],
        }
        for row in await connection.execute(wanted)
    ]
