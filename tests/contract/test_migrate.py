"""What creating and migrating the database promises, on SQLite and on PostgreSQL."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.engine import WRITING
from research_assistant.adapters.db.engine import engine as open_engine
from research_assistant.adapters.db.migrate import _config, _versions, migrate, require_current, standing
from research_assistant.adapters.db.tables import metadata
from research_assistant.domain.errors import NotInitialised

ROOT = Path(__file__).parents[2]

PROMISED = {"users", "sessions", "research_queries", "sources", "findings", "citations"}
"""Tables that the deployment guide names."""

INDEXES = {
    "idx_research_queries_user_created",
    "idx_research_queries_status",
    "idx_sources_query_id",
    "idx_findings_query_id",
    "idx_sessions_user_expires",
}
"""Indexes that the deployment guide names."""

TEXT_INDEX = {"terms", "length", "idx_passages_terms"}
"""Columns and index of `passages` that only the migrations know: they are made on PostgreSQL alone."""

MIGRATE = """
import asyncio, sys
from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.db.migrate import migrate, standing

async def work() -> None:
    opened = engine(sys.argv[1])
    await migrate(opened)
    print(await standing(opened))
    await opened.dispose()

asyncio.run(work())
"""


@pytest.fixture
async def bare(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database without tables."""
    opened = open_engine(empty_database_url)
    yield opened
    await opened.dispose()


async def tables_of(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_migrating_makes_every_table(bare: AsyncEngine):
    assert await standing(bare) == "missing"
    await migrate(bare)

    assert await standing(bare) == "current"
    assert PROMISED | set(metadata.tables) <= await tables_of(bare)
    await require_current(bare)


async def test_the_indexes_that_operators_rely_on_are_there(engine: AsyncEngine):
    def names(connection: Connection) -> set[str | None]:
        look = inspect(connection)
        return {index["name"] for table in metadata.tables for index in look.get_indexes(table)}

    async with engine.connect() as connection:
        assert await connection.run_sync(names) >= INDEXES


async def test_migrating_again_changes_nothing(engine: AsyncEngine, transactions, user):
    await migrate(engine)

    async with transactions.reading() as transaction:
        assert await transaction.users.by_name(user.username) == user


async def test_what_goes_up_comes_down(engine: AsyncEngine):
    async with engine.execution_options(**{WRITING: True}).begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), "base"))

    assert await tables_of(engine) - {"sqlite_sequence"} == {"alembic_version"}
    assert await standing(engine) == "missing"
    await migrate(engine)
    assert await standing(engine) == "current"


async def test_tables_and_migrations_say_the_same(engine: AsyncEngine):
    sqlite = engine.dialect.name == "sqlite"

    def ours(_: object, name: str | None, kind: str, reflected: bool, _compared: object) -> bool:
        """Leave out what only the migrations know, and the index whose order SQLite does not tell."""
        match kind:
            case "table":
                return not (reflected and str(name).startswith("passages_"))
            case "column":
                return not (reflected and name in TEXT_INDEX)
            case "index":
                return name not in TEXT_INDEX and not (sqlite and name == "idx_research_queries_user_created")
            case _:
                return True

    def drift(connection: Connection) -> list[object]:
        options = {"include_object": ours, "compare_type": True, "compare_server_default": True}
        changes: list[object] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        return changes

    async with engine.connect() as connection:
        assert await connection.run_sync(drift) == []


async def test_numbers_of_passages_are_never_given_again(engine: AsyncEngine):
    """SQLite would, without the word AUTOINCREMENT; vectors in memory are known by these numbers."""
    passages: Table = metadata.tables["passages"]
    if engine.dialect.name == "postgresql":
        assert passages.c.passage_no.autoincrement is True
        return
    async with engine.connect() as connection:
        made = await connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'passages'"))
    assert "AUTOINCREMENT" in str(made)


def test_several_processes_may_migrate_at_once(empty_database_url: str):
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_database_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(ROOT / "src")},
        )
        for _ in range(4)
    ]
    ended = [(*worker.communicate(timeout=60), worker.returncode) for worker in workers]

    assert ended == [("current\n", "", 0)] * 4


async def test_a_database_of_a_newer_program_is_refused(engine: AsyncEngine):
    async with engine.execution_options(**{WRITING: True}).begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '2999_01_01_from_the_future'"))

    assert await standing(engine) == "newer"
    for refusing in (migrate, require_current):
        with pytest.raises(NotInitialised, match="newer version") as refused:
            await refusing(engine)
        assert refused.value.next_step == "Upgrade this program."


async def test_a_database_without_tables_is_refused_with_what_to_do(bare: AsyncEngine):
    with pytest.raises(NotInitialised) as refused:
        await require_current(bare)

    assert refused.value.next_step == "Run: research init"


def test_versions_are_named_in_the_order_in_which_they_follow_each_other():
    scripts = ScriptDirectory.from_config(_config())

    assert [script.revision for script in scripts.walk_revisions()] == _versions()[::-1]
