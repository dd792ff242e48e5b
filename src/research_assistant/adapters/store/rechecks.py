"""Looks at saved reports in the database."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import rechecks, research_queries
from research_assistant.domain.recheck import Recheck
from research_assistant.kit.values import from_json, to_json


class SqlRechecks:
    """The last look at each report, and when the next one is due."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, *, made_before: datetime, now: datetime, again_at: datetime) -> str | None:
        """Take a report that is due, the oldest first; see the port."""
        is_due = or_(
            and_(rechecks.c.due_at.is_(None), research_queries.c.finished_at < made_before), rechecks.c.due_at <= now
        )
        wanted = (
            select(research_queries.c.query_id)
            .outerjoin(rechecks, rechecks.c.query_id == research_queries.c.query_id)
            .where(research_queries.c.report.is_not(None), research_queries.c.deleted_at.is_(None), is_due)
            .order_by(research_queries.c.finished_at)
            .limit(1)
        )
        query_id = await self._connection.scalar(wanted)
        if query_id is None:
            return None
        taken = insert(self._connection, rechecks).values(query_id=query_id, due_at=again_at)
        taken = taken.on_conflict_do_update(
            index_elements=["query_id"], set_={"due_at": again_at}, where=rechecks.c.due_at <= now
        )
        won: str | None = (await self._connection.execute(taken.returning(rechecks.c.query_id))).scalar_one_or_none()
        return won

    async def put(self, query_id: str, recheck: Recheck, *, again_at: datetime) -> None:
        """Keep a look at a report in place of the last one."""
        row = {"due_at": again_at, "checked_at": recheck.checked_at, "recheck": to_json(recheck, Recheck)}
        kept = insert(self._connection, rechecks).values(query_id=query_id, **row)
        await self._connection.execute(kept.on_conflict_do_update(index_elements=["query_id"], set_=row))

    async def get(self, query_id: str) -> Recheck | None:
        """Return the last look at a report; nothing where there was none."""
        kept = await self._connection.scalar(select(rechecks.c.recheck).where(rechecks.c.query_id == query_id))
        return None if kept is None else from_json(kept, Recheck)
