"""Connections for reading and for writing, and inserts that both databases understand."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import TypeVar

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from research_assistant.adapters.db.engine import WRITING, told

Value = TypeVar("Value")

IN_LIST = 500
"""Values in one `IN (…)`: far below every database's limit."""


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection whose transaction only reads.

    Raises:
        StorageUnavailable: The database cannot be used; says why.
    """
    with told(engine.sync_engine):
        async with engine.begin() as connection:
            yield connection


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection whose transaction writes: committed at the end, rolled back on an exception.

    Raises:
        StorageUnavailable: The database cannot be used; says why.
    """
    with told(engine.sync_engine):
        async with engine.execution_options(**{WRITING: True}).begin() as connection:
            yield connection


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
