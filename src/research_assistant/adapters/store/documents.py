"""Documents in the database."""

import asyncio
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import alone
from research_assistant.adapters.db.tables import document_boxes, documents, snapshots
from research_assistant.adapters.store.copies import COPIES, add_copies
from research_assistant.domain.boxes import Boxes
from research_assistant.domain.document import Box, Document, Earlier, Page, Section
from research_assistant.domain.library import Reading
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.work import Extent
from research_assistant.kit.text import Span
from research_assistant.ports.clock import Clock


class SqlDocuments:
    """Documents by id, and the snapshots that they were read from."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def add(self, readings: Sequence[Reading]) -> None:
        """Keep what was read for queries, without passages; see the port."""
        if readings:
            await add_copies(self._connection, [(reading, ()) for reading in readings], self._clock)

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        """Return the documents that are stored, in the order asked."""
        wanted = select(documents).where(documents.c.document_id.in_(document_ids))
        found = {row.document_id: _document(row) for row in await self._connection.execute(wanted)}
        return [found[document_id] for document_id in document_ids if document_id in found]

    async def earlier(self, url: str, *, than: datetime) -> Earlier | None:
        """Return what was read at an address last before a moment."""
        wanted = (
            select(documents, snapshots.c.received_at)
            .join(snapshots, documents.c.snapshot_sha256 == snapshots.c.sha256)
            .where(snapshots.c.url == url, snapshots.c.received_at < than)
            .order_by(snapshots.c.received_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else Earlier(document=_document(row), received_at=row.received_at)

    async def boxes(self, document_id: str, span: Span) -> Mapping[int, Sequence[Box]]:
        """Return where the words of `span` are seen, by the number of the page."""
        wanted = select(document_boxes.c.boxes).where(document_boxes.c.document_id == document_id)
        boxes = Boxes((await self._connection.execute(wanted)).scalar() or b"")
        # A book has a million.
        return await asyncio.to_thread(boxes.within, span)

    async def limits(self, document_id: str) -> Sequence[str]:
        """Return what of the file is not in the document, in sentences."""
        wanted = select(documents.c.limits).where(documents.c.document_id == document_id)
        return tuple((await self._connection.execute(wanted)).scalar() or ())

    async def snapshot(self, sha256: str) -> Snapshot | None:
        """Return the snapshot, its content empty where that is a blob."""
        row = (await self._connection.execute(select(snapshots).where(snapshots.c.sha256 == sha256))).one_or_none()
        if row is None:
            return None
        return Snapshot(
            sha256=row.sha256,
            media_type=row.media_type,
            url=row.url,
            received_at=row.received_at,
            content=b"" if row.content is None else zlib.decompress(row.content),
        )

    async def unkept(self, sha256s: Collection[str]) -> set[str]:
        """Return those that are the hash of no snapshot; no copy comes or goes before the transaction ends."""
        await alone(self._connection, COPIES)
        wanted = select(snapshots.c.sha256).where(snapshots.c.sha256.in_(sha256s))
        return set(sha256s) - set(await self._connection.scalars(wanted))


def _document(row: Row[tuple[object, ...]]) -> Document:
    return Document(
        document_id=row.document_id,
        snapshot_sha256=row.snapshot_sha256,
        extractor=row.extractor,
        title=row.title,
        text=row.text,
        extent=Extent(row.extent),
        language=row.language,
        licence=row.licence,
        sections=tuple(Section(**section) for section in row.sections),
        pages=tuple(Page(**page) for page in row.pages),
    )
