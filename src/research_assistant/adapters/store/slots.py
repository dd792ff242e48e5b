"""The leases of the processes that run queries, in the database."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import research_queries, worker_slots
from research_assistant.domain.query import Status
from research_assistant.domain.slot import Slot
from research_assistant.ports.clock import Clock


class SqlSlots:
    """The leases of all processes that run queries."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def lease(self, slot: Slot) -> None:
        """Keep the lease of a process."""
        row = {
            "executor_id": slot.executor_id,
            "host": slot.host,
            "boot_id": slot.boot_id,
            "pid": slot.pid,
            "started": slot.started,
            "beat": slot.beat,
            "seen_at": self._clock(),
        }
        await self._connection.execute(insert(self._connection, worker_slots).values(row).on_conflict_do_nothing())

    async def beat(self, executor_id: str) -> bool:
        """Tell that the process lives; return whether it still has its lease."""
        told = await self._connection.execute(
            update(worker_slots)
            .where(worker_slots.c.executor_id == executor_id)
            .values(beat=worker_slots.c.beat + 1, seen_at=self._clock())
        )
        return told.rowcount == 1

    async def held(self, executor_id: str) -> bool:
        """Return whether the process has its lease, which nobody ends before this transaction does."""
        wanted = select(worker_slots.c.executor_id).where(worker_slots.c.executor_id == executor_id)
        found = await self._connection.execute(wanted.with_for_update(read=True))
        return found.scalar_one_or_none() is not None

    async def all(self) -> Sequence[Slot]:
        """Return all leases."""
        rows = await self._connection.execute(select(worker_slots).order_by(worker_slots.c.executor_id))
        return [
            Slot(
                executor_id=row.executor_id,
                host=row.host,
                boot_id=row.boot_id,
                pid=row.pid,
                started=row.started,
                beat=row.beat,
            )
            for row in rows
        ]

    async def take(self, slot: Slot) -> bool:
        """End a lease unless its process has told that it lives since `slot` was read; return whether it worked."""
        taken = await self._connection.execute(
            delete(worker_slots).where(worker_slots.c.executor_id == slot.executor_id, worker_slots.c.beat == slot.beat)
        )
        if taken.rowcount != 1:
            return False
        await self._connection.execute(
            update(research_queries)
            .where(research_queries.c.runner == slot.executor_id, research_queries.c.status == Status.RUNNING.value)
            .values(runner="", epoch=research_queries.c.epoch + 1)
        )
        return True
