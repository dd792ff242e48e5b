"""A server whose database is away, silent or locked for a while: readers are told, and nothing is lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import PostgresServer, postgres_server
from faulting import Account, Fault, Readers, frozen, locked, stopped
from serving import UVICORN, served

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def crashing() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be stopped, and keeps what it answered."""
    with postgres_server() as server:
        server.execute("ALTER SYSTEM SET synchronous_commit = on")
        server.execute("SELECT pg_reload_conf()")
        yield server


def befallen(fault: Fault, folder: Path, settings: dict[str, str], *, workers: int) -> Account:
    settings = {"RATE_LIMIT_MAX_REQUESTS": "0", "WORKER_QUERIES": "2", **settings}
    with served(UVICORN, folder, workers=workers, settings=settings) as server:
        return asyncio.run(Readers(server).suffer(fault, askers=2, lookers=2))


@pytest.mark.parametrize("name", ["away", "silent", "locked"])
def test_postgresql(tmp_path: Path, crashing: PostgresServer, name: str):
    address = crashing.migrated()
    faults = {"away": stopped(crashing, 3), "silent": frozen(crashing, 8), "locked": locked(address, 6)}
    account = befallen(faults[name], tmp_path, {"DATABASE_URL": address}, workers=2)

    assert account.unfit == []
    assert account.wrong == []
    assert account.statuses[503] > 0


def test_sqlite(tmp_path: Path):
    fault = locked(f"sqlite:///{tmp_path / 'data' / 'research.db'}", 8)
    account = befallen(fault, tmp_path, {}, workers=1)

    assert account.unfit == []
    assert account.wrong == []
    assert account.statuses[503] > 0
