"""What the queue promises, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from research_assistant.adapters.durable.dbos_queue import DbosQueue
from research_assistant.adapters.durable.dbos_system import system
from research_assistant.adapters.durable.dbos_worker import serving
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.kit.ids import new_id
from research_assistant.ports.holds import Waiting

FIRST, SECOND = "host/1/1.00", "host/2/2.00"


class Desk:
    """Notes what was brought, and keeps it at work until it is told otherwise."""

    def __init__(self, *, busy: bool = False) -> None:
        self.brought: list[str] = []
        self._go_on = asyncio.Event()
        if not busy:
            self._go_on.set()

    async def work(self, query_id: str) -> None:
        self.brought.append(query_id)
        await self._go_on.wait()

    def go_on(self) -> None:
        self._go_on.set()


@pytest.fixture
async def queue(database_url: str) -> AsyncIterator[DbosQueue]:
    made = DbosQueue(system(database_url))
    yield made
    made.close()


@asynccontextmanager
async def served(
    database_url: str, desk: Desk, *, by: str = FIRST, at_once: int = 4, of_one_user: int = 2
) -> AsyncIterator[None]:
    async with serving(system(database_url), executor_id=by, work=desk.work, at_once=at_once, of_one_user=of_one_user):
        yield


def waiting(number: int, *, user_id: str | None = None) -> list[Waiting]:
    user_id = user_id or new_id()
    return [Waiting(query_id=new_id(), user_id=user_id) for _ in range(number)]


def ids(queries: Sequence[Waiting]) -> list[str]:
    return [each.query_id for each in queries]


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)


async def until_none(queue: DbosQueue) -> None:
    async with asyncio.timeout(60):
        while await queue.brought():  # noqa: ASYNC110 - another process would not tell us either
            await asyncio.sleep(0.02)


async def a_while() -> None:
    """Let the queue be looked into some more times."""
    await asyncio.sleep(0.6)


async def test_every_query_is_brought_once(queue: DbosQueue, database_url: str):
    desk = Desk()
    async with served(database_url, desk):
        queries = waiting(3)
        await asyncio.gather(*(queue.put(queries) for _ in range(3)))
        await until(lambda: len(desk.brought) >= 3)
        await a_while()

    assert sorted(desk.brought) == sorted(ids(queries))


async def test_of_one_user_only_so_many_run_at_a_time_and_another_need_not_wait(queue: DbosQueue, database_url: str):
    desk = Desk(busy=True)
    async with served(database_url, desk):
        many, one = waiting(50), waiting(1)
        await queue.put(many)
        await until(lambda: len(desk.brought) >= 2)
        await a_while()
        assert len(desk.brought) == 2

        await queue.put(one)
        await until(lambda: len(desk.brought) >= 3)
        assert desk.brought[2:] == ids(one)
        desk.go_on()
        await until(lambda: len(desk.brought) >= 6)


async def test_what_a_dead_process_was_brought_is_brought_to_a_live_one(queue: DbosQueue, database_url: str):
    interrupted, desk = Desk(busy=True), Desk()
    async with served(database_url, interrupted):
        queries = waiting(1)
        await queue.put(queries)
        await until(lambda: interrupted.brought == ids(queries))
    async with served(database_url, desk, by=SECOND):
        await queue.put(queries)
        await a_while()
        assert desk.brought == []
        assert await queue.brought() == {queries[0].query_id: FIRST}
        await queue.bring_again(ids(queries))
        await until(lambda: desk.brought == ids(queries))
        await until_none(queue)


async def test_what_ended_and_waits_again_is_brought_again(queue: DbosQueue, database_url: str):
    desk = Desk()
    async with served(database_url, desk):
        queries = waiting(1)
        await queue.put(queries)
        await until(lambda: desk.brought == ids(queries))
        await a_while()
        await queue.put(queries)
        await until(lambda: desk.brought == ids(queries) * 2)


async def test_what_is_dropped_is_not_brought(queue: DbosQueue, database_url: str):
    desk = Desk(busy=True)
    async with served(database_url, desk, at_once=1, of_one_user=1):
        first, second, third = waiting(3, user_id=new_id())
        await queue.put([first])
        await until(lambda: len(desk.brought) == 1)
        await queue.put([second, third])
        await queue.drop(second.query_id)
        desk.go_on()
        await until(lambda: len(desk.brought) >= 2)

    assert desk.brought == ids([first, third])


async def test_a_queue_that_nobody_has_served_yet_says_so(queue: DbosQueue):
    with pytest.raises(StorageUnavailable, match="queue cannot be used"):
        await queue.put(waiting(1))


async def test_what_ended_long_ago_is_forgotten(queue: DbosQueue, database_url: str, monkeypatch: pytest.MonkeyPatch):
    desk = Desk()
    async with served(database_url, desk):
        queries = waiting(2)
        await queue.put(queries)
        await until(lambda: len(desk.brought) == 2)
        await until_none(queue)
        await queue.forget_ended()
        assert len(await known(queue)) == 2
        monkeypatch.setattr("research_assistant.adapters.durable.dbos_queue.REMEMBERED", timedelta(seconds=-60))
        await queue.forget_ended()
        assert await known(queue) == []


async def known(queue: DbosQueue) -> Sequence[object]:
    return await queue._client().list_workflows_async()
