"""Filters, budgets, plans and running times that are kept come back as they were, on SQLite and on PostgreSQL."""

import asyncio
from decimal import Decimal

import pytest

from asking import kept
from fakes import NOON
from research_assistant.adapters.durable.in_process import InProcessStep
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.budget import Budget
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import Options, ResearchQuery, Scope, Status
from research_assistant.domain.user import User
from research_assistant.kit.ids import new_id

PLAN = Plan(subquestions=(), language="en").edited([("Does zinc help?", ""), ("Does copper?", "copper colds")])


async def test_filters_and_budget_come_back(transactions: SqlTransactions, user: User):
    query = ResearchQuery(
        query_id=new_id(),
        user_id=user.user_id,
        text="Does zinc help?",
        scope=Scope(types=("book", "thesis"), languages=("de",), preprints=False),
        options=Options(budget=Budget(money=Decimal("0.10"), tokens=7, seconds=0.25), edit_plan=True),
        created_at=NOON,
    )
    async with transactions.writing() as transaction:
        await transaction.queries.add(query)

    async with transactions.reading() as transaction:
        assert await transaction.queries.by_id(query.query_id) == query


async def test_a_query_that_waits_for_its_reader_is_nobodys_until_it_is_reopened(
    transactions: SqlTransactions, user: User
):
    query = await kept(transactions, user)
    async with transactions.writing() as transaction:
        await transaction.holds.claim(query.query_id, runner="one", previous="")
        await transaction.queries.await_plan(query.query_id)

    async with transactions.writing() as transaction:
        waits = await transaction.queries.by_id(query.query_id)
        assert waits is not None
        assert waits.status is Status.AWAITING_PLAN
        assert await transaction.holds.waiting(limit=9) == []
        assert await transaction.holds.held_by("one") == []
        assert await transaction.holds.claim(query.query_id, runner="two", previous="") is None
        assert await transaction.queries.unfinished(user_id=user.user_id, text=query.text) == [(waits, "")]

        await transaction.queries.keep_plan(query.query_id, PLAN)
        await transaction.queries.reopen(query.query_id)
        hold = await transaction.holds.claim(query.query_id, runner="two", previous="")
        assert hold is not None
        assert (hold.epoch, hold.attempts) == (2, 1)
    async with transactions.reading() as transaction:
        again = await transaction.queries.get(query.query_id, user_id=user.user_id)
    assert again is not None
    assert (again.plan, again.status) == (PLAN, Status.RUNNING)


async def test_the_time_that_finished_stages_ran_is_summed(transactions: SqlTransactions, user: User):
    query = await kept(transactions, user)

    async def slow() -> Plan:
        await asyncio.sleep(0.02)
        return PLAN

    async def quick() -> Plan:
        return PLAN

    async def ran() -> float:
        async with transactions.reading() as transaction:
            return await transaction.steps.seconds(query.query_id)

    step = InProcessStep(query.query_id, lambda _: None, transactions)
    assert await ran() == 0
    await step(slow)
    after_one = await ran()
    await step(quick)
    after_two = await ran()
    await step(slow)

    assert 0.01 < after_one < after_two
    assert await ran() == after_two
    async with transactions.writing() as transaction:
        await transaction.steps.put(query.query_id, "third", "{}", seconds=100.5)
    assert await ran() == pytest.approx(after_two + 100.5)
