"""What holding a query and leasing a slot promise, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

import reports
from asking import kept
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import TakenOver
from research_assistant.domain.query import Status
from research_assistant.domain.slot import Slot
from research_assistant.domain.user import User
from research_assistant.ports.holds import Hold

SLOT = Slot(executor_id="host/1/2.50", host="host", boot_id="b", pid=1, started=2.5)


async def claimed(transactions: SqlTransactions, query_id: str, runner: str = "one", previous: str = "") -> Hold | None:
    async with transactions.writing() as transaction:
        return await transaction.holds.claim(query_id, runner=runner, previous=previous)


async def waiting(transactions: SqlTransactions) -> list[str]:
    async with transactions.reading() as transaction:
        return [each.query_id for each in await transaction.holds.waiting(limit=10)]


class TestHolds:
    async def test_every_claim_raises_the_epoch(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)

        assert await claimed(transactions, query.query_id) == Hold(
            runner="one", epoch=1, attempts=1, cancel_asked=False
        )
        assert await claimed(transactions, query.query_id, "two", "nobody") is None
        assert await claimed(transactions, query.query_id, "two", "one") == Hold(
            runner="two", epoch=2, attempts=2, cancel_asked=False
        )
        async with transactions.reading() as transaction:
            assert await transaction.holds.held_by("two") == [query.query_id]
            assert await transaction.holds.held_by("one") == []

    async def test_who_holds_an_older_epoch_writes_nothing(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)
        await claimed(transactions, query.query_id)
        await claimed(transactions, query.query_id, "two", "one")

        async def write(epoch: int) -> None:
            async with transactions.writing() as transaction:
                await transaction.holds.require(query.query_id, epoch=epoch)
                await transaction.steps.put(query.query_id, "plan", f"by {epoch}")

        with pytest.raises(TakenOver, match="Another process"):
            await write(1)
        await write(2)
        async with transactions.reading() as transaction:
            assert await transaction.steps.get(query.query_id, "plan") == "by 2"

    async def test_a_write_and_a_claim_at_once_follow_each_other(self, transactions: SqlTransactions, user: User):
        """Either the write is there before the claim, or it is refused."""
        query = await kept(transactions, user)
        await claimed(transactions, query.query_id)
        order: list[str] = []

        async def write() -> None:
            try:
                async with transactions.writing() as transaction:
                    await transaction.holds.require(query.query_id, epoch=1)
                    await asyncio.sleep(0.1)
                    order.append("written")
            except TakenOver:
                order.append("refused")

        async def claim() -> None:
            await claimed(transactions, query.query_id, "two", "one")
            order.append("claimed")

        await asyncio.gather(write(), claim())

        assert order in (["written", "claimed"], ["claimed", "refused"])

    async def test_what_is_let_go_waits_for_the_next(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)
        assert await waiting(transactions) == [query.query_id]
        await claimed(transactions, query.query_id)
        assert await waiting(transactions) == []

        async with transactions.writing() as transaction:
            await transaction.holds.let_go(query.query_id, epoch=7)
        assert await waiting(transactions) == []
        async with transactions.writing() as transaction:
            await transaction.holds.let_go(query.query_id, epoch=1)
        assert await waiting(transactions) == [query.query_id]
        assert await claimed(transactions, query.query_id) == Hold(
            runner="one", epoch=3, attempts=2, cancel_asked=False
        )

    async def test_what_has_ended_is_not_claimed(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)
        async with transactions.writing() as transaction:
            await transaction.queries.end(query.query_id, status=Status.FAILED, reason="The disk is full.")

        assert await claimed(transactions, query.query_id) is None
        assert await waiting(transactions) == []
        async with transactions.reading() as transaction:
            ended = await transaction.queries.by_id(query.query_id)
        assert ended is not None
        assert (ended.status, ended.reason) == (Status.FAILED, "The disk is full.")

    async def test_what_is_in_the_trash_is_not_run(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)
        async with transactions.writing() as transaction:
            await transaction.queries.trash(query.query_id)

        assert await waiting(transactions) == []
        assert await claimed(transactions, query.query_id) is None

    async def test_a_wish_to_cancel_is_seen_by_who_holds_the_query(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)
        await claimed(transactions, query.query_id)
        async with transactions.writing() as transaction:
            await transaction.holds.ask_cancel(query.query_id)

        async with transactions.reading() as transaction:
            assert await transaction.holds.hold(query.query_id) == Hold(
                runner="one", epoch=1, attempts=1, cancel_asked=True
            )

    async def test_a_reopened_query_keeps_its_steps_and_may_end_again(self, transactions: SqlTransactions, user: User):
        query = await kept(transactions, user)
        await claimed(transactions, query.query_id)
        sources = tuple(replace(source, document_id=None) for source in reports.report().sources)
        report = replace(reports.report(), sources=sources, query=replace(query, status=Status.CANCELLED))
        async with transactions.writing() as transaction:
            await transaction.steps.put(query.query_id, "plan", "{}")
            await transaction.queries.finish(query.query_id, report=report)
        async with transactions.reading() as transaction:
            ended = await transaction.queries.by_id(query.query_id)
        assert ended is not None
        assert ended.status is Status.CANCELLED

        async with transactions.writing() as transaction:
            await transaction.queries.reopen(query.query_id)
        async with transactions.reading() as transaction:
            assert await transaction.queries.by_id(query.query_id) == query
            assert await transaction.queries.report(query.query_id) is None
            assert await transaction.steps.get(query.query_id, "plan") == "{}"
        assert await claimed(transactions, query.query_id) == Hold(
            runner="one", epoch=2, attempts=1, cancel_asked=False
        )
        async with transactions.writing() as transaction:
            await transaction.queries.finish(query.query_id, report=report)

    async def test_one_key_is_one_query_of_a_user(self, transactions: SqlTransactions, user: User, neighbour: User):
        made = await asyncio.gather(*(kept(transactions, user, idempotency_key="k") for _ in range(20)))
        theirs = await kept(transactions, neighbour, idempotency_key="k")
        others = [await kept(transactions, user) for _ in range(2)]

        assert len({query.query_id for query in made}) == 1
        assert len({query.query_id for query in (made[0], theirs, *others)}) == 4


class TestSlots:
    async def test_a_lease_is_held_until_it_is_taken(self, transactions: SqlTransactions):
        async with transactions.writing() as transaction:
            await transaction.slots.lease(SLOT)
            await transaction.slots.lease(SLOT)
            assert await transaction.slots.beat(SLOT.executor_id)
            assert not await transaction.slots.beat("nobody")
        async with transactions.writing() as transaction:
            assert await transaction.slots.all() == [replace(SLOT, beat=1)]
            assert await transaction.slots.held(SLOT.executor_id)
            assert not await transaction.slots.held("nobody")

        async with transactions.writing() as transaction:
            assert not await transaction.slots.take(SLOT)
            assert await transaction.slots.take(replace(SLOT, beat=1))
            assert not await transaction.slots.beat(SLOT.executor_id)
            assert await transaction.slots.all() == []

    async def test_the_queries_of_a_taken_slot_wait_and_its_process_writes_nothing(
        self, transactions: SqlTransactions, user: User
    ):
        held, others, ended = [await kept(transactions, user, f"{n}?") for n in range(3)]
        async with transactions.writing() as transaction:
            await transaction.slots.lease(SLOT)
            await transaction.holds.claim(held.query_id, runner=SLOT.executor_id, previous="")
            await transaction.holds.claim(others.query_id, runner="another", previous="")
            await transaction.holds.claim(ended.query_id, runner=SLOT.executor_id, previous="")
            await transaction.queries.end(ended.query_id, status=Status.FAILED, reason="…")

        async with transactions.writing() as transaction:
            assert await transaction.slots.take(SLOT)

        assert await waiting(transactions) == [held.query_id]
        with pytest.raises(TakenOver):
            async with transactions.writing() as transaction:
                await transaction.holds.require(held.query_id, epoch=1)
        async with transactions.reading() as transaction:
            assert await transaction.holds.held_by("another") == [others.query_id]
