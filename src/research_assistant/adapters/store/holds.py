"""Who runs a query, in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import research_queries
from research_assistant.domain.errors import TakenOver
from research_assistant.domain.query import Status
from research_assistant.ports.clock import Clock
from research_assistant.ports.holds import Hold, Waiting

OPEN = (Status.QUEUED.value, Status.RUNNING.value)
"""What a runner may take."""

_HOLD = (
    research_queries.c.runner,
    research_queries.c.epoch,
    research_queries.c.attempts,
    research_queries.c.cancel_asked_at,
)


class SqlHolds:
    """Who runs which query."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def waiting(self, *, limit: int) -> Sequence[Waiting]:
        """Return queries that have not ended and that nobody runs, the oldest first."""
        wanted = (
            select(research_queries.c.query_id, research_queries.c.user_id)
            .where(research_queries.c.status.in_(OPEN))
            .where(research_queries.c.runner == "")
            .where(research_queries.c.deleted_at.is_(None))
            .order_by(research_queries.c.created_at)
            .limit(limit)
        )
        rows = await self._connection.execute(wanted)
        return [Waiting(query_id=row.query_id, user_id=row.user_id) for row in rows]

    async def claim(self, query_id: str, *, runner: str, previous: str) -> Hold | None:
        """Make `runner` the one that runs the query, if `previous` still is and it has not ended; raise its epoch."""
        claimed = await self._connection.execute(
            update(research_queries)
            .where(research_queries.c.query_id == query_id)
            .where(research_queries.c.runner == previous)
            .where(research_queries.c.status.in_(OPEN))
            .where(research_queries.c.deleted_at.is_(None))
            .values(
                runner=runner,
                status=Status.RUNNING.value,
                epoch=research_queries.c.epoch + 1,
                attempts=research_queries.c.attempts + 1,
            )
            .returning(*_HOLD)
        )
        row = claimed.one_or_none()
        return None if row is None else _hold(row)

    async def hold(self, query_id: str) -> Hold | None:
        """Return how the query is held now."""
        row = (
            await self._connection.execute(select(*_HOLD).where(research_queries.c.query_id == query_id))
        ).one_or_none()
        return None if row is None else _hold(row)

    async def require(self, query_id: str, *, epoch: int) -> None:
        """Make sure that nobody has claimed the query after `epoch`, nor does before this transaction ends."""
        held = await self._connection.execute(
            select(research_queries.c.epoch).where(research_queries.c.query_id == query_id).with_for_update()
        )
        if held.scalar_one_or_none() != epoch:
            raise TakenOver(f"Another process runs the query {query_id} now.", next_step="Watch it there.")

    async def let_go(self, query_id: str, *, epoch: int, reason: str = "") -> None:
        """Leave a query to the next runner, unless somebody else holds it already; `reason` tells why."""
        await self._connection.execute(
            update(research_queries)
            .where(
                research_queries.c.query_id == query_id,
                research_queries.c.epoch == epoch,
                research_queries.c.status.in_(OPEN),
            )
            .values(runner="", epoch=research_queries.c.epoch + 1, reason=reason or None)
        )

    async def held_by(self, runner: str) -> Sequence[str]:
        """Return the ids of the queries that the runner holds."""
        wanted = select(research_queries.c.query_id).where(
            research_queries.c.runner == runner, research_queries.c.status.in_(OPEN)
        )
        return (await self._connection.execute(wanted)).scalars().all()

    async def ask_cancel(self, query_id: str) -> None:
        """Note that the reader wants the query to stop."""
        await self._connection.execute(
            update(research_queries)
            .where(research_queries.c.query_id == query_id)
            .values(cancel_asked_at=self._clock())
        )


def _hold(row: Row[str, int, int, datetime | None]) -> Hold:
    cancel_asked = row.cancel_asked_at is not None
    return Hold(runner=row.runner, epoch=row.epoch, attempts=row.attempts, cancel_asked=cancel_asked)
