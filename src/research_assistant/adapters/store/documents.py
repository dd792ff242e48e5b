"""Documents in the database."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import documents
from research_assistant.domain.document import Document, Section
from research_assistant.domain.work import Extent


class SqlDocuments:
    """Documents by id."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        """Return the documents that are stored, in the order asked."""
        wanted = select(documents).where(documents.c.document_id.in_(document_ids))
        found = {
            row.document_id: Document(
                document_id=row.document_id,
                snapshot_sha256=row.snapshot_sha256,
                extractor=row.extractor,
                title=row.title,
                text=row.text,
                extent=Extent(row.extent),
                language=row.language,
                sections=tuple(Section(**section) for section in row.sections),
            )
            for row in await self._connection.execute(wanted)
        }
        return [found[document_id] for document_id in document_ids if document_id in found]
