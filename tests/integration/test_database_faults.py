"""A database that is locked, slow, silent, crowded or away: an error in bounded time, and all is well afterwards."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from dbos import DBOSClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from databases import Databases, PostgresServer, postgres_server
from research_assistant.adapters.db.engine import engine as open_engine
from research_assistant.adapters.db.session import reading, writing
from research_assistant.adapters.db.waits import LEFT_ALONE_SECONDS, Waits
from research_assistant.adapters.durable.dbos_away import DatabaseAway
from research_assistant.adapters.durable.dbos_queue import DbosQueue
from research_assistant.adapters.durable.dbos_system import SCHEMA, System, system
from research_assistant.adapters.durable.dbos_worker import serving
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.kit.ids import new_id
from research_assistant.ports.holds import Waiting

SHORT = Waits(opening=3, lock=0.3, statement=1)
SECONDS = 60
"""After which what was to end in an error hangs."""


@pytest.fixture(scope="module")
def crashing() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be stopped: nothing else uses it."""
    with postgres_server() as server:
        server.execute("ALTER SYSTEM SET synchronous_commit = on")
        server.execute("SELECT pg_reload_conf()")
        yield server


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[AsyncEngine]:
    made = open_engine(address, waits=SHORT)
    yield made
    await made.dispose()


async def works(engine: AsyncEngine) -> None:
    async with writing(engine) as connection:
        await connection.execute(text("UPDATE users SET username = username"))
    async with reading(engine) as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1


async def refused(engine: AsyncEngine, statement: str = "UPDATE users SET username = username") -> str:
    """Return what is told of a statement that cannot be done."""
    async with asyncio.timeout(SECONDS):
        with pytest.raises(StorageUnavailable) as told:
            await done(engine, statement)
    return str(told.value)


async def done(engine: AsyncEngine, statement: str) -> None:
    async with writing(engine) as connection:
        await connection.execute(text(statement))


@contextmanager
def locked(address: str) -> Iterator[None]:
    """Keep others from writing to the table of users and to what DBOS has."""
    if address.startswith("sqlite"):
        path = Path(address.removeprefix("sqlite:///"))
        queue = path.with_name(f"{path.stem}-queue.db")
        with closing(sqlite3.connect(path)) as ours, closing(sqlite3.connect(queue)) as theirs:
            ours.execute("BEGIN EXCLUSIVE")
            theirs.execute("BEGIN EXCLUSIVE")
            yield
    else:
        with psycopg.connect(address) as other:
            other.execute("LOCK TABLE users")
            yield


@contextmanager
def silent(server: PostgresServer) -> Iterator[None]:
    """Let a server take connections and say nothing."""
    processes = server.processes()
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


async def test_a_lock_is_waited_for_within_bounds(databases: Databases):
    address = databases.migrated()
    async with opened(address) as engine:
        with locked(address):
            assert "is locked by another program" in await refused(engine)
        await works(engine)


async def test_a_statement_is_waited_for_within_bounds(crashing: PostgresServer):
    async with opened(crashing.migrated()) as engine:
        assert "does not answer in time" in await refused(engine, "SELECT pg_sleep(30)")
        await works(engine)


async def test_a_connection_of_the_pool_is_waited_for_within_bounds(crashing: PostgresServer):
    async with opened(f"{crashing.migrated()}&pool_size=1") as engine:
        async with reading(engine):
            assert "does not answer in time" in await refused(engine)
        await works(engine)


async def test_a_server_that_falls_silent_is_given_up_and_then_left_alone_for_a_moment(crashing: PostgresServer):
    async with opened(crashing.migrated()) as engine:
        await works(engine)
        with silent(crashing):
            for _ in range(3):
                assert "does not answer in time" in await refused(engine)
        await asyncio.sleep(LEFT_ALONE_SECONDS)
        await works(engine)


async def test_a_server_that_comes_back_is_used_at_once(crashing: PostgresServer):
    async with opened(crashing.migrated()) as engine:
        await works(engine)
        crashing.stop()
        assert "cannot be used" in await refused(engine)
        crashing.start()
        await works(engine)


async def test_what_pgbouncer_lends_is_told_anew_in_each_transaction(crashing: PostgresServer):
    address = f"{crashing.migrated()}&pgbouncer=true"
    async with opened(address) as engine:
        async with reading(engine) as connection:
            driven: Any = (await connection.get_raw_connection()).driver_connection
            assert driven.prepare_threshold is None
            assert (await connection.execute(text("SHOW lock_timeout"))).scalar_one() == "300ms"
        await driven.set_autocommit(True)
        assert await (await driven.execute("SHOW lock_timeout")).fetchone() == ("0",)
    queue = system(address, waits=SHORT).engine(connections=1)
    with queue.begin() as held:
        raw: Any = held.connection.driver_connection
        assert raw.prepare_threshold is None
        assert held.execute(text("SHOW statement_timeout")).scalar_one() == "1s"
    queue.dispose()


def told_at_once(place: System) -> None:
    """See that a client of DBOS that would wait for its database is told."""
    engine = place.engine(connections=1)
    client = DBOSClient(system_database_engine=engine, dbos_system_schema=SCHEMA, lazy=True)
    try:
        with pytest.raises(DatabaseAway):
            client.cancel_workflow("none")
    finally:
        client.destroy()
        engine.dispose()


async def bounded(work: Callable[[], None]) -> None:
    async with asyncio.timeout(SECONDS):
        await asyncio.to_thread(work)


class Desk:
    """Notes what was brought."""

    def __init__(self) -> None:
        self.brought: list[str] = []

    async def work(self, query_id: str) -> None:
        self.brought.append(query_id)

    async def has(self, query: Waiting) -> None:
        async with asyncio.timeout(SECONDS):
            while query.query_id not in self.brought:  # noqa: ASYNC110 - the queue brings it by itself
                await asyncio.sleep(0.02)


def served(place: System, desk: Desk) -> AbstractAsyncContextManager[None]:
    return serving(place, executor_id="here/1/1.00", work=desk.work, at_once=2, of_one_user=2)


def waiting() -> Waiting:
    return Waiting(query_id=new_id(), user_id=new_id())


async def test_the_queue_goes_on_when_its_database_is_back(crashing: PostgresServer):
    place, desk = system(crashing.migrated(), waits=SHORT), Desk()
    queue = DbosQueue(place)
    first, second = waiting(), waiting()
    async with served(place, desk):
        await queue.put([first])
        await desk.has(first)
        crashing.stop()
        with pytest.raises(StorageUnavailable):
            await queue.put([second])
        await bounded(lambda: told_at_once(place))
        crashing.start()
        await queue.put([second])
        await desk.has(second)
    queue.close()


async def test_the_queue_is_not_waited_for_while_its_file_is_locked(tmp_path: Path):
    address = f"sqlite:///{tmp_path / 'research.db'}"
    place, desk, query = system(address, waits=SHORT), Desk(), waiting()
    queue = DbosQueue(place)
    async with served(place, desk):
        with locked(address):
            with pytest.raises(StorageUnavailable):
                await queue.put([query])
            await bounded(lambda: told_at_once(place))
        await queue.put([query])
        await desk.has(query)
    queue.close()
