"""What there is in all, counted in the database."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.session import reading
from research_assistant.adapters.db.tables import research_queries
from research_assistant.domain.query import Status
from research_assistant.ports.totals import Totals


class SqlCounts:
    """Counts what the database keeps."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def totals(self) -> Totals:
        """Return how much is kept; see the port."""
        each = research_queries.c
        wanted = (
            select(
                each.status,
                func.count().label("queries"),
                func.sum(each.last_seq).label("events"),
                func.min(each.created_at).label("oldest"),
            )
            .where(each.deleted_at.is_(None))
            .group_by(each.status)
        )
        async with reading(self._engine) as connection:
            rows = (await connection.execute(wanted)).all()
        return Totals(
            queries={row.status: row.queries for row in rows},
            events=sum(int(row.events) for row in rows),
            oldest_queued=next((row.oldest for row in rows if row.status == Status.QUEUED), None),
        )
