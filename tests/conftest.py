"""What many tests stand on: a database of their own on SQLite and on PostgreSQL, with stores and users."""

import logging
import os
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from databases import KINDS, Databases, Kind, PostgresServer, SqliteFiles, postgres_server
from fakes import Clock
from research_assistant.adapters.db.engine import engine as open_engine
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.user import Role, User
from research_assistant.kit.ids import new_id

# No test asks the net: one that searches more than the library says so itself, and asks this machine.
os.environ["SOURCES"] = "library"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Take the log of a server away with its test: what comes after writes to its own standard output."""
    yield
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if type(handler) is not logging.StreamHandler]
    root.setLevel(logging.WARNING)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session", params=KINDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """One kind of database after the other; the server starts when the first test asks for it."""
    kind: Kind = request.param
    made: Databases = request.getfixturevalue("sqlite" if kind == "sqlite" else "postgres")
    return made


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """The address of a database without tables."""
    made = databases.empty()
    yield made
    databases.remove(made)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a database with the tables of this program and nothing in them."""
    made = databases.migrated()
    yield made
    databases.remove(made)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(database_url)
    yield opened
    await opened.dispose()


@pytest.fixture
def transactions(engine: AsyncEngine) -> SqlTransactions:
    return SqlTransactions(engine, Clock())


@pytest.fixture
async def user(transactions: SqlTransactions) -> User:
    return await _add(transactions, "reader")


@pytest.fixture
async def neighbour(transactions: SqlTransactions) -> User:
    """Another user of the same database."""
    return await _add(transactions, "neighbour")


async def _add(transactions: SqlTransactions, username: str) -> User:
    user = User(user_id=new_id(), username=username, role=Role.RESEARCHER)
    async with transactions.writing() as transaction:
        return await transaction.users.ensure(user)
