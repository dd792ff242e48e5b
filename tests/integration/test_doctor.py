"""What the doctor says of the parts that servers need, on both databases."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from asking import kept
from research_assistant.adapters.durable.dbos_system import system
from research_assistant.adapters.durable.dbos_worker import serving
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.bootstrap import Application, application
from research_assistant.cli.checks import examine
from research_assistant.cli.server_checks import connections, queue, readers
from research_assistant.config import Settings
from research_assistant.domain.errors import ResearchError
from research_assistant.domain.user import User

Opening = Callable[..., AbstractAsyncContextManager[Application]]


@pytest.fixture
def opened(tmp_path: Path, database_url: str) -> Opening:
    @asynccontextmanager
    async def opening(*, options: str = "", **settings: object) -> AsyncIterator[Application]:
        url = f"{database_url}{'&' if '?' in database_url else '?'}{options}" if options else database_url
        given = Settings(_env_file=None, data_dir=tmp_path, database_url=url, embedding_model="none", **settings)
        async with application(given) as made:
            yield made

    return opening


async def complaint(said: Awaitable[str]) -> ResearchError:
    with pytest.raises(ResearchError) as caught:
        await said
    return caught.value


async def test_every_part_is_looked_at(tmp_path: Path, database_url: str):
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=database_url, embedding_model="none")
    found = {check.name: check.ok for check in await examine(settings, workers=1)}

    assert {"readers": True, "queue": True, "connections": True}.items() <= found.items()


async def test_a_reader_starts_and_reads(opened: Opening):
    async with opened(reader_processes=1) as made:
        assert await readers(made) == "one started and read; 1 process at most"


async def test_a_reader_that_does_not_answer_is_told(opened: Opening):
    async with opened(reader_seconds=0.000_001) as made:
        assert (await complaint(readers(made))).next_step


async def test_a_queue_that_nobody_has_made_is_no_fault(opened: Opening):
    async with opened() as made:
        assert await queue(made) == "not made yet: the first server or worker makes it; none waits"


async def test_a_queue_that_is_served_is_reached(opened: Opening, database_url: str):
    async def work(_: str) -> None: ...

    async with serving(system(database_url), executor_id="one", work=work, at_once=1, of_one_user=1), opened() as made:
        assert await queue(made) == "reached; 0 with processes; none waits"


async def test_a_query_that_waits_for_hours_is_a_fault(opened: Opening, transactions: SqlTransactions, user: User):
    await kept(transactions, user)
    async with opened() as made:
        error = await complaint(queue(made))

    assert "1 waiting, the oldest for " in str(error)
    assert "research worker" in error.next_step


async def test_connections_are_compared_with_what_the_database_gives(opened: Opening, database_url: str):
    if database_url.startswith("sqlite"):
        async with opened() as made:
            assert await connections(made, workers=40) == "a file has no limit"
        return
    async with opened(worker_queries=0) as made:
        assert await connections(made, workers=1)
        assert "max_connections" in (await complaint(connections(made, workers=40))).next_step
    async with opened(worker_queries=0, options="pool_size=1") as made:
        assert await connections(made, workers=20)
    async with opened(worker_queries=4) as made:
        assert "20 processes may hold 400," in str(await complaint(connections(made, workers=20)))
