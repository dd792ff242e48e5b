"""A process that serves the queue: DBOS brings it queries, it runs them on its own event loop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial

from dbos import DBOS, DBOSPortableJSONSerializer, error
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from research_assistant.adapters.durable.dbos_system import APPLICATION, QUEUE, SCHEMA, SHAPE, WORKFLOW, System
from research_assistant.domain.errors import StorageUnavailable

POLL_SECONDS = 0.25
"""Between two looks into the queue."""

RECORDING_SECONDS = 2.0

CONNECTIONS_BESIDE = 2
"""Of DBOS, beside one for each query that runs."""


@asynccontextmanager
async def serving(
    system: System, *, executor_id: str, work: Callable[[str], Awaitable[None]], at_once: int, of_one_user: int
) -> AsyncIterator[None]:
    """Let `work` run the queries of the queue until the block is left; those that run then are cancelled.

    A process serves one queue at a time.

    Args:
        system: Where DBOS keeps its tables.
        executor_id: Names this process; never used again by another one.
        work: Given the id of a query; may run on after another process has taken the query over.
        at_once: Queries that this process runs at a time.
        of_one_user: Queries of one user that all processes together run at a time.

    Raises:
        StorageUnavailable: The database of DBOS cannot be used.
    """
    logging.getLogger("dbos").addHandler(logging.NullHandler())
    at_work: set[asyncio.Task[object]] = set()
    recording: set[asyncio.Task[object]] = set()
    closing = False

    async def run(query_id: str) -> None:
        task = asyncio.current_task()
        if task is None or closing:
            raise asyncio.CancelledError
        at_work.add(task)
        try:
            await work(query_id)
        finally:
            at_work.discard(task)
            recording.add(task)
            task.add_done_callback(recording.discard)

    engine = system.engine(connections=at_once + CONNECTIONS_BESIDE)
    try:
        await asyncio.to_thread(_register, system, engine, at_once=at_once, of_one_user=of_one_user)
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_engine": engine,
                "dbos_system_schema": SCHEMA,
                "executor_id": executor_id,
                "application_version": SHAPE,
                "serializer": DBOSPortableJSONSerializer(),
                "use_listen_notify": False,
                # Nothing listens; this is how long the end of the process waits for it.
                "notification_listener_polling_interval_sec": 0.1,
                "log_level": "ERROR",
            }
        )
        # How often one query may end a process is counted in our own row of it.
        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)(run)
        # Called on the event loop, so that workflows run on it.
        DBOS.launch()
    except (error.DBOSException, SQLAlchemyError) as failure:
        await _end(engine)
        raise StorageUnavailable(f"The queue cannot be used: {failure}.", next_step="Run: research doctor") from failure
    try:
        yield
    finally:
        closing = True
        for task in at_work:
            task.cancel()
        if ending := at_work | recording:
            # What has just ended is recorded by DBOS; who waits there for what another process does is not waited for.
            await asyncio.wait(ending, timeout=RECORDING_SECONDS)
        await _end(engine)


def _register(system: System, engine: Engine, *, at_once: int, of_one_user: int) -> None:
    """Make the queue before DBOS is launched, which looks for new ones only once a second."""
    system.prepare()
    DBOS.migrate(system.plain, schema=SCHEMA)
    client = system.client(engine)
    try:
        client.register_queue(
            QUEUE,
            worker_concurrency=at_once,
            partition_concurrency=of_one_user,
            polling_interval_sec=POLL_SECONDS,
            on_conflict="always_update",
        )
    finally:
        client.destroy()


async def _end(engine: Engine) -> None:
    """End DBOS, which waits for its threads and has made its pool of them the loop's own."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as thread:
        await loop.run_in_executor(thread, partial(DBOS.destroy, destroy_registry=True))
        await loop.run_in_executor(thread, engine.dispose)
    loop.set_default_executor(ThreadPoolExecutor())
