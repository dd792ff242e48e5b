"""Where DBOS keeps its own tables, and the names by which they know our workflow."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from research_assistant.adapters.db.engine import BUSY_TIMEOUT_SECONDS, POOL_OPTIONS, address, own_file

if TYPE_CHECKING:
    from dbos import DBOSClient

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
    """

    url: str

    def prepare(self) -> None:
        """Let readers and writers of the file not wait for each other; does nothing elsewhere."""
        path = address(self.url).database
        if self.url.startswith("sqlite") and path:
            own_file(Path(path))
            # Another process that prepares the file at the same moment keeps this one from it, and does it for both.
            with suppress(sqlite3.OperationalError), closing(_connect(Path(path))) as connection:
                connection.execute("PRAGMA journal_mode = WAL")

    def client(self, *, connections: int) -> "DBOSClient":
        """Return what speaks to the queue from any process; nothing connects yet."""
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415 - the command line does without

        return DBOSClient(
            system_database_url=self.url,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            system_database_pool_size=connections,
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS)


def system(database: str) -> System:
    """Return the database of DBOS for `DATABASE_URL`.

    Raises:
        ConfigurationError: The address cannot be used.
    """
    url = address(database)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "research.db")
        return System(url=f"sqlite:///{path.with_name(f'{path.stem}-queue.db')}")
    plain = url.difference_update_query(POOL_OPTIONS)
    return System(url=plain.render_as_string(hide_password=False))
