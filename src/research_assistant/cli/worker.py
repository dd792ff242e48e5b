"""`research worker`: run the queries that were asked of the server."""

import asyncio
import signal

from research_assistant.cli.console import errors, run


def worker() -> None:
    """Run queries that were asked of the server, until it is told to stop (Ctrl-C or SIGTERM).

    Several may run at once, on one machine or, with PostgreSQL, on many. What one of them leaves behind when it dies,
    another one goes on with where it stood. WORKER_QUERIES says how many queries each runs at a time.
    """
    from research_assistant.adapters.db.migrate import require_current
    from research_assistant.bootstrap import application
    from research_assistant.config import read_settings
    from research_assistant.domain.errors import ConfigurationError
    from research_assistant.kit.aio import until_first

    async def work() -> None:
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        settings = read_settings()
        if settings.worker_queries == 0:
            raise ConfigurationError("A worker with WORKER_QUERIES=0 runs nothing.", next_step="Set it to 1 or more.")
        async with application(settings) as made:
            await require_current(made.engine)
            async with made.worker() as broken:
                errors().print(f"Running up to {settings.worker_queries} queries at a time. Stop with Ctrl-C.")
                await until_first(stop, broken)
                if broken.done():
                    broken.result()

    run(work)
