"""Connections for reading and for writing, and inserts that both databases understand."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import islice
from typing import TypeVar, cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from research_assistant.adapters.db.engine import SINGLE, TURN, WAITS, WRITING
from research_assistant.adapters.db.failures import SILENCE, locked, silent, told
from research_assistant.adapters.db.waits import Silence, Waits

Value = TypeVar("Value")

IN_LIST = 500
"""Values in one `IN (…)`: far below every database's limit."""


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection whose transaction only reads.

    Raises:
        StorageUnavailable: The database cannot be used; says why.
    """
    async with _begun(engine) as connection:
        yield connection


def single(engine: AsyncEngine) -> AsyncEngine:
    """Return an engine whose connections do single statements that read: no transaction is begun, and none is ended.

    That spares the database two messages of three. Made once, it is kept by who needs it.
    """
    return engine.execution_options(**engine.get_execution_options()[SINGLE])


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection whose transaction writes: committed at the end, rolled back on an exception.

    Raises:
        StorageUnavailable: The database cannot be used; says why.
    """
    async with _turn(engine), _begun(engine.execution_options(**{WRITING: True})) as connection:
        yield connection


@asynccontextmanager
async def _turn(engine: AsyncEngine) -> AsyncIterator[None]:
    """Wait for our turn to write, where one writes at a time."""
    options = engine.get_execution_options()
    turn: asyncio.Lock | None = options.get(TURN)
    if turn is None:
        yield
        return
    waits: Waits = options[WAITS]
    try:
        async with asyncio.timeout(waits.lock):
            await turn.acquire()
    except TimeoutError as error:
        raise locked(engine.sync_engine) from error
    try:
        yield
    finally:
        turn.release()


@asynccontextmanager
async def _begun(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    options = engine.get_execution_options()
    waits: Waits = options[WAITS]
    silence: Silence = options[SILENCE]
    if silence.lasts:
        raise silent(engine.sync_engine)
    with told(engine.sync_engine):
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(waits.opening):
                    connection = await stack.enter_async_context(engine.begin())
            except TimeoutError as error:
                raise silent(engine.sync_engine) from error
            yield connection


@asynccontextmanager
async def unhurried(connection: AsyncConnection) -> AsyncIterator[None]:
    """Let the statements of a transaction take as long as they need, and wait for locks as long."""
    if connection.dialect.name != "postgresql":
        yield
        return
    from research_assistant.adapters.db import postgres  # noqa: PLC0415 - SQLite does without the driver

    driven = cast("postgres.AsyncConnection", (await connection.get_raw_connection()).driver_connection)
    await connection.exec_driver_sql(postgres.SET.format(local="true"), ("0", "0"))
    silence, driven.silence = driven.silence, None
    try:
        yield
    finally:
        driven.silence = silence


async def alone(connection: AsyncConnection, lock: int) -> None:
    """Let no other transaction pass the same `lock` before this one ends; on SQLite one writes at a time anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(lock)))


def insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that knows `ON CONFLICT` in the database's own dialect."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def batched(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """Yield `values` in lists of `size` at most."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some
