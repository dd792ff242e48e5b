"""Where DBOS keeps its own tables, and the names by which they know our workflow."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Engine, create_engine, event

from research_assistant.adapters.db.engine import (
    OWN_OPTIONS,
    REACHING,
    address,
    is_lent,
    own_file,
    set_for_transaction,
    told_to_driver,
)
from research_assistant.adapters.db.waits import WORKING, Waits
from research_assistant.adapters.durable.dbos_away import tell_at_once

if TYPE_CHECKING:
    from dbos import DBOSClient
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.pool import ConnectionPoolEntry

APPLICATION = "research"
QUEUE = "research"
WORKFLOW = "research_query"
SHAPE = "1"
"""The version of the workflow's shape: its stages and their order. Raised when they change, never with a release."""

SCHEMA = "dbos"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The database of DBOS: a file beside ours on SQLite, a schema of its own in ours on PostgreSQL.

    It can be thrown away: which queries wait is known from our own tables.

    Attributes:
        url: Its address, as `DATABASE_URL` has it.
        waits: How long it is waited for.
    """

    url: str
    waits: Waits = WORKING

    def prepare(self) -> None:
        """Let readers and writers of the file not wait for each other; does nothing elsewhere."""
        path = address(self.url).database
        if self.url.startswith("sqlite") and path:
            own_file(Path(path))
            # Another process that prepares the file at the same moment keeps this one from it, and does it for both.
            with (
                suppress(sqlite3.OperationalError),
                closing(sqlite3.connect(path, timeout=self.waits.lock)) as connection,
            ):
                connection.execute("PRAGMA journal_mode = WAL")

    def engine(self, *, connections: int) -> Engine:
        """Return an engine for DBOS, which tells at once where the database is away; nothing connects yet.

        DBOS by itself would wait for it, longer each time, up to a minute and a half.
        """
        made = self._sqlite() if self.url.startswith("sqlite") else self._postgres(connections)
        tell_at_once(made)
        return made

    @property
    def is_lent(self) -> bool:
        """Whether a PgBouncer lends its connections for one transaction each."""
        return is_lent(address(self.url))

    @property
    def plain(self) -> str:
        """The address for DBOS itself, which makes its tables there."""
        url = address(self.url)
        if url.get_backend_name() == "sqlite":
            return self.url
        plain = url.difference_update_query(OWN_OPTIONS)
        return plain.set(query={**REACHING, **plain.query}).render_as_string(hide_password=False)

    def client(self, engine: Engine) -> "DBOSClient":
        """Return what speaks to the queue from any process; nothing connects yet."""
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - the command line does without

        return DBOSClient(
            system_database_engine=engine,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )

    def _sqlite(self) -> Engine:
        made = create_engine(self.url, connect_args={"timeout": self.waits.lock})
        event.listen(made, "connect", _write_at_once)
        return made

    def _postgres(self, connections: int) -> Engine:
        url = address(self.url)
        made = create_engine(
            url.difference_update_query(OWN_OPTIONS),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=self.waits.opening,
            pool_pre_ping=True,
            connect_args=told_to_driver(url),
        )
        event.listen(made, "do_connect", partial(_connected, self))
        if self.is_lent:
            event.listen(made, "begin", partial(set_for_transaction, self.waits))
        return made


def _connected(
    system: System,
    _dialect: "Dialect",
    _entry: "ConnectionPoolEntry",
    positional: list[str],
    named: dict[str, Any],
) -> object:
    from research_assistant.adapters.db.postgres import connect  # noqa: PLC0415 - SQLite does without the driver

    return connect(system.waits, *positional, is_lent=system.is_lent, **named)


def _write_at_once(connection: "DBAPIConnection", _entry: "ConnectionPoolEntry") -> None:
    """Prepare a connection as DBOS prepares its own: one that begins by reading cannot wait for a lock later."""
    file = cast("sqlite3.Connection", connection)
    file.isolation_level = "IMMEDIATE"
    file.execute("PRAGMA foreign_keys = ON")


def system(database: str, *, waits: Waits = WORKING) -> System:
    """Return the database of DBOS for `DATABASE_URL`.

    Raises:
        ConfigurationError: The address cannot be used.
    """
    url = address(database)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "research.db")
        return System(url=f"sqlite:///{path.with_name(f'{path.stem}-queue.db')}", waits=waits)
    return System(url=database, waits=waits)
