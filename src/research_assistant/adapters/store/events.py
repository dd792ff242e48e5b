"""The log of a query in the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST
from research_assistant.adapters.db.tables import events, research_queries
from research_assistant.domain.event import Event, EventKind
from research_assistant.ports.clock import Clock


class SqlEvents:
    """The log of a query."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def append(self, query_id: str, *, step: str, ordinal: int, kind: EventKind, counts: dict[str, int]) -> Event:
        """Number and keep an event; one told before under the same step and ordinal is returned as it was."""
        told = (
            select(events)
            .where(events.c.query_id == query_id)
            .where(events.c.step == step)
            .where(events.c.ordinal == ordinal)
        )
        # The update comes first: it holds the query's row, so that two writers cannot take one number.
        numbered = (
            update(research_queries)
            .where(research_queries.c.query_id == query_id)
            .values(last_seq=research_queries.c.last_seq + 1)
            .returning(research_queries.c.last_seq)
        )
        seq: int = (await self._connection.execute(numbered)).scalar_one()
        if before := (await self._connection.execute(told)).one_or_none():
            await self._connection.execute(
                update(research_queries).where(research_queries.c.query_id == query_id).values(last_seq=seq - 1)
            )
            return _event(before)
        row = {"query_id": query_id, "seq": seq, "step": step, "ordinal": ordinal, "kind": kind.value}
        made = insert(events).values(**row, counts=counts, at=self._clock()).returning(events)
        return _event((await self._connection.execute(made)).one())

    async def since(self, query_id: str, seq: int) -> Sequence[Event]:
        """Return the events after `seq`, in order."""
        wanted = select(events).where(events.c.query_id == query_id, events.c.seq > seq).order_by(events.c.seq)
        return [_event(row) for row in await self._connection.execute(wanted)]

    async def after(self, positions: Mapping[str, int]) -> Sequence[Event]:
        """Return the events of several queries, each after its own `seq`, in order."""
        found: list[Event] = []
        ids = sorted(positions)
        for start in range(0, len(ids), IN_LIST):
            some = ids[start : start + IN_LIST]
            last = select(research_queries.c.query_id, research_queries.c.last_seq)
            rows = await self._connection.execute(last.where(research_queries.c.query_id.in_(some)))
            for row in rows.all():
                if row.last_seq > positions[row.query_id]:
                    found += await self.since(row.query_id, positions[row.query_id])
        return found


def _event(row: Row[tuple[object, ...]]) -> Event:
    return Event(
        query_id=row.query_id,
        seq=row.seq,
        step=row.step,
        ordinal=row.ordinal,
        kind=EventKind(row.kind),
        counts=row.counts,
        at=row.at,
    )
