"""SQLite's connections for asyncio: one message to the thread of a connection for each statement.

aiosqlite sends one each to make a cursor, to execute, to fetch and to close: most of the time of a short statement goes
into waking threads.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, Self, TypeAlias

import aiosqlite

BEGIN: Final = "BEGIN"
"""Begins a transaction that takes no lock before its first statement."""

READ: Final = "SELECT"
"""What a statement begins with that, outside a transaction, leaves nothing to end."""

Values: TypeAlias = Sequence[Any] | dict[str, Any]
Told: TypeAlias = tuple[Any, int, int | None, list[Any]]
"""Of a statement that was done: description, row count, id of the last row, and rows."""

Statement: TypeAlias = Callable[[sqlite3.Connection], Told]


class Connection(aiosqlite.Connection):
    """A connection whose statements are executed, fetched and closed in one go.

    What would change nothing is not sent: `BEGIN` goes with the statement after it, and a transaction in which nothing
    was done ends without a word, as does a statement that reads outside of one.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True
        self._begin = self._used = False

    def cursor(self) -> "Cursor":  # type: ignore[override] # theirs asks the thread for one, and is waited for
        """Return a cursor, which nobody has to be asked for."""
        return Cursor(self)

    async def told(self, statement: Statement, *, begins: bool = True) -> Told:
        """Have a statement done by the thread.

        Args:
            statement: What to do.
            begins: Whether it may leave something to commit, although no transaction was begun before.
        """
        begin, self._begin = self._begin, False
        self._used = self._used or begin or begins
        work = partial(_begun, statement) if begin else statement
        told: Told = await self._execute(work, self._conn)  # type: ignore[no-untyped-call] # theirs has no types
        return told

    def begin(self) -> None:
        """Begin a transaction with the next statement."""
        self._begin = True

    async def commit(self) -> None:
        """Commit, where anything was done."""
        await self._end(super().commit)

    async def rollback(self) -> None:
        """Roll back, where anything was done."""
        await self._end(super().rollback)

    async def _end(self, end: Callable[[], Any]) -> None:
        self._begin = False
        if self._used:
            await end()
            self._used = False


class Cursor:
    """What a statement left behind; it holds nothing open."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        """Return itself: it is open already."""
        return self

    async def execute(self, statement: str, values: Values = ()) -> "Cursor":
        """Do a statement and fetch what it returns."""
        if statement == BEGIN:
            self._connection.begin()
            return self
        reads = statement.startswith(READ)
        return self._keep(await self._connection.told(partial(_execute, statement, values), begins=not reads))

    async def executemany(self, statement: str, values: Iterable[Values]) -> "Cursor":
        """Do a statement once for each of `values`."""
        return self._keep(await self._connection.told(partial(_execute_many, statement, values)))

    async def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Let go of the rows."""
        self._rows = []

    def _keep(self, told: Told) -> "Cursor":
        self.description, self.rowcount, self.lastrowid, self._rows = told
        return self


def connect(path: str, **options: object) -> Connection:
    """Return a connection that opens when it is awaited; the options are those of `sqlite3.connect`."""
    return Connection(partial(sqlite3.connect, path, **options))


def _execute(statement: str, values: Values, connection: sqlite3.Connection) -> Told:
    cursor = connection.execute(statement, values)
    rows = cursor.fetchall() if cursor.description else []
    return cursor.description, cursor.rowcount, cursor.lastrowid, rows


def _execute_many(statement: str, values: Iterable[Values], connection: sqlite3.Connection) -> Told:
    cursor = connection.executemany(statement, values)
    return cursor.description, cursor.rowcount, cursor.lastrowid, []


def _begun(statement: Statement, connection: sqlite3.Connection) -> Told:
    connection.execute(BEGIN)
    return statement(connection)
