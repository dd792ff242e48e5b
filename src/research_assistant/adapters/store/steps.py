"""Outputs of stages in the database."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import steps
from research_assistant.ports.clock import Clock


class SqlSteps:
    """What the stages of a query have made."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def get(self, query_id: str, step: str) -> str | None:
        """Return the stored output (JSON) of a step that was finished."""
        wanted = select(steps.c.output).where(steps.c.query_id == query_id, steps.c.step == step)
        output: str | None = (await self._connection.execute(wanted)).scalar_one_or_none()
        return output

    async def seconds(self, query_id: str) -> float:
        """Return for how long the finished steps of a query ran, each the last time."""
        wanted = select(func.coalesce(func.sum(steps.c.seconds), 0.0)).where(steps.c.query_id == query_id)
        total: float = (await self._connection.execute(wanted)).scalar_one()
        return total

    async def put(self, query_id: str, step: str, output: str, *, seconds: float = 0.0) -> None:
        """Keep the output of a finished step, and how long it ran; one that is there already stays."""
        row = {
            "query_id": query_id,
            "step": step,
            "output": output,
            "seconds": seconds,
            "finished_at": self._clock(),
        }
        await self._connection.execute(insert(self._connection, steps).values(row).on_conflict_do_nothing())
