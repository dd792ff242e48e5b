"""Vectors in memory, read from the database once and searched exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST
from research_assistant.adapters.db.tables import library_items, passages, vectors
from research_assistant.adapters.index.visible import visible
from research_assistant.domain.passage import Passage
from research_assistant.ports.embedder import Vectors
from research_assistant.ports.index import Scored, Shelf

STORED = numpy.float16
"""Halves are what the database keeps: rounding moves a cosine by less than 1e-3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All vectors of one model.

    Attributes:
        state: What the database held when this was read: number of vectors and sum of their passages' numbers, which
            are never given twice.
        numbers: Passage numbers, shape `(vectors,)`.
        rows: Shape `(vectors, dimensions)`, unit length.
    """

    state: tuple[int, int]
    numbers: NDArray[numpy.int64]
    rows: Vectors


async def refreshed(connection: AsyncConnection, fingerprint: str, known: Matrix | None) -> Matrix:
    """Return `known` where the database still holds just that, or what it holds now."""
    of_model = vectors.c.fingerprint == fingerprint
    counted = select(func.count(), func.coalesce(func.sum(vectors.c.passage_no), 0)).where(of_model)
    count, total = (await connection.execute(counted)).one()
    state = (count, int(total))
    if known is not None and known.state == state:
        return known
    stored = select(vectors.c.passage_no, vectors.c.vector).where(of_model).order_by(vectors.c.passage_no)
    rows = (await connection.execute(stored)).all()
    numbers = numpy.fromiter((row.passage_no for row in rows), dtype=numpy.int64, count=len(rows))
    flat = numpy.frombuffer(b"".join(row.vector for row in rows), dtype=STORED)
    matrix = flat.reshape(len(rows), -1).astype(numpy.float32) if rows else numpy.zeros((0, 1), dtype=numpy.float32)
    return Matrix(state=state, numbers=numbers, rows=matrix)


async def nearest(
    connection: AsyncConnection, matrix: Matrix, vector: Vectors, shelf: Shelf, *, limit: int
) -> Sequence[Scored]:
    """Return the nearest visible passages by cosine."""
    if not len(matrix.numbers):
        return []
    cosines = matrix.rows @ vector[0]
    order = numpy.argsort(-cosines, kind="stable")
    found: list[Scored] = []
    # Most of what is near is visible to whoever asks; where it is not, the next lot is looked at.
    size = min(IN_LIST, 2 * limit)
    for first in range(0, len(order), size):
        lot = order[first : first + size]
        scores = dict(zip(matrix.numbers[lot].tolist(), cosines[lot].tolist(), strict=True))
        found += await _visible_among(connection, scores, shelf)
        if len(found) >= limit:
            break
    return found[:limit]


async def _visible_among(connection: AsyncConnection, scores: dict[int, float], shelf: Shelf) -> list[Scored]:
    wanted = (
        select(library_items.c.item_id, passages)
        .join_from(passages, library_items, library_items.c.document_id == passages.c.document_id)
        .where(passages.c.passage_no.in_(scores), *visible(shelf))
    )
    rows = (await connection.execute(wanted)).all()
    rank = {number: place for place, number in enumerate(scores)}
    return [
        Scored(
            item_id=row.item_id,
            passage=Passage(document_id=row.document_id, start=row.start, end=row.end),
            score=scores[row.passage_no],
        )
        for row in sorted(rows, key=lambda row: rank[row.passage_no])
    ]
