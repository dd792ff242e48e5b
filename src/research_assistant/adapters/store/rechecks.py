"""Looks at saved reports in the database."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import rechecks, research_queries
from research_assistant.domain.recheck import Recheck
from research_assistant.kit.values import from_json, to_json


class SqlRechecks:
    """The last look at each report, and when the next one is due."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, *, before: datetime, again: datetime) -> str | None:
        """Take a report that is due, the one that was not looked at for longest first; see the port."""
        oldest = (
            select(rechecks.c.query_id)
            .join(research_queries, research_queries.c.query_id == rechecks.c.query_id)
            .where(rechecks.c.since <= before, research_queries.c.deleted_at.is_(None))
            .order_by(rechecks.c.since)
            .limit(1)
        )
        taken = (
            update(rechecks)
            .where(rechecks.c.query_id == oldest.scalar_subquery(), rechecks.c.since <= before)
            .values(since=again)
            .returning(rechecks.c.query_id)
        )
        query_id: str | None = (await self._connection.execute(taken)).scalar_one_or_none()
        return query_id

    async def put(self, query_id: str, recheck: Recheck) -> None:
        """Keep a look at a report in place of the last one."""
        row = {"since": recheck.checked_at, "checked_at": recheck.checked_at, "recheck": to_json(recheck, Recheck)}
        await self._connection.execute(update(rechecks).where(rechecks.c.query_id == query_id).values(row))

    async def get(self, query_id: str) -> Recheck | None:
        """Return the last look at a report; nothing where there was none."""
        kept = await self._connection.scalar(select(rechecks.c.recheck).where(rechecks.c.query_id == query_id))
        return None if kept is None else from_json(kept, Recheck)
