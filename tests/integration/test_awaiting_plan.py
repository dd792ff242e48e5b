"""A query whose reader wants to look at the plan waits for them, and holds nobody; on SQLite and on PostgreSQL."""

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import workers
from fakes import Place, Shelf, document, hit, tools, work
from houses import QUESTION, House
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.bootstrap import Application, application
from research_assistant.config import Settings
from research_assistant.domain.budget import Budget
from research_assistant.domain.errors import AwaitingPlan, InvalidInput, NotFound, TakenOver
from research_assistant.domain.event import EventKind
from research_assistant.domain.library import Visibility
from research_assistant.domain.query import Options, Outcome, ResearchQuery, Scope, Status
from research_assistant.domain.user import User
from research_assistant.kit.ids import new_id
from workers import Fate, kill, start, until

LOOK_FIRST = Options(edit_plan=True)
PARTS = [("Does zinc shorten colds?", "zinc common cold"), ("Is it safe?", "")]
COLDS = document("colds", "Zinc shortened the common cold by one day in adults. It was given as lozenges.")


@pytest.fixture
def place() -> Place:
    return Place(hit(work("Zinc for the common cold"), document_id="colds"))


@pytest.fixture
async def house(transactions: SqlTransactions, place: Place) -> House:
    made = House(transactions, replace(tools(place, documents=Shelf(COLDS)), new_id=new_id))
    await made.lease()
    return made


async def waiting(house: House, user: User) -> ResearchQuery:
    """Return a query that a worker has planned and left to its reader."""
    query = await house.submit(user, options=LOOK_FIRST)
    await house.working.work(query.query_id)
    return await house.research.find(query.query_id, user=user)


async def kinds(house: House, query: ResearchQuery, user: User) -> list[EventKind]:
    events = await house.research.events(query.query_id, user=user, after=0)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    return [event.kind for event in events if event.step == "query"]


async def test_it_waits_with_its_plan_and_goes_on_with_what_its_reader_makes_of_it(
    house: House, place: Place, user: User
):
    query = await waiting(house, user)
    assert (query.status, query.plan) == (Status.AWAITING_PLAN, None)
    planned = await house.research.plan(query)
    assert planned is not None
    assert [part.text for part in planned.subquestions] == [QUESTION]
    async with house.transactions.reading() as transaction:
        hold = await transaction.holds.hold(query.query_id)
        assert hold is not None
        assert hold.runner == ""
    house.line.waiting.clear()
    await house.working.work(query.query_id)
    assert place.asked == []

    assert (await house.research.resume(query.query_id, user=user, parts=PARTS)).status is Status.QUEUED
    assert house.line.waiting == [query.query_id]
    await house.working.work(query.query_id)

    report = await house.research.report(query.query_id, user=user)
    assert place.asked == ["zinc common cold", "Is it safe?"]
    assert [(part.id, part.text) for part in report.plan.subquestions] == [
        ("q1", "Does zinc shorten colds?"),
        ("q2", "Is it safe?"),
    ]
    assert report.outcome is Outcome.COMPLETE
    assert await kinds(house, query, user) == [
        EventKind.PLAN_AWAITED,
        EventKind.PLAN_EDITED,
        EventKind.QUERY_FINISHED,
    ]


async def test_a_plan_sent_twice_is_one_plan_and_another_one_comes_too_late(house: House, user: User):
    query = await waiting(house, user)
    house.line.waiting.clear()
    for _ in range(2):
        await house.research.resume(query.query_id, user=user, parts=PARTS)

    assert house.line.waiting == [query.query_id]
    assert await kinds(house, query, user) == [EventKind.PLAN_AWAITED, EventKind.PLAN_EDITED]
    with pytest.raises(InvalidInput, match="does not wait for a plan: it is queued"):
        await house.research.resume(query.query_id, user=user, parts=[("Another?", "")])


async def test_a_plan_that_cannot_be_used_changes_nothing(house: House, user: User):
    query = await waiting(house, user)
    for parts in ([], [("", "")], [("Why?", "")] * 11):
        with pytest.raises(InvalidInput):
            await house.research.resume(query.query_id, user=user, parts=parts)

    assert await house.research.find(query.query_id, user=user) == query


async def test_without_a_plan_it_is_left_waiting_and_others_wait_for_none(house: House, user: User):
    query = await waiting(house, user)
    assert (await house.research.resume(query.query_id, user=user)).status is Status.AWAITING_PLAN

    new = await house.submit(user)
    with pytest.raises(NotFound, match="has no plan yet"):
        await house.research.resume(new.query_id, user=user, parts=PARTS)
    await house.working.work(new.query_id)
    with pytest.raises(InvalidInput, match="it is completed"):
        await house.research.resume(new.query_id, user=user, parts=PARTS)


async def test_a_neighbour_can_neither_see_nor_edit_it(house: House, user: User, neighbour: User):
    query = await waiting(house, user)
    with pytest.raises(NotFound):
        await house.research.resume(query.query_id, user=neighbour, parts=PARTS)
    with pytest.raises(NotFound):
        await house.research.go_on(query.query_id, user=neighbour)


async def test_it_can_be_cancelled_and_waits_again_when_it_is_resumed(house: House, user: User):
    query = await waiting(house, user)
    house.line.waiting.append(query.query_id)
    await house.research.cancel(query.query_id, user=user)
    assert (await house.research.find(query.query_id, user=user)).status is Status.CANCELLED
    assert (await house.research.report(query.query_id, user=user)).status is Status.CANCELLED

    await house.research.resume(query.query_id, user=user)
    await house.working.work(query.query_id)
    assert (await house.research.find(query.query_id, user=user)).status is Status.AWAITING_PLAN
    assert await kinds(house, query, user) == [
        EventKind.PLAN_AWAITED,
        EventKind.QUERY_CANCELLED,
        EventKind.QUERY_RESUMED,
        EventKind.PLAN_AWAITED,
    ]


async def test_cancelled_after_its_plan_was_edited_it_keeps_the_plan(house: House, place: Place, user: User):
    query = await waiting(house, user)
    await house.research.resume(query.query_id, user=user, parts=PARTS)
    house.line.waiting.append(query.query_id)
    await house.research.cancel(query.query_id, user=user)
    stopped = await house.research.report(query.query_id, user=user)
    assert len(stopped.plan.subquestions) == 2

    await house.research.resume(query.query_id, user=user)
    await house.working.work(query.query_id)
    assert (await house.research.find(query.query_id, user=user)).status is Status.COMPLETED
    assert place.asked == ["zinc common cold", "Is it safe?"]


async def test_who_asks_to_stop_while_it_is_planned_is_heard(house: House, user: User):
    asked = await house.research.ask(QUESTION, user=user, scope=Scope(), options=LOOK_FIRST)

    def tell(event: object) -> None:
        # As another process would in the moment between the plan and the wait.
        if (getattr(event, "step", ""), getattr(event, "ordinal", 0)) == ("plan", 1):
            wishes.append(asyncio.ensure_future(house.research.cancel(asked.query.query_id, user=user)))

    house.line.waiting.append(asked.query.query_id)
    wishes: list[asyncio.Future[None]] = []
    ended = (await asyncio.gather(house.research.run(asked, tell=tell), return_exceptions=True))[0]
    await asyncio.gather(*wishes)

    assert isinstance(ended, AwaitingPlan) or ended.status is Status.CANCELLED
    assert (await house.research.find(asked.query.query_id, user=user)).status is Status.CANCELLED


async def test_asked_here_it_is_taken_up_again_here(house: House, user: User):
    async def ask() -> bool:
        asked = await house.research.ask(QUESTION, user=user, scope=Scope(), options=LOOK_FIRST)
        with pytest.raises(AwaitingPlan):
            await house.research.run(asked, tell=lambda _: None)
        return asked.resumed

    assert [await ask(), await ask()] == [False, True]
    (query,) = await house.research.list(user=user, limit=9, offset=0)
    again = await house.research.go_on(query.query_id, user=user, parts=PARTS)
    report = await house.research.run(again, tell=lambda _: None)
    assert report.outcome is Outcome.COMPLETE
    with pytest.raises(InvalidInput, match="nothing to go on with"):
        await house.research.go_on(query.query_id, user=user)


async def test_what_another_process_runs_is_left_to_it(house: House, user: User):
    query = await house.submit(user)
    async with house.transactions.writing() as transaction:
        await transaction.holds.claim(query.query_id, runner="there/9/9.00", previous="")

    with pytest.raises(TakenOver):
        await house.research.go_on(query.query_id, user=user)


async def test_of_two_plans_at_once_one_is_taken(house: House, user: User):
    query = await waiting(house, user)
    plans = ([("Does zinc help?", "")], [("Does copper help?", "")])
    ended = await asyncio.gather(
        *(house.research.resume(query.query_id, user=user, parts=parts) for parts in plans), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in ended) == ["InvalidInput", "ResearchQuery"]


async def test_as_it_was_planned_it_goes_on_too(house: House, place: Place, user: User):
    query = await waiting(house, user)
    again = await house.research.go_on(query.query_id, user=user)
    await house.research.run(again, tell=lambda _: None)

    assert place.asked == [QUESTION]


async def test_time_counts_while_it_runs_and_not_while_it_waits(house: House, place: Place, user: User):
    """What earlier runners spent counts: a query that comes back with nothing left asks nobody any more."""
    options = Options(edit_plan=True, budget=Budget(seconds=60))
    query = await house.submit(user, options=options)
    await house.working.work(query.query_id)
    async with house.transactions.writing() as transaction:
        await transaction.steps.put(query.query_id, "earlier", "{}", seconds=60)
    await house.research.resume(query.query_id, user=user, parts=PARTS)
    await house.working.work(query.query_id)

    report = await house.research.report(query.query_id, user=user)
    assert (report.outcome, report.status) == (Outcome.BUDGET, Status.PARTIAL)
    assert place.asked == []
    assert report.not_found[0].startswith("The time that the query was allowed was spent")


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Application]:
    """An application with a library of one work."""
    notes = tmp_path / "zinc.md"
    notes.write_text("# Zinc\n\nZinc shortened the common cold by one day in adults.\n", encoding="utf8")
    settings = Settings(_env_file=None, data_dir=tmp_path / "data", database_url=database_url, embedding_model="none")
    async with application(settings) as made:
        owner = await made.accounts.ensure_local()
        await made.library.add(
            [notes], owner=owner, visibility=Visibility.PRIVATE, collection="", progress=lambda _: None
        )
        yield made


async def test_workers_killed_before_and_after_it_waits_lose_nothing(opened: Application):
    user = await opened.accounts.local()
    query = await opened.research.submit(QUESTION, user=user, scope=Scope(), options=LOOK_FIRST)

    async def has(status: Status) -> bool:
        return (await opened.research.find(query.query_id, user=user)).status is status

    for step, ordinal in (("plan", 0), ("plan", 1)):
        worker = start(opened.settings, Fate(query_id=query.query_id, step=step, ordinal=ordinal))
        assert await workers.ended(worker) == -signal.SIGKILL
    worker = start(opened.settings)
    await until(lambda: has(Status.AWAITING_PLAN))
    kill(worker)

    await opened.research.resume(query.query_id, user=user, parts=PARTS)
    worker = start(opened.settings)
    await until(lambda: has(Status.COMPLETED))
    kill(worker)

    events = await opened.research.events(query.query_id, user=user, after=0)
    told = [(event.step, event.ordinal) for event in events]
    assert len(told) == len(set(told))
    assert [event.kind for event in events if event.step == "query"] == [
        EventKind.PLAN_AWAITED,
        EventKind.PLAN_EDITED,
        EventKind.QUERY_FINISHED,
    ]
    report = await opened.research.report(query.query_id, user=user)
    assert [part.text for part in report.plan.subquestions] == [text for text, _ in PARTS]
