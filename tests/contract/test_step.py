"""What running a stage promises, in this process and inside DBOS, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Protocol, TypeVar

import pytest

from asking import kept
from fakes import work
from research_assistant.adapters.durable.dbos_queue import DbosQueue
from research_assistant.adapters.durable.dbos_step import DbosStep
from research_assistant.adapters.durable.dbos_system import system
from research_assistant.adapters.durable.dbos_worker import serving
from research_assistant.adapters.durable.in_process import InProcessStep
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import EmbedderUnavailable
from research_assistant.domain.event import Event
from research_assistant.domain.query import ResearchQuery
from research_assistant.domain.user import User
from research_assistant.domain.work import Work
from research_assistant.ports.holds import Waiting
from research_assistant.ports.step import Step

Made = TypeVar("Made")


class Walks(Protocol):
    """Walks a way with steps of one kind; what the way raises is raised."""

    async def __call__(self, query: ResearchQuery, way: Callable[[Step], Awaitable[Made]]) -> Made: ...


class Stages:
    """Two stages that count how often they were run."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.fail = False
        self.hang = False
        self.hangs = asyncio.Event()

    @property
    def gather(self) -> Callable[[str], Awaitable[tuple[Work, ...]]]:
        async def gather(title: str) -> tuple[Work, ...]:
            self.runs.append("gather")
            return (work(title, "doi:10.1/x", year=2001), work("Other"))

        return gather

    @property
    def choose(self) -> Callable[[tuple[Work, ...]], Awaitable[Work]]:
        async def choose(works: tuple[Work, ...]) -> Work:
            self.runs.append("choose")
            if self.fail:
                raise EmbedderUnavailable("The model is away.")
            if self.hang:
                self.hangs.set()
                await asyncio.Event().wait()
            return works[0]

        return choose

    async def way(self, step: Step) -> Work:
        return await step(self.choose, await step(self.gather, "Zinc"))


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture(params=["in_process", "dbos"])
def walks(request: pytest.FixtureRequest, transactions: SqlTransactions, database_url: str, told: list[Event]) -> Walks:
    def step(query: ResearchQuery) -> InProcessStep:
        return InProcessStep(query.query_id, told.append, transactions)

    async def in_process(query: ResearchQuery, way: Callable[[Step], Awaitable[Made]]) -> Made:
        return await way(step(query))

    executors = count(1)

    async def dbos(query: ResearchQuery, way: Callable[[Step], Awaitable[Made]]) -> Made:
        """Every walk is another process, as far as DBOS can tell."""
        ended: asyncio.Future[Made] = asyncio.get_running_loop().create_future()

        async def walk(query_id: str) -> None:
            assert query_id == query.query_id
            try:
                ended.set_result(await way(DbosStep(step(query))))
            except Exception as error:  # noqa: BLE001 - the test is told
                ended.set_exception(error)

        async with served(database_url, f"executor-{next(executors)}", walk) as queue:
            await queue.put([Waiting(query_id=query.query_id, user_id=query.user_id)])
            await queue.bring_again(list(await queue.brought()))
            return await ended

    return in_process if request.param == "in_process" else dbos


@asynccontextmanager
async def served(
    database_url: str, executor_id: str, walk: Callable[[str], Awaitable[None]]
) -> AsyncIterator[DbosQueue]:
    place = system(database_url)
    queue = DbosQueue(place)
    async with serving(place, executor_id=executor_id, work=walk, at_once=2, of_one_user=2):
        try:
            yield queue
        finally:
            queue.close()


@pytest.fixture
async def query(transactions: SqlTransactions, user: User) -> ResearchQuery:
    return await kept(transactions, user)


async def test_a_stage_is_run_and_told(walks: Walks, query: ResearchQuery, told: list[Event]):
    stages = Stages()

    assert await walks(query, stages.way) == work("Zinc", "doi:10.1/x", year=2001)

    assert stages.runs == ["gather", "choose"]
    assert [(event.seq, event.step, event.ordinal, dict(event.counts)) for event in told] == [
        (1, "gather", 0, {}),
        (2, "gather", 1, {"made": 2}),
        (3, "choose", 0, {}),
        (4, "choose", 1, {}),
    ]


async def test_a_finished_stage_is_not_run_again(walks: Walks, query: ResearchQuery, told: list[Event]):
    stages = Stages()
    first = await walks(query, stages.way)

    assert await walks(query, stages.way) == first
    assert stages.runs == ["gather", "choose"]
    assert len(told) == 4


async def test_a_stage_that_raised_is_run_again_and_the_error_is_its_own(
    walks: Walks, query: ResearchQuery, told: list[Event]
):
    stages = Stages()
    stages.fail = True
    with pytest.raises(EmbedderUnavailable, match=r"^The model is away\.$"):
        await walks(query, stages.way)
    stages.fail = False

    assert (await walks(query, stages.way)).title == "Zinc"
    assert stages.runs == ["gather", "choose", "choose"]
    assert sorted({event.seq for event in told}) == [1, 2, 3, 4]


async def test_what_was_interrupted_goes_on_at_the_stage_where_it_stood(
    walks: Walks, query: ResearchQuery, told: list[Event]
):
    stages = Stages()
    stages.hang = True
    walk = asyncio.create_task(walks(query, stages.way))
    await stages.hangs.wait()
    walk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await walk
    stages.hang = False

    assert (await walks(query, stages.way)).title == "Zinc"
    assert stages.runs == ["gather", "choose", "choose"]
    assert {(event.seq, event.step, event.ordinal) for event in told} == {
        (1, "gather", 0),
        (2, "gather", 1),
        (3, "choose", 0),
        (4, "choose", 1),
    }
