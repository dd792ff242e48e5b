"""Figures read from the database, or from its replica."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.session import reading
from research_assistant.adapters.db.tables import daily_figures, ledger, research_queries
from research_assistant.adapters.store.figures import EVERYBODY, day_of
from research_assistant.ports.analytics import DayCount, DaySum, Spent, Sum


class SqlAnalytics:
    """Reads what was counted.

    Args:
        engine: The database, or a replica of it that may be a little behind.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def queries(self, *, user_id: str | None, since: datetime) -> Sequence[DayCount]:
        """Return the queries that were asked since then, by day and status."""
        day = self._day()
        counted = (
            select(day.label("day"), research_queries.c.status, func.count().label("number"))
            .where(research_queries.c.created_at >= since)
            .group_by(day, research_queries.c.status)
        )
        if user_id is not None:
            counted = counted.where(research_queries.c.user_id == user_id)
        async with reading(self._engine) as connection:
            return [
                DayCount(day=str(row.day), status=row.status, number=row.number)
                for row in await connection.execute(counted)
            ]

    async def sums(self, *, user_id: str | None, since: datetime) -> Sequence[Sum]:
        """Return every figure of the days since then."""
        column = daily_figures.c
        summed = (
            select(
                column.figure,
                column.key,
                func.sum(column.number).label("number"),
                func.sum(column.total).label("total"),
            )
            .where(column.user_id == (user_id or EVERYBODY), column.day >= day_of(since))
            .group_by(column.figure, column.key)
            .having(func.sum(column.number) > 0)
        )
        async with reading(self._engine) as connection:
            return [
                Sum(figure=row.figure, key=row.key, number=int(row.number), total=float(row.total))
                for row in await connection.execute(summed)
            ]

    async def by_day(self, figure: str, *, user_id: str | None, since: datetime) -> Sequence[DaySum]:
        """Return one figure day by day."""
        column = daily_figures.c
        summed = (
            select(column.day, func.sum(column.number).label("number"), func.sum(column.total).label("total"))
            .where(column.user_id == (user_id or EVERYBODY), column.day >= day_of(since), column.figure == figure)
            .group_by(column.day)
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
        column = ledger.c
        summed = (
            select(
                column.provider,
                column.service,
                func.count().label("calls"),
                func.sum(column.input_tokens).label("input_tokens"),
                func.sum(column.output_tokens).label("output_tokens"),
                func.sum(column.cost).label("cost"),
            )
            .where(*within)
            .group_by(column.provider, column.service)
            .order_by(column.provider, column.service)
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

    def _day(self) -> ColumnElement[str]:
        created = research_queries.c.created_at
        if self._engine.dialect.name == "sqlite":
            return func.substr(created, 1, 10)
        return func.to_char(func.timezone("UTC", created), "YYYY-MM-DD")
