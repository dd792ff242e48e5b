"""Create or migrate the database; several processes may try at once.

Alembic is loaded where there is something to do: a server starts sooner without it.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from research_assistant.adapters.db.engine import WRITING
from research_assistant.adapters.db.failures import told
from research_assistant.adapters.db.session import unhurried
from research_assistant.domain.errors import NotInitialised

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
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


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - only where there is something to do

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _versions() -> list[str]:
    """Return the names of all versions, the newest last: each begins with its date and is the name of its file."""
    return sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _standing(connection: Connection) -> Standing:
    if not inspect(connection).has_table("alembic_version"):
        return "missing"
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is None:
        return "missing"
    *older, newest = _versions()
    if found == newest:
        return "current"
    return "older" if found in older else "newer"


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
    match _standing(connection):
        case "newer":
            raise _newer()
        case "missing" | "older":
            from alembic import command  # noqa: PLC0415 - only where there is something to do

            command.upgrade(_config(connection), "head")
