"""The audit log in the database."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import audit_log
from research_assistant.kit.ids import new_id
from research_assistant.ports.account_stores import AuditEntry
from research_assistant.ports.clock import Clock


class SqlAuditLog:
    """What was done to accounts and by whom."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def write(self, action: str, *, actor_id: str | None, subject_id: str | None, detail: str) -> None:
        """Add an entry; see the port."""
        row = {"entry_id": new_id(), "at": self._clock(), "action": action, "detail": detail}
        await self._connection.execute(insert(audit_log).values(**row, actor_id=actor_id, subject_id=subject_id))

    async def list(self, *, limit: int, offset: int) -> Sequence[AuditEntry]:
        """Return entries, the newest first."""
        page = select(audit_log).order_by(audit_log.c.entry_id.desc()).limit(limit).offset(offset)
        return [
            AuditEntry(
                entry_id=row.entry_id,
                at=row.at,
                action=row.action,
                actor_id=row.actor_id,
                subject_id=row.subject_id,
                detail=row.detail,
            )
            for row in await self._connection.execute(page)
        ]
