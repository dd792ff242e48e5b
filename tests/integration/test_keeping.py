"""Slots are leased, kept, taken from the dead at once and from the silent after a while, on both databases."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

import pytest

from asking import kept
from research_assistant.adapters.durable.runner import Processes
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.domain.query import ResearchQuery
from research_assistant.domain.slot import Slot
from research_assistant.domain.user import User
from research_assistant.ports.holds import Waiting
from research_assistant.services.keeping import AGAIN_SECONDS, BEAT_SECONDS, LEASE_SECONDS, Keeping

OWN = Slot(executor_id="here/1/1.00", host="here", boot_id="b", pid=1, started=1.0)
NEAR = replace(OWN, executor_id="here/2/2.00", pid=2, started=2.0)
FAR = replace(OWN, executor_id="there/9/9.00", host="there", pid=9, started=9.0)


class Here:
    """A machine on which some processes have ended."""

    own = OWN.executor_id
    slot = OWN

    def __init__(self) -> None:
        self.dead: set[str] = set()

    def alive(self, runner: str) -> bool:
        return runner not in self.dead

    def ended(self, slot: Slot) -> bool:
        return slot.executor_id in self.dead


class Line:
    """A queue that notes what it is given, and is told what it has brought."""

    def __init__(self) -> None:
        self.puts: list[set[str]] = []
        self.again: list[str] = []
        self.with_processes: dict[str, str] = {}
        self.away = False
        self.tidied = 0

    async def put(self, waiting: Sequence[Waiting]) -> None:
        self.puts.append({each.query_id for each in waiting})

    async def drop(self, query_id: str) -> None:
        raise AssertionError(query_id)

    async def brought(self) -> dict[str, str]:
        if self.away:
            raise StorageUnavailable("The queue is away.")
        return self.with_processes

    async def bring_again(self, query_ids: Sequence[str]) -> None:
        self.again += query_ids

    async def forget_ended(self) -> None:
        self.tidied += 1


class World:
    """One process that keeps its slot, and the time."""

    def __init__(self, transactions: SqlTransactions) -> None:
        self.transactions = transactions
        self.here, self.line = Here(), Line()
        self.at_work: set[str] = set()
        self.now = 0.0
        self.pauses: list[float] = []
        self.most_pauses = 0
        self.keeping = Keeping(
            transactions,
            self.line,
            runners=self.here,
            at_work=self.at_work,
            seconds=lambda: self.now,
            sleep=self.pause,
        )

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == self.most_pauses:
            raise asyncio.CancelledError

    async def held(self, user: User, slot: Slot) -> ResearchQuery:
        """Return a query that the process of a slot runs."""
        query = await kept(self.transactions, user)
        async with self.transactions.writing() as transaction:
            await transaction.slots.lease(slot)
            await transaction.holds.claim(query.query_id, runner=slot.executor_id, previous="")
        return query

    async def slots(self) -> set[str]:
        async with self.transactions.reading() as transaction:
            return {slot.executor_id for slot in await transaction.slots.all()}


@pytest.fixture
async def world(transactions: SqlTransactions) -> World:
    made = World(transactions)
    await made.keeping.lease()
    return made


async def test_a_dead_process_of_this_machine_loses_its_queries_at_once(world: World, user: User):
    query = await world.held(user, NEAR)
    await world.keeping.round()
    assert world.line.puts == []

    world.here.dead.add(NEAR.executor_id)
    await world.keeping.round()

    assert world.line.puts == [{query.query_id}]
    assert await world.slots() == {OWN.executor_id}


async def test_a_silent_process_of_another_machine_loses_them_after_a_while(world: World, user: User):
    query = await world.held(user, FAR)
    await world.keeping.round()
    for _ in range(3):
        world.now += LEASE_SECONDS / 3
        await world.keeping.round()
    assert world.line.puts == []

    world.now += 0.1
    await world.keeping.round()

    assert world.line.puts == [{query.query_id}]


async def test_who_could_not_look_for_a_while_takes_nobody_for_dead(world: World, user: User):
    """The database was away for all alike, or this process slept."""
    await world.held(user, FAR)
    await world.keeping.round()
    world.now += 10 * LEASE_SECONDS
    await world.keeping.round()

    assert await world.slots() == {OWN.executor_id, FAR.executor_id}
    assert world.line.puts == []


async def test_what_this_process_was_brought_and_does_not_know_of_is_brought_again(world: World):
    """The database went away while the queue brought it, or before the queue heard that it was done."""
    world.line.with_processes = {"lost": OWN.executor_id, "at work": OWN.executor_id}
    world.at_work.add("at work")
    await world.keeping.round()
    assert world.line.again == []

    world.line.with_processes["just brought"] = OWN.executor_id
    await world.keeping.round()

    assert world.line.again == ["lost"]


async def test_what_a_dead_process_was_brought_is_brought_again_even_if_it_ended(world: World):
    """Killed before the queue heard that it was done with a query, it would count among its user's for ever."""
    world.line.with_processes = {"ended": NEAR.executor_id, "under way": OWN.executor_id}
    await world.keeping.round()

    assert world.line.again == ["ended"]


async def test_a_queue_that_is_away_holds_up_no_beat(world: World):
    world.line.away = True
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await world.keeping.round()

    async with world.transactions.reading() as transaction:
        assert [slot.beat for slot in await transaction.slots.all()] == [2]


async def test_a_process_that_beats_keeps_them(world: World, user: User):
    await world.held(user, FAR)
    for _ in range(5):
        await world.keeping.round()
        world.now += LEASE_SECONDS - 1
        async with world.transactions.writing() as transaction:
            await transaction.slots.beat(FAR.executor_id)

    assert await world.slots() == {OWN.executor_id, FAR.executor_id}
    assert world.line.puts == []


async def test_who_was_taken_for_dead_takes_a_slot_anew(world: World):
    async with world.transactions.writing() as transaction:
        (slot,) = await transaction.slots.all()
        await transaction.slots.take(slot)

    await world.keeping.round()

    assert await world.slots() == {OWN.executor_id}


async def test_what_this_process_dropped_is_brought_again(world: World, user: User):
    """A query whose run ended without writing so, since the database was away."""
    query = await world.held(user, OWN)
    world.at_work.add(query.query_id)
    await world.keeping.round()
    assert world.line.puts == []

    world.at_work.clear()
    await world.keeping.round()

    assert world.line.puts == [{query.query_id}]


async def test_what_was_asked_while_the_queue_was_away_is_put_in_later(world: World, user: User):
    query = await kept(world.transactions, user)
    world.line.away = True
    with pytest.raises(StorageUnavailable):
        await world.keeping.round()
    world.line.away = False
    await world.keeping.round()

    assert world.line.puts == [{query.query_id}]


async def test_a_slot_given_back_leaves_its_queries_to_the_next(world: World, user: User):
    query = await world.held(user, OWN)
    await world.keeping.round()
    await world.keeping.release()

    assert await world.slots() == set()
    async with world.transactions.reading() as transaction:
        assert [each.query_id for each in await transaction.holds.waiting(limit=9)] == [query.query_id]


async def test_a_round_that_fails_is_not_the_last(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    rounds: list[Exception | None] = [StorageUnavailable("The database is away."), ZeroDivisionError(), None]

    async def fail() -> None:
        if (error := rounds.pop(0)) is not None:
            raise error

    monkeypatch.setattr("research_assistant.services.keeping.TIDY_ROUNDS", 1)
    monkeypatch.setattr(world.keeping, "round", fail)
    world.most_pauses = 3
    with caplog.at_level(logging.WARNING), pytest.raises(asyncio.CancelledError):
        await world.keeping.keep()

    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert world.line.tidied == 1
    assert world.pauses == [AGAIN_SECONDS, AGAIN_SECONDS, BEAT_SECONDS]


async def test_what_has_to_be_seen_twice_is_looked_at_again_soon(world: World):
    world.line.with_processes = {"lost": OWN.executor_id}
    world.most_pauses = 2
    with pytest.raises(asyncio.CancelledError):
        await world.keeping.keep()

    assert world.pauses == [AGAIN_SECONDS, BEAT_SECONDS]
    assert world.line.again == ["lost"]


def test_processes_know_who_has_ended():
    processes = Processes()
    own = processes.slot

    assert own.executor_id == processes.own
    assert not processes.ended(own)
    assert processes.ended(replace(own, executor_id=f"{own.host}/{own.pid}/1.00", started=1.0))
    assert processes.ended(replace(own, boot_id="an earlier start/x"))
    assert not processes.ended(replace(own, boot_id=f"{own.boot_id.partition('/')[0]}/another container"))
    assert not processes.ended(replace(own, host="another machine"))
