"""Figures read from the database, or from its replica."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Integer, column, func, select, values
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.session import reading
from research_assistant.adapters.db.tables import Instant, daily_figures, ledger, research_queries
from research_assistant.adapters.store.figures import EVERYBODY, day_of
from research_assistant.domain.query import Status
from research_assistant.ports.analytics import DaySum, Spent, Sum


class SqlAnalytics:
    """Reads what was counted.

    Args:
        engine: The database, or a replica of it that may be a little behind.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def by_status(self, *, user_id: str | None, since: datetime) -> Mapping[str, int]:
        """Return how many queries were asked since then, by status."""
        # In one pass: to group by status, SQLite sorts all of them.
        of = research_queries.c
        numbers = (func.count().filter(of.status == status.value).label(status.value) for status in Status)
        counted = select(*numbers).where(of.created_at >= since, *_of(user_id))
        async with reading(self._engine) as connection:
            row = (await connection.execute(counted)).one()
        return {name: number for name, number in row._asdict().items() if number}

    async def asked(self, days: Sequence[date], *, user_id: str | None) -> Sequence[int]:
        """Return how many queries were asked on each of the days."""
        # Each day is one range of an index: to group by a day that is worked out, all of them would be sorted.
        starts = [datetime.combine(day, time(), UTC) for day in days]
        named = values(column("number", Integer), column("start", Instant), column("next", Instant), name="days")
        of_days = named.data([(number, start, start + timedelta(days=1)) for number, start in enumerate(starts)]).cte()
        created = research_queries.c.created_at
        number = (
            select(func.count())
            .select_from(research_queries)
            .where(created >= of_days.c.start, created < of_days.c.next, *_of(user_id))
            .correlate(of_days)
            .scalar_subquery()
        )
        counted = select(number).select_from(of_days).order_by(of_days.c.number)
        async with reading(self._engine) as connection:
            return (await connection.execute(counted)).scalars().all()

    async def sums(self, *, user_id: str | None, since: datetime) -> Sequence[Sum]:
        """Return every figure of the days since then."""
        of = daily_figures.c
        summed = (
            select(
                of.figure,
                of.key,
                func.sum(of.number).label("number"),
                func.sum(of.total).label("total"),
            )
            .where(of.user_id == (user_id or EVERYBODY), of.day >= day_of(since))
            .group_by(of.figure, of.key)
            .having(func.sum(of.number) > 0)
        )
        async with reading(self._engine) as connection:
            return [
                Sum(figure=row.figure, key=row.key, number=int(row.number), total=float(row.total))
                for row in await connection.execute(summed)
            ]

    async def by_day(self, figure: str, *, user_id: str | None, since: datetime) -> Sequence[DaySum]:
        """Return one figure day by day."""
        of = daily_figures.c
        summed = (
            select(of.day, func.sum(of.number).label("number"), func.sum(of.total).label("total"))
            .where(of.user_id == (user_id or EVERYBODY), of.day >= day_of(since), of.figure == figure)
            .group_by(of.day)
        )
        async with reading(self._engine) as connection:
            return [
                DaySum(day=row.day, number=int(row.number), total=float(row.total))
                for row in await connection.execute(summed)
            ]

    async def spent(self, *, user_id: str | None, since: datetime) -> Sequence[Spent]:
        """Return the paid calls since then, by provider and service."""
        within = [ledger.c.started_at >= since]
        return await self._spent(*within, *([] if user_id is None else [ledger.c.user_id == user_id]))

    async def spent_in_session(self, session_id: str) -> Sequence[Spent]:
        """Return the paid calls of queries that were started in one login."""
        return await self._spent(ledger.c.session_id == session_id)

    async def _spent(self, *within: ColumnElement[bool]) -> Sequence[Spent]:
        of = ledger.c
        summed = (
            select(
                of.provider,
                of.service,
                func.count().label("calls"),
                func.sum(of.input_tokens).label("input_tokens"),
                func.sum(of.output_tokens).label("output_tokens"),
                func.sum(of.cost).label("cost"),
            )
            .where(*within)
            .group_by(of.provider, of.service)
            .order_by(of.provider, of.service)
        )
        async with reading(self._engine) as connection:
            return [
                Spent(
                    provider=row.provider,
                    service=row.service,
                    calls=row.calls,
                    input_tokens=int(row.input_tokens),
                    output_tokens=int(row.output_tokens),
                    cost=float(row.cost),
                )
                for row in await connection.execute(summed)
            ]


def _of(user_id: str | None) -> list[ColumnElement[bool]]:
    return [] if user_id is None else [research_queries.c.user_id == user_id]
