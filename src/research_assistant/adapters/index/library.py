"""The search index over all passages of the library."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.session import IN_LIST, insert, reading, writing
from research_assistant.adapters.db.tables import documents, passages, vectors
from research_assistant.adapters.index.vectors import STORED, Matrix, nearest, refreshed
from research_assistant.adapters.index.words import best_by_words
from research_assistant.domain.passage import Passage, text_to_embed
from research_assistant.ports.embedder import Vectors
from research_assistant.ports.index import Scored, Shelf

Wanted = TypeVar("Wanted", bound=Select[*tuple[object, ...]])


class LibraryIndex:
    """Passages by words and by vectors, on both databases."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._matrices: dict[str, Matrix] = {}

    async def by_words(self, text: str, shelf: Shelf, *, limit: int) -> Sequence[Scored]:
        """Return the best passages by BM25 over title and text, any word matching."""
        async with reading(self._engine) as connection:
            return await best_by_words(connection, text, shelf, limit=limit)

    async def by_vector(self, vector: Vectors, fingerprint: str, shelf: Shelf, *, limit: int) -> Sequence[Scored]:
        """Return the nearest passages by cosine among those with a vector of this model."""
        async with reading(self._engine) as connection:
            matrix = await refreshed(connection, fingerprint, self._matrices.get(fingerprint))
            self._matrices[fingerprint] = matrix
            return await nearest(connection, matrix, vector, shelf, limit=limit)

    async def without_vector(self, fingerprint: str, *, limit: int) -> Sequence[tuple[Passage, str]]:
        """Return passages that have no vector of this model yet, each with the text to embed."""
        wanted = (
            _lacking(select(passages, documents.c.title, documents.c.text), fingerprint)
            .join(documents, documents.c.document_id == passages.c.document_id)
            .order_by(passages.c.passage_no)
            .limit(limit)
        )
        async with reading(self._engine) as connection:
            rows = (await connection.execute(wanted)).all()
        return [
            (
                Passage(document_id=row.document_id, start=row.start, end=row.end),
                text_to_embed(row.title, row.text[row.start : row.end]),
            )
            for row in rows
        ]

    async def count_without_vector(self, fingerprint: str) -> int:
        """Return how many passages have no vector of this model yet."""
        counted = _lacking(select(func.count()).select_from(passages), fingerprint)
        async with reading(self._engine) as connection:
            number: int = (await connection.execute(counted)).scalar_one()
        return number

    async def put_vectors(self, of: Sequence[Passage], rows: Vectors, fingerprint: str) -> None:
        """Store one vector a passage; those that are stored already stay as they are."""
        halves = rows.astype(STORED)
        async with writing(self._engine) as connection:
            for first in range(0, len(of), IN_LIST):
                lot = of[first : first + IN_LIST]
                wanted = select(passages).where(passages.c.document_id.in_({each.document_id for each in lot}))
                numbers = {
                    (row.document_id, row.start, row.end): row.passage_no for row in await connection.execute(wanted)
                }
                stored = [
                    {
                        "passage_no": numbers[passage.document_id, passage.start, passage.end],
                        "fingerprint": fingerprint,
                        "vector": half.tobytes(),
                    }
                    for passage, half in zip(lot, halves[first : first + IN_LIST], strict=True)
                    if (passage.document_id, passage.start, passage.end) in numbers
                ]
                if stored:
                    await connection.execute(insert(connection, vectors).on_conflict_do_nothing(), stored)


def _lacking(of_passages: Wanted, fingerprint: str) -> Wanted:
    """Return the selection of those passages that have no vector of this model."""
    has_one = and_(vectors.c.passage_no == passages.c.passage_no, vectors.c.fingerprint == fingerprint)
    return of_passages.outerjoin(vectors, has_one).where(vectors.c.passage_no.is_(None))
