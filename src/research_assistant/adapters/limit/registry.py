"""Which limiter counts requests: Redis where there is one, else PostgreSQL, else a file beside SQLite."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.redis import RedisServer
from research_assistant.adapters.limit.file import FileLimiter
from research_assistant.adapters.limit.redis import RedisLimiter
from research_assistant.adapters.limit.sql import SqlLimiter
from research_assistant.adapters.limit.standing_in import StandingIn
from research_assistant.ports.clock import Clock
from research_assistant.ports.limiter import Limiter


@contextmanager
def request_limiter(engine: AsyncEngine, *, redis: RedisServer | None, folder: Path, clock: Clock) -> Iterator[Limiter]:
    """Open what counts requests across all processes; no request fails because it is away.

    Args:
        engine: Of the database, which counts where it is PostgreSQL.
        redis: Where counts are kept, if there is one.
        folder: Where the file lies that counts where the database is SQLite: all its processes share this folder.
        clock: Tells the time to the database.
    """
    if redis is not None:
        yield StandingIn(RedisLimiter(redis))
    elif engine.dialect.name == "sqlite":
        with closing(FileLimiter(folder / "counts.db")) as counts:
            yield StandingIn(counts)
    else:
        yield StandingIn(SqlLimiter(engine, clock, durable=False))
