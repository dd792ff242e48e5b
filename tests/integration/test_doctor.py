"""What the doctor says of the parts that servers need, on both databases."""

from pathlib import Path

import pytest

from asking import kept
from research_assistant.adapters.durable.dbos_system import system
from research_assistant.adapters.durable.dbos_worker import serving
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.cli.checks import Check, examine
from research_assistant.config import Settings
from research_assistant.domain.user import User


async def checked(folder: Path, url: str, *, workers: int = 1, **settings: object) -> dict[str, Check]:
    given = Settings(_env_file=None, data_dir=folder, database_url=url, embedding_model="none", **settings)
    return {check.name: check for check in await examine(given, workers=workers)}


async def test_a_reader_starts_and_reads(tmp_path: Path, database_url: str):
    found = await checked(tmp_path, database_url, reader_processes=1)

    assert found["readers"] == Check(name="readers", ok=True, found="one started and read; 1 process at most")


async def test_a_reader_that_does_not_answer_is_told(tmp_path: Path, database_url: str):
    found = await checked(tmp_path, database_url, reader_seconds=0.000_001)

    assert not found["readers"].ok
    assert found["readers"].fix
    assert found["references"].ok


async def test_a_queue_that_nobody_has_made_is_no_fault(tmp_path: Path, database_url: str):
    found = await checked(tmp_path, database_url)

    assert (found["queue"].ok, found["queue"].found) == (
        True,
        "not made yet: the first server or worker makes it; none waits",
    )


async def test_a_queue_that_is_served_is_reached(tmp_path: Path, database_url: str):
    async def work(_: str) -> None: ...

    async with serving(system(database_url), executor_id="one", work=work, at_once=1, of_one_user=1):
        found = await checked(tmp_path, database_url)

    assert (found["queue"].ok, found["queue"].found) == (True, "reached; 0 with processes; none waits")


async def test_a_query_that_waits_for_hours_is_a_fault(
    tmp_path: Path, database_url: str, transactions: SqlTransactions, user: User
):
    await kept(transactions, user)
    found = (await checked(tmp_path, database_url))["queue"]

    assert not found.ok
    assert "1 waiting, the oldest for " in found.found
    assert "research worker" in found.fix


@pytest.mark.parametrize(
    ("workers", "options", "suffices"), [(1, "", True), (40, "", False), (20, "pool_size=1", True)]
)
async def test_connections_are_compared_with_what_the_database_gives(
    tmp_path: Path, database_url: str, workers: int, options: str, *, suffices: bool
):
    joined = f"{database_url}{'&' if '?' in database_url else '?'}{options}" if options else database_url
    if database_url.startswith("sqlite"):
        joined, suffices = database_url, True
    found = (await checked(tmp_path, joined, workers=workers, worker_queries=0))["connections"]

    assert found.ok == suffices
    assert suffices or "max_connections" in found.fix
