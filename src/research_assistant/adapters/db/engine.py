"""Database addresses in, engines out."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Protocol

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from research_assistant.adapters.db.failures import SILENCE
from research_assistant.adapters.db.sqlite import BEGIN, connect
from research_assistant.adapters.db.waits import WORKING, Silence, Waits
from research_assistant.domain.errors import ConfigurationError, StorageUnavailable

POOL_SIZE = 5
POOL_OPTIONS = ("pool_size", "max_overflow")
PGBOUNCER = "pgbouncer"
OWN_OPTIONS = (*POOL_OPTIONS, PGBOUNCER)
"""What `DATABASE_URL` may say to this program; drivers do not know these."""
REACHING: Mapping[str, str] = {
    "connect_timeout": "4",
    "keepalives_idle": "3",
    "keepalives_interval": "1",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",
}
"""What libpq is told where `DATABASE_URL` does not say: a host that vanished is noticed within five seconds."""
WRITING = "writing"
"""Execution option of connections whose transaction will write."""
ALONE = "alone"
"""Execution option of connections to SQLite on which no transaction is begun."""
SINGLE = "single"
"""Execution option of an engine: the options of connections for one statement that reads, outside a transaction."""
WAITS = "waits"
"""Execution option of an engine: how long it waits."""
TURN = "turn"
"""Execution option of an engine on SQLite: held by the one transaction of this engine that writes."""


class _Cursor(Protocol):
    def execute(self, statement: str, /) -> object: ...
    def close(self) -> None: ...


def address(text: str) -> URL:
    """Return `DATABASE_URL` with the driver that we use.

    Raises:
        ConfigurationError: It is no address of a database that we know.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ConfigurationError(
            "DATABASE_URL is not a database address.",
            next_step="Write sqlite:///path/to/file.db or postgresql://user:password@host/database",
        ) from error
    match url.get_backend_name():
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise ConfigurationError(
                f"DATABASE_URL names the database {other!r}.", next_step="Use sqlite:///… or postgresql://…"
            )


def engine(text: str, *, waits: Waits = WORKING) -> AsyncEngine:
    """Return an engine for `DATABASE_URL`; nothing connects yet.

    `pool_size`, `max_overflow` and `pgbouncer` in the address are taken out of it and acted upon.

    Args:
        text: The address.
        waits: How long the database is waited for.

    Raises:
        ConfigurationError: The address cannot be used, or its folder cannot be made.
    """
    url = address(text)
    options = {WAITS: waits, SILENCE: Silence()}
    if url.get_backend_name() == "sqlite":
        # In turn: SQLite lets in whoever tries at the right moment, and one who waits may be passed by for seconds.
        return _sqlite(url, waits).execution_options(**options, **{TURN: asyncio.Lock(), SINGLE: {ALONE: True}})
    pool = dict(zip(POOL_OPTIONS, (POOL_SIZE, 0), strict=True))
    for name in POOL_OPTIONS:
        if name in url.query:
            pool[name] = _whole_number(name, str(url.query[name]))
    from research_assistant.adapters.db.postgres import connect_async  # noqa: PLC0415 - SQLite does without the driver

    lent = is_lent(url)
    made = create_async_engine(
        url.difference_update_query(OWN_OPTIONS),
        pool_pre_ping=True,
        pool_timeout=waits.opening,
        connect_args={"async_creator_fn": partial(connect_async, waits, is_lent=lent), **told_to_driver(url)},
        **pool,
    )
    if lent:
        event.listen(made.sync_engine, "begin", partial(set_for_transaction, waits))
    # What is set for a transaction, where a connection is lent, needs one.
    return made.execution_options(**options, **{SINGLE: {} if lent else {"isolation_level": "AUTOCOMMIT"}})


def is_lent(url: URL) -> bool:
    """Return whether a PgBouncer lends its connections for one transaction each: `pgbouncer=true` in the address.

    Raises:
        ConfigurationError: It says neither `true` nor `false`.
    """
    word = str(url.query.get(PGBOUNCER, "false"))
    if word not in {"true", "false"}:
        raise ConfigurationError(
            f"pgbouncer={word!r} in DATABASE_URL is neither true nor false.", next_step="Write pgbouncer=true"
        )
    return word == "true"


def told_to_driver(url: URL) -> dict[str, str | None]:
    """Return what PostgreSQL's driver is told where the address does not say."""
    told: dict[str, str | None] = {name: word for name, word in REACHING.items() if name not in url.query}
    if is_lent(url):
        # What is prepared does not stay on a connection that is lent.
        told["prepare_threshold"] = None
    return told


def set_for_transaction(waits: Waits, connection: Connection) -> None:
    """Tell PostgreSQL how long this transaction waits: what is set on a connection that is lent is lost with it."""
    from research_assistant.adapters.db.postgres import SET  # noqa: PLC0415 - SQLite does without the driver

    connection.exec_driver_sql(SET.format(local="true"), waits.of_server)


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise ConfigurationError(f"{name}={text!r} in DATABASE_URL is no whole number.", next_step=f"Write {name}=20")
    return int(text)


def _sqlite(url: URL, waits: Waits) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        own_folder(Path(url.database))
    made = create_async_engine(url, connect_args={"timeout": waits.lock, "async_creator_fn": connect})
    event.listen(made.sync_engine, "do_connect", _own_sqlite)
    event.listen(made.sync_engine, "connect", _prepare_sqlite)
    event.listen(made.sync_engine, "begin", _begin_sqlite)
    return made


def own_folder(path: Path) -> None:
    """Make the folder of a database file for its owner alone; one that is there stays as it is.

    Raises:
        StorageUnavailable: It cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageUnavailable(
            f"The folder {str(path.parent)!r} for the database cannot be made: {error.strerror}.",
            next_step="Set DATA_DIR or DATABASE_URL to a place you may write to.",
        ) from error


def own_file(path: Path) -> None:
    """Make a database file for its owner alone; one that is there stays as it is.

    SQLite gives the files that it puts beside it the same rights. Where it cannot be made, SQLite says so when it is
    asked to, with what to do about it.
    """
    with suppress(OSError):
        path.touch(mode=0o600)


def _own_sqlite(_dialect: object, _record: object, arguments: Sequence[str], _more: object) -> None:
    if arguments and arguments[0] != ":memory:":
        own_file(Path(arguments[0]))


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None
    cursor: _Cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(ALONE, False):
        return
    # A transaction that begins by reading and writes later cannot wait for a lock: it fails at once.
    immediate = options.get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else BEGIN)
