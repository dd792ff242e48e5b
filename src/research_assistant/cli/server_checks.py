"""What `research doctor` looks at because servers need it: readers of files, the queue, enough connections."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from research_assistant.adapters.db.engine import POOL_OPTIONS, POOL_SIZE, address
from research_assistant.adapters.db.session import reading
from research_assistant.adapters.durable.dbos_queue import CONNECTIONS
from research_assistant.bootstrap import Application
from research_assistant.config import Settings
from research_assistant.domain.errors import ConfigurationError, Unavailable
from research_assistant.domain.library import Reading

LONGEST_WAIT = timedelta(hours=1)
"""A query that waits longer waits for a process that is not there."""

_NOTES = b"# A test\n\nIt can be read.\n"
_GIVEN = text(
    "SELECT current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int, "
    "(SELECT count(*) FROM pg_stat_activity WHERE datname <> current_database())"
)


async def readers(made: Application) -> str:
    """Start a reader of files, and let it read one.

    Raises:
        ResearchError: It does not start, or cannot read.
    """
    read = [each async for each in made.extractors.read(_NOTES, name="test.md") if isinstance(each, Reading)]
    if not read:
        raise Unavailable("one started and read nothing", next_step="Install the program again.")
    most = made.extractors.at_once
    return f"one started and read; {most} process{'' if most == 1 else 'es'} at most"


async def queue(made: Application) -> str:
    """Look whether the queue can be reached, and how long queries have waited for a process.

    Raises:
        ResearchError: It cannot be used, or nobody serves it.
    """
    if await made.queue.is_made():
        words = f"reached; {len(await made.queue.brought())} with processes"
    else:
        words = "not made yet: the first server or worker makes it"
    totals = await made.counts.totals()
    if totals.oldest_queued is None:
        return f"{words}; none waits"
    waited = datetime.now(UTC) - totals.oldest_queued
    words = f"{words}; {totals.queries['queued']} waiting, the oldest for {waited / timedelta(minutes=1):,.0f} minutes"
    if waited > LONGEST_WAIT:
        raise Unavailable(words, next_step="Let queries be run: research serve, or: research worker")
    return words


async def connections(made: Application, *, workers: int) -> str:
    """Compare the connections that servers may hold with those that the database gives.

    Args:
        made: The application.
        workers: Processes that shall serve.

    Raises:
        ResearchError: It gives too few, or cannot be reached.
    """
    if made.engine.dialect.name == "sqlite":
        return "a file has no limit"
    async with reading(made.engine) as connection:
        most, kept, others = (await connection.execute(_GIVEN)).one()
    needed, free = workers * _of_one_process(made.settings), most - kept - others
    words = f"{workers} process{'' if workers == 1 else 'es'} may hold {needed}, the database has {free} for us"
    if needed > free:
        raise ConfigurationError(
            words, next_step="Raise max_connections of PostgreSQL, or write ?pool_size=3 behind DATABASE_URL."
        )
    return words


def _of_one_process(settings: Settings) -> int:
    from research_assistant.adapters.durable.dbos_worker import CONNECTIONS_BESIDE

    given = address(settings.database).query
    pool = sum(int(str(given.get(name, own))) for name, own in zip(POOL_OPTIONS, (POOL_SIZE, 0), strict=True))
    answering = pool + CONNECTIONS
    if not settings.worker_queries:
        return answering
    # The worker has an application of its own, and DBOS beside it.
    return 2 * answering + settings.worker_queries + CONNECTIONS_BESIDE
