"""Counts in the database: one row a key, whose window begins with the first hit."""

from datetime import timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.session import insert, reading, writing
from research_assistant.adapters.db.tables import rate_counts
from research_assistant.adapters.limit.naming import name_of
from research_assistant.ports.clock import Clock
from research_assistant.ports.limiter import Allowance, Rate

SWEPT_EVERY = 1_000
"""Hits of this process after which counts of windows that are over are removed."""

_IN_PASSING = "SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '1000', true)"
"""Each process counts for itself where this count cannot be had: no request waits longer for it."""


class SqlLimiter:
    """Counts by key, across all processes of one database.

    Args:
        engine: Of the database.
        clock: Tells the time.
        durable: Whether a count has to outlive a crash of the machine; else nothing waits for the disk of PostgreSQL.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, *, durable: bool = True) -> None:
        self._engine = engine
        self._clock = clock
        self._waits = durable or engine.dialect.name != "postgresql"
        self._hits = 0

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        """Count one more of `key`, and return what is left."""
        now = self._clock()
        until = now + timedelta(seconds=rate.seconds)
        over = rate_counts.c.expires_at <= now
        async with writing(self._engine) as connection:
            if not self._waits:
                await connection.exec_driver_sql(_IN_PASSING)
            first = insert(connection, rate_counts).values(key_sha256=name_of(rate, key), hits=1, expires_at=until)
            counted = first.on_conflict_do_update(
                index_elements=["key_sha256"],
                set_={
                    "hits": case((over, 1), else_=rate_counts.c.hits + 1),
                    "expires_at": case((over, first.excluded.expires_at), else_=rate_counts.c.expires_at),
                },
            ).returning(rate_counts.c.hits, rate_counts.c.expires_at)
            row = (await connection.execute(counted)).one()
            self._hits += 1
            if self._hits % SWEPT_EVERY == 0:
                await connection.execute(delete(rate_counts).where(over))
        return Allowance(
            allowed=row.hits <= rate.most,
            remaining=max(0, rate.most - row.hits),
            seconds=(row.expires_at - now).total_seconds(),
        )

    async def look(self, rate: Rate, *key: str) -> Allowance:
        """Return what is left of `key` without counting."""
        now = self._clock()
        wanted = select(rate_counts).where(
            rate_counts.c.key_sha256 == name_of(rate, key), rate_counts.c.expires_at > now
        )
        async with reading(self._engine) as connection:
            row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            return Allowance(allowed=True, remaining=rate.most, seconds=float(rate.seconds))
        remaining = max(0, rate.most - row.hits)
        return Allowance(allowed=remaining > 0, remaining=remaining, seconds=(row.expires_at - now).total_seconds())

    async def clear(self, rate: Rate, *key: str) -> None:
        """Forget what was counted of `key`."""
        async with writing(self._engine) as connection:
            await connection.execute(delete(rate_counts).where(rate_counts.c.key_sha256 == name_of(rate, key)))
