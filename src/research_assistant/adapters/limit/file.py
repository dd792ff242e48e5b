"""Counts in a small SQLite file of their own, for the processes of one machine.

Nothing waits for the disk: the file is never synced. What a crash of the machine takes with it were counts of a minute.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time

from research_assistant.adapters.db.engine import own_file, own_folder
from research_assistant.adapters.limit.naming import name_of
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.ports.limiter import Allowance, Rate

SWEPT_EVERY = 1_000
"""Hits of this process after which counts of windows that are over are removed."""

BUSY_SECONDS = 0.25
"""How long another process may keep the file: each holds it for some twenty microseconds."""

_TABLE = """
CREATE TABLE IF NOT EXISTS rate_counts (name TEXT PRIMARY KEY, hits INTEGER, expires_at REAL) WITHOUT ROWID
"""
_HIT = """
INSERT INTO rate_counts VALUES (:name, 1, :until)
ON CONFLICT (name) DO UPDATE SET
    hits = CASE WHEN expires_at <= :now THEN 1 ELSE hits + 1 END,
    expires_at = CASE WHEN expires_at <= :now THEN :until ELSE expires_at END
RETURNING hits, expires_at
"""


class FileLimiter:
    """Counts by key, across all processes that open one file.

    A hit takes some twenty microseconds, less than handing it to a thread would: it runs on the event loop.

    Args:
        path: The file; made where there is none, for its owner alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None
        self._hits = 0

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        """Count one more of `key`, and return what is left."""
        now = time()
        with self._connection() as connection:
            given = {"name": name_of(rate, key), "now": now, "until": now + rate.seconds}
            hits, until = connection.execute(_HIT, given).fetchone()
            self._hits += 1
            if self._hits % SWEPT_EVERY == 0:
                connection.execute("DELETE FROM rate_counts WHERE expires_at <= ?", (now,))
        return Allowance(
            allowed=hits <= rate.most, remaining=max(0, rate.most - hits), seconds=min(until - now, rate.seconds)
        )

    async def look(self, rate: Rate, *key: str) -> Allowance:
        """Return what is left of `key` without counting."""
        now = time()
        with self._connection() as connection:
            wanted = "SELECT hits, expires_at FROM rate_counts WHERE name = ? AND expires_at > ?"
            hits, until = connection.execute(wanted, (name_of(rate, key), now)).fetchone() or (0, now + rate.seconds)
        return Allowance(allowed=hits < rate.most, remaining=max(0, rate.most - hits), seconds=until - now)

    async def clear(self, rate: Rate, *key: str) -> None:
        """Forget what was counted of `key`."""
        with self._connection() as connection:
            connection.execute("DELETE FROM rate_counts WHERE name = ?", (name_of(rate, key),))

    def close(self) -> None:
        """Let the file go."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._opened is None:
                self._opened = self._open()
            yield self._opened
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise StorageUnavailable(
                f"The counts in {str(self._path)!r} cannot be used: {error}.",
                next_step="Check the rights of DATA_DIR and its room, or set REDIS_URL.",
            ) from error

    def _open(self) -> sqlite3.Connection:
        own_folder(self._path)
        own_file(self._path)
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_TABLE)
        return connection
