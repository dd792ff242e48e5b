"""Connections to PostgreSQL that wait for nothing without end: no lock, no statement, no server that fell silent."""

import asyncio
from typing import Any, TypeVar

import psycopg
from psycopg import waiting
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from research_assistant.adapters.db.waits import Waits

SET = "SELECT set_config('lock_timeout', %s, {local}), set_config('statement_timeout', %s, {local})"

_INTERVAL = 0.1

Result = TypeVar("Result")


class AsyncConnection(psycopg.AsyncConnection[Any]):
    """A connection of an event loop.

    Attributes:
        silence: Seconds after which a server that says nothing is given up; `None` for never.
    """

    silence: float | None = None

    async def wait(
        self,
        gen: PQGen[Result],
        interval: float = _INTERVAL,
        timeout: float | None = None,  # noqa: ASYNC109 - the driver's own name
    ) -> Result:
        """Wait for the server; a connection whose answer was not waited for is closed, so that nobody else reads it."""
        try:
            return await waiting.wait_async(gen, self.pgconn.socket, interval=interval, timeout=timeout or self.silence)
        except (psycopg.OperationalError, asyncio.CancelledError):
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


class Connection(psycopg.Connection[Any]):
    """A connection of a thread; see `AsyncConnection`."""

    silence: float | None = None

    def wait(self, gen: PQGen[Result], interval: float = _INTERVAL, timeout: float | None = None) -> Result:
        """Wait for the server; see `AsyncConnection.wait`."""
        try:
            return super().wait(gen, interval, timeout or self.silence)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise


async def connect_async(waits: Waits, address: str = "", *, is_lent: bool, **named: Any) -> AsyncConnection:  # noqa: ANN401 - the driver's own
    """Connect; `is_lent` where a PgBouncer lends connections for a transaction only, and forgets what is set."""
    connection = await AsyncConnection.connect(address, **named)
    connection.silence = waits.silence
    if not is_lent:
        await connection.set_autocommit(True)
        await connection.execute(SET.format(local="false"), waits.of_server)
        await connection.set_autocommit(False)
    return connection


def connect(waits: Waits, address: str = "", *, is_lent: bool, **named: Any) -> Connection:  # noqa: ANN401 - the driver's own
    """Connect in a thread; see `connect_async`."""
    connection = Connection.connect(address, **named)
    connection.silence = waits.silence
    if not is_lent:
        connection.autocommit = True
        connection.execute(SET.format(local="false"), waits.of_server)
        connection.autocommit = False
    return connection
