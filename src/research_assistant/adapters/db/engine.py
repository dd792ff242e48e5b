"""Database addresses in, engines out; what a driver says becomes what a reader can act on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Protocol

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from research_assistant.domain.errors import ConfigurationError, InvalidInput, StorageFull, StorageUnavailable

BUSY_TIMEOUT_SECONDS = 30
POOL_SIZE = 5
POOL_OPTIONS = ("pool_size", "max_overflow")
"""What `DATABASE_URL` may say of the pool; drivers do not know these."""
WRITING = "writing"
"""Execution option of connections whose transaction will write."""


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


def engine(text: str) -> AsyncEngine:
    """Return an engine for `DATABASE_URL`; nothing connects yet.

    `pool_size` and `max_overflow` in the address are taken out of it and set on the pool.

    Raises:
        ConfigurationError: The address cannot be used, or its folder cannot be made.
    """
    url = address(text)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    pool = dict(zip(POOL_OPTIONS, (POOL_SIZE, 0), strict=True))
    for name in POOL_OPTIONS:
        if name in url.query:
            pool[name] = _whole_number(name, str(url.query[name]))
    return create_async_engine(url.difference_update_query(POOL_OPTIONS), pool_pre_ping=True, **pool)


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise ConfigurationError(f"{name}={text!r} in DATABASE_URL is no whole number.", next_step=f"Write {name}=20")
    return int(text)


def _sqlite(url: URL) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        own_folder(Path(url.database))
    made = create_async_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
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
    # A transaction that begins by reading and writes later cannot wait for a lock: it fails at once.
    immediate = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn what the driver raises inside the block into errors that a reader can act on."""
    try:
        yield
    except DataError as error:
        # PostgreSQL takes no NUL in a text, and nothing but an identifier where identifiers stand.
        raise InvalidInput(
            "A value holds what the database cannot take, such as a NUL, or an identifier that is none.",
            next_step="Correct the value.",
        ) from error
    except DatabaseError as error:
        raise _storage_error(engine, str(error.orig or error)) from error
    except SQLAlchemyError as error:
        raise _storage_error(engine, str(error)) from error


def place_of(engine: Engine) -> str:
    """Return where the database is, as a reader knows it: a file, or an address without its password."""
    url = engine.url
    return url.database or "in memory" if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


def _storage_error(engine: Engine, words: str) -> StorageUnavailable:
    place = place_of(engine)
    first_line = words.strip().splitlines()[0] if words.strip() else "no reason given"
    lower = words.lower()
    if "disk image is malformed" in lower or "malformed database" in lower or "not a database" in lower:
        return StorageUnavailable(
            f"The database {place} is damaged: {first_line}.",
            next_step="Move the file away and restore a backup, or run: research init",
        )
    if "disk is full" in lower or "no space left" in lower:
        return StorageFull(
            f"The disk of {place} is full.", next_step="Make room, then run the same command again: it goes on."
        )
    if "disk i/o error" in lower:
        return StorageUnavailable(
            f"The disk of {place} refuses to be read or written: it may be full or failing.",
            next_step="Make room or look at the disk, then run the same command again: it goes on.",
        )
    if "readonly" in lower or "read-only" in lower or "unable to open" in lower:
        return StorageUnavailable(
            f"The database {place} cannot be written: {first_line}.",
            next_step="Check the rights of the file and its folder, or set DATA_DIR to another place.",
        )
    if "is locked" in lower:
        return StorageUnavailable(
            f"The database {place} is locked by another program.", next_step="Wait for it to end, then try again."
        )
    return StorageUnavailable(f"The database {place} cannot be used: {first_line}.", next_step="Run: research doctor")
