"""SQLite's connections: what is sent to their threads, and what is left out."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.session import reading, writing
from research_assistant.adapters.db.sqlite import Connection, connect


@pytest_asyncio.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    opened = connect(str(tmp_path / "one.db"), isolation_level=None)
    await opened
    await opened.cursor().execute("CREATE TABLE words (word TEXT UNIQUE)")
    await opened.commit()
    yield opened
    await opened.close()


@pytest.fixture
def sent(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is sent to the thread."""
    messages: list[object] = []
    put = connection._tx.put_nowait
    monkeypatch.setattr(
        connection, "_tx", type("Queue", (), {"put_nowait": lambda _, m: (messages.append(m), put(m))})()
    )
    return messages


async def test_a_statement_is_one_message_and_a_transaction_that_reads_is_two(
    connection: Connection, sent: list[object]
):
    cursor = connection.cursor()
    await cursor.execute("BEGIN")
    found = await connection.cursor().execute("SELECT 1 UNION SELECT 2")
    rows = await found.fetchall()
    await found.close()
    await connection.commit()
    await connection.rollback()

    assert rows == [(1,), (2,)]
    assert len(sent) == 2


async def test_a_statement_that_reads_outside_a_transaction_is_one_message(connection: Connection, sent: list[object]):
    found = await connection.cursor().execute("SELECT 1")
    rows = await found.fetchall()
    await connection.commit()
    await connection.rollback()

    assert rows == [(1,)]
    assert len(sent) == 1


async def test_a_transaction_in_which_nothing_is_done_is_not_told_of(connection: Connection, sent: list[object]):
    await connection.cursor().execute("BEGIN")
    await connection.commit()
    await connection.cursor().execute("BEGIN")
    await connection.rollback()

    assert sent == []
    assert not connection.in_transaction


async def test_what_fails_in_a_transaction_takes_back_what_was_done_before(connection: Connection):
    await connection.cursor().execute("BEGIN")
    added = await connection.cursor().execute("INSERT INTO words VALUES (?) RETURNING word", ("one",))
    assert (await added.fetchall(), added.rowcount) == ([("one",)], 1)
    with pytest.raises(sqlite3.IntegrityError):
        await connection.cursor().executemany("INSERT INTO words VALUES (?)", [("two",), ("one",)])
    await connection.rollback()

    assert not connection.in_transaction
    assert await (await connection.cursor().execute("SELECT * FROM words")).fetchall() == []


async def test_who_is_cancelled_while_a_statement_waits_leaves_no_transaction_open(connection: Connection):
    async def write() -> None:
        await connection.cursor().execute("BEGIN")
        await connection.cursor().execute("INSERT INTO words VALUES ('one')")

    task = asyncio.create_task(write())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    await connection.rollback()

    assert not connection.in_transaction
    assert await (await connection.cursor().execute("SELECT * FROM words")).fetchall() == []


@pytest_asyncio.fixture
async def opened(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    made = engine(f"sqlite:///{tmp_path / 'two.db'}")
    async with writing(made) as connection:
        await connection.execute(text("CREATE TABLE words (word TEXT)"))
    yield made
    await made.dispose()


async def test_who_reads_sees_one_moment_from_the_first_statement_on(opened: AsyncEngine):
    async with reading(opened) as one:
        before = (await one.execute(text("SELECT count(*) FROM words"))).scalar_one()
        async with writing(opened) as other:
            await other.execute(text("INSERT INTO words VALUES ('new')"))
        after = (await one.execute(text("SELECT count(*) FROM words"))).scalar_one()
    async with reading(opened) as one:
        now = (await one.execute(text("SELECT count(*) FROM words"))).scalar_one()

    assert (before, after, now) == (0, 0, 1)
