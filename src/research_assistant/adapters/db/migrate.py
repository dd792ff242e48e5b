"""Create or migrate the database; several processes may try at once."""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.engine import WRITING
from research_assistant.adapters.db.failures import told
from research_assistant.adapters.db.session import unhurried
from research_assistant.domain.errors import NotInitialised

ADVISORY_LOCK = 0x7265_7365_6172_6368
"""`research` in ASCII: one migration at a time on one PostgreSQL database."""

Standing = Literal["missing", "older", "current", "newer"]


async def migrate(engine: AsyncEngine) -> None:
    """Bring the tables to this program's version, creating what is missing.

    Raises:
        NotInitialised: The database was made by a newer program.
        StorageUnavailable: It cannot be used.
    """
    with told(engine.sync_engine):
        async with engine.execution_options(**{WRITING: True}).begin() as connection, unhurried(connection):
            await connection.run_sync(_upgrade)


async def require_current(engine: AsyncEngine) -> None:
    """Make sure that the tables are those of this program.

    Raises:
        NotInitialised: They are missing, older or newer.
        StorageUnavailable: The database cannot be used.
    """
    found = await standing(engine)
    if found == "newer":
        raise _newer()
    if found != "current":
        raise NotInitialised(f"The database is {found}.", next_step="Run: research init")


async def standing(engine: AsyncEngine) -> Standing:
    """Return how the tables stand to this program.

    Raises:
        StorageUnavailable: The database cannot be used.
    """
    with told(engine.sync_engine):
        async with engine.connect() as connection:
            return await connection.run_sync(_standing)


def _newer() -> NotInitialised:
    return NotInitialised(
        "The database was made by a newer version of Research Assistant.", next_step="Upgrade this program."
    )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _standing(connection: Connection) -> Standing:
    found = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(_config())
    if found is None:
        return "missing"
    if found == scripts.get_current_head():
        return "current"
    known = {script.revision for script in scripts.walk_revisions()}
    return "older" if found in known else "newer"


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    if _standing(connection) == "newer":
        raise _newer()
    command.upgrade(_config(connection), "head")
