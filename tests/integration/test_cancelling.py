"""Cancel, resume, failure and take-over while a query runs, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fakes import Place, Shelf, document, hit, tools, work
from houses import DEAD, QUESTION, SLOT, House, Slow
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.adapters.export.registry import exporters
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.bootstrap import ASSETS
from research_assistant.domain.errors import EmbedderUnavailable, InvalidInput, NotFound, TakenOver
from research_assistant.domain.event import EventKind
from research_assistant.domain.query import Options, Outcome, Scope, Status
from research_assistant.domain.user import User
from research_assistant.kit.ids import new_id
from research_assistant.ports.connector import Answer
from research_assistant.ports.embedder import Vectors
from research_assistant.services.exports import Exports
from research_assistant.services.research import Asked
from research_assistant.services.working import MOST_ATTEMPTS

COLDS = document("colds", "Zinc shortened the common cold by one day in adults. It was given as lozenges.")


class Gone:
    """An embedder that does not answer."""

    name, fingerprint, dimensions = "gone", "0" * 64, 3

    async def embed(self, texts: Sequence[str]) -> Vectors:
        raise EmbedderUnavailable("The model is away.", next_step="Start it again.")


@pytest.fixture
def place() -> Slow:
    return Slow(hit(work("Zinc for the common cold"), document_id="colds"))


@pytest.fixture
async def house(transactions: SqlTransactions, place: Slow) -> House:
    made = House(transactions, replace(tools(place, documents=Shelf(COLDS)), new_id=new_id))
    await made.lease()
    return made


async def test_a_running_query_is_cancelled_within_a_second_and_goes_on_when_it_is_resumed(
    house: House, place: Slow, user: User
):
    query = await house.submit(user)
    at_work = asyncio.create_task(house.working.work(query.query_id))
    await place.called.wait()
    await house.research.cancel(query.query_id, user=user)
    await asyncio.wait_for(at_work, 10)

    cancelled = await house.research.find(query.query_id, user=user)
    assert (cancelled.status, cancelled.outcome) == (Status.CANCELLED, Outcome.PARTIAL)
    report = await house.research.report(query.query_id, user=user)
    assert report.status is Status.CANCELLED
    assert report.not_found[0].startswith("The query was cancelled: nothing had been found by then.")
    await house.research.cancel(query.query_id, user=user)

    place.released.set()
    house.line.waiting.clear()
    assert (await house.research.resume(query.query_id, user=user)).status is Status.QUEUED
    assert house.line.waiting == [query.query_id]
    with pytest.raises(NotFound):
        await house.research.report(query.query_id, user=user)
    await house.working.work(query.query_id)
    done = await house.research.find(query.query_id, user=user)
    assert (done.status, done.outcome) == (Status.COMPLETED, Outcome.COMPLETE)
    events = await house.research.events(query.query_id, user=user, after=0)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [(event.step, event.ordinal) for event in events[:4]] == [
        ("plan", 0),
        ("plan", 1),
        ("search", 0),
        ("query", 2),
    ]
    assert [event.kind for event in events if event.step == "query"] == [
        EventKind.QUERY_CANCELLED,
        EventKind.QUERY_RESUMED,
        EventKind.QUERY_FINISHED,
    ]
    assert sum((event.step, event.ordinal) == ("search", 0) for event in events) == 1


async def test_a_query_that_nobody_runs_yet_is_cancelled_at_once(house: House, user: User):
    query = await house.submit(user)
    await house.research.cancel(query.query_id, user=user)

    assert (await house.research.find(query.query_id, user=user)).status is Status.CANCELLED
    assert house.line.waiting == []
    await house.working.work(query.query_id)
    assert (await house.research.find(query.query_id, user=user)).status is Status.CANCELLED


async def test_a_query_whose_process_has_died_is_cancelled_at_once(house: House, user: User):
    query = await house.submit(user)
    async with house.transactions.writing() as transaction:
        await transaction.holds.claim(query.query_id, runner=DEAD, previous="")
    await house.research.cancel(query.query_id, user=user)

    assert (await house.research.find(query.query_id, user=user)).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("stage", "words", "findings", "evidence"),
    [
        ("search", "nothing had been found by then", 0, 0),
        ("merge", "sources that were found by then (1) had not been judged", 0, 0),
        ("rank", "quotes that may bear on the question (2) are kept as evidence, unchecked", 0, 2),
        ("verify", "what had been verified by then is told here", 2, 2),
    ],
)
async def test_a_cancelled_query_keeps_what_there_is(
    transactions: SqlTransactions, user: User, stage: str, words: str, findings: int, evidence: int
):
    """Stopped by its reader after a stage, it tells what the stages before had made."""
    place = Place(hit(work("Zinc for the common cold"), document_id="colds"))
    house = House(transactions, replace(tools(place, documents=Shelf(COLDS)), new_id=new_id))
    asked = await house.research.ask(QUESTION, user=user, scope=Scope(), options=Options())
    await interrupted_after(stage, house, asked)

    async with transactions.writing() as transaction:
        await transaction.holds.let_go(asked.query.query_id, epoch=asked.epoch)
    house.line.waiting.append(asked.query.query_id)
    await house.research.cancel(asked.query.query_id, user=user)

    report = await house.research.report(asked.query.query_id, user=user)
    assert words in report.not_found[0]
    assert (len(report.findings), len(report.evidence)) == (findings, evidence)
    exports = Exports(PandocCiter(ASSETS / "csl"), exporters(), {})
    assert b'"status": "cancelled"' in await exports.export(report, "json")
    for name in ("markdown", "html"):
        assert b"The query was cancelled" in await exports.export(report, name)


async def interrupted_after(stage: str, house: House, asked: Asked) -> None:
    class Interrupted(Exception):
        pass

    def tell(event: object) -> None:
        if (getattr(event, "step", ""), getattr(event, "ordinal", 0)) == (stage, 1):
            raise Interrupted

    with pytest.raises(Interrupted):
        await house.research.run(asked, tell=tell)


async def test_what_has_ended_is_neither_cancelled_nor_resumed(house: House, place: Slow, user: User):
    place.released.set()
    query = await house.submit(user)
    await house.working.work(query.query_id)

    with pytest.raises(InvalidInput, match="it is completed"):
        await house.research.cancel(query.query_id, user=user)
    with pytest.raises(InvalidInput, match="nothing to go on with"):
        await house.research.resume(query.query_id, user=user)


async def test_a_neighbour_can_do_nothing_with_it(house: House, user: User, neighbour: User):
    query = await house.submit(user)

    for attempt in (
        house.research.cancel(query.query_id, user=neighbour),
        house.research.resume(query.query_id, user=neighbour),
        house.research.find(query.query_id, user=neighbour),
        house.research.events(query.query_id, user=neighbour, after=0),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_part_that_stays_away_makes_the_query_fail_with_what_to_do(transactions: SqlTransactions, user: User):
    place = Place(hit(work("Zinc for the common cold"), document_id="colds"))
    made = replace(tools(place, documents=Shelf(COLDS)), new_id=new_id)
    house = House(transactions, replace(made, embedder=Gone()))
    await house.lease()
    query = await house.submit(user)
    await house.working.work(query.query_id)

    failed = await house.research.find(query.query_id, user=user)
    assert (failed.status, failed.reason) == (Status.FAILED, "The model is away. Start it again.")
    await house.research.resume(query.query_id, user=user)
    await House(transactions, made).working.work(query.query_id)
    assert (await house.research.find(query.query_id, user=user)).status is Status.COMPLETED


async def test_an_error_of_ours_fails_one_query_and_no_worker(transactions: SqlTransactions, user: User):
    class Broken(Place):
        async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
            raise ZeroDivisionError

    house = House(transactions, replace(tools(Broken()), new_id=new_id))
    await house.lease()
    query = await house.submit(user)
    await house.working.work(query.query_id)

    failed = await house.research.find(query.query_id, user=user)
    assert failed.status is Status.FAILED
    assert query.query_id in failed.reason


async def test_who_was_taken_over_ends_quietly_and_writes_nothing(house: House, place: Slow, user: User):
    query = await house.submit(user)
    at_work = asyncio.create_task(house.working.work(query.query_id))
    await place.called.wait()
    async with house.transactions.writing() as transaction:
        (slot,) = await transaction.slots.all()
        await transaction.slots.take(slot)
        await transaction.holds.claim(query.query_id, runner="another", previous="")
    place.released.set()
    await at_work

    async with house.transactions.reading() as transaction:
        assert await transaction.steps.get(query.query_id, "search") is None
        assert await transaction.holds.held_by("another") == [query.query_id]
    assert len(await house.research.events(query.query_id, user=user, after=0)) == 3


async def test_without_a_slot_nothing_is_claimed(house: House, user: User):
    async with house.transactions.writing() as transaction:
        (slot,) = await transaction.slots.all()
        await transaction.slots.take(slot)
    query = await house.submit(user)
    await house.working.work(query.query_id)

    assert (await house.research.find(query.query_id, user=user)).status is Status.QUEUED


async def test_a_query_that_ends_every_process_is_given_up(house: House, user: User):
    query = await house.submit(user)
    for number in range(MOST_ATTEMPTS):
        async with house.transactions.writing() as transaction:
            previous = f"dead-{number - 1}" if number else ""
            await transaction.holds.claim(query.query_id, runner=f"dead-{number}", previous=previous)
            if number == MOST_ATTEMPTS - 1:
                await transaction.holds.let_go(query.query_id, epoch=MOST_ATTEMPTS, reason="The disk was full.")
    await house.working.work(query.query_id)

    failed = await house.research.find(query.query_id, user=user)
    assert failed.status is Status.FAILED
    assert f"taken up {MOST_ATTEMPTS} times" in failed.reason
    assert "the last time: The disk was full." in failed.reason


async def test_a_hundred_times_the_same_under_one_key_is_one_query(house: House, user: User):
    made = await asyncio.gather(*(house.submit(user, "k-1") for _ in range(100)))

    assert len({query.query_id for query in made}) == 1
    assert house.line.waiting == [made[0].query_id]
    with pytest.raises(InvalidInput, match="was used for another question"):
        await house.submit(user, "k-1", "Does copper help?")


async def test_asked_here_it_can_be_cancelled_from_elsewhere(house: House, place: Slow, user: User):
    asked = await house.research.ask(QUESTION, user=user, scope=Scope(), options=Options())
    at_work = asyncio.create_task(house.research.run(asked, tell=lambda _: None))
    await place.called.wait()
    elsewhere = House(house.transactions, replace(tools(place), new_id=new_id))
    await elsewhere.research.cancel(asked.query.query_id, user=user)

    assert (await asyncio.wait_for(at_work, 10)).status is Status.CANCELLED


async def test_a_runner_that_was_taken_over_here_is_told(house: House, place: Slow, user: User):
    asked = await house.research.ask(QUESTION, user=user, scope=Scope(), options=Options())
    at_work = asyncio.create_task(house.research.run(asked, tell=lambda _: None))
    await place.called.wait()
    async with house.transactions.writing() as transaction:
        await transaction.holds.claim(asked.query.query_id, runner="another", previous=SLOT.executor_id)

    with pytest.raises(TakenOver):
        await asyncio.wait_for(at_work, 10)
