"""Figures of queries against a plain recount, on SQLite and on PostgreSQL."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

import reports
from fakes import NOON
from research_assistant.adapters.db.tables import ledger
from research_assistant.adapters.store.analytics import SqlAnalytics
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.cached import Level
from research_assistant.domain.citation import cited_sources
from research_assistant.domain.errors import InvalidInput, NotAllowed
from research_assistant.domain.figures import bucket_of_seconds, seconds_of_bucket
from research_assistant.domain.query import Status
from research_assistant.domain.report import Report
from research_assistant.domain.session import Caller
from research_assistant.domain.user import Role, User
from research_assistant.kit.ids import new_id
from research_assistant.services.analytics import Analytics

DAYS = 10


def caller(user: User, role: Role = Role.RESEARCHER) -> Caller:
    return Caller(user=user, permissions=role.permissions)


@pytest.fixture
def analytics(engine: AsyncEngine) -> Analytics:
    return Analytics(SqlAnalytics(engine), clock=lambda: NOON)


def some_report(user: User, *, ago: timedelta, seconds: float, confidence: float | None) -> Report:
    """Return a report of its own, with ids of its own."""
    example = reports.report()
    asked = NOON - ago
    query = replace(example.query, query_id=new_id(), user_id=user.user_id, created_at=asked)
    names = {source.source_id: new_id() for source in example.sources}
    return replace(
        example,
        query=query,
        sources=tuple(
            replace(source, source_id=names[source.source_id], document_id=None) for source in example.sources
        ),
        evidence=tuple(replace(each, source_id=names[each.source_id]) for each in example.evidence),
        findings=tuple(
            replace(finding, finding_id=new_id(), source_ids=tuple(names[each] for each in finding.source_ids))
            for finding in example.findings
        ),
        confidence=confidence,
        finished_at=asked + timedelta(seconds=seconds),
    )


async def keep(transactions: SqlTransactions, report: Report) -> None:
    async with transactions.writing() as transaction:
        await transaction.queries.add(report.query)
        await transaction.queries.finish(report.query.query_id, report=report)


async def test_nothing_asked_gives_zeros_and_no_rates(analytics: Analytics, user: User):
    found = await analytics.figures(caller(user), days=DAYS)

    assert (found.total, found.success_rate, found.confidence, found.percentiles) == (0, 0.0, None, {})
    assert list(found.by_day.values()) == [0] * DAYS


async def test_figures_are_those_of_a_plain_recount(
    analytics: Analytics, transactions: SqlTransactions, user: User, neighbour: User
):
    chance = random.Random(11)  # noqa: S311 - no secret
    kept: list[Report] = []
    for _ in range(30):
        report = some_report(
            chance.choice((user, neighbour)),
            ago=timedelta(hours=chance.uniform(0, 24 * 14)),
            seconds=chance.lognormvariate(1, 1),
            confidence=chance.choice((None, 0.0, 0.35, 0.8, 1.0)),
        )
        kept.append(report)
        await keep(transactions, report)
    since = datetime(NOON.year, NOON.month, NOON.day, tzinfo=UTC) - timedelta(days=DAYS - 1)

    for who, everybody in ((user, False), (neighbour, False), (user, True)):
        found = await analytics.figures(caller(who, Role.ADMIN), days=DAYS, everybody=everybody)
        mine = [
            report
            for report in kept
            if report.query.created_at >= since and (everybody or report.query.user_id == who.user_id)
        ]
        seconds = sorted((report.finished_at - report.query.created_at).total_seconds() for report in mine)
        told = [report.confidence for report in mine if report.confidence is not None]
        assert found.total == found.ended == len(mine)
        assert found.success_rate == 1.0
        assert found.seconds == pytest.approx(sum(seconds))
        assert found.confidence == pytest.approx(sum(told) / len(told))
        assert sum(found.confidence_steps) == len(told)
        assert found.by_day == {
            day: Counter(f"{report.query.created_at:%Y-%m-%d}" for report in mine)[day] for day in found.by_day
        }
        assert found.retrieved == sum(len(report.sources) for report in mine)
        assert sum(each.cited for each in found.types) == sum(len(cited_sources(report)) for report in mine)
        median = seconds[(len(seconds) + 1) // 2 - 1]
        assert found.percentiles[50] == pytest.approx(median, rel=0.19)
        assert set(found.verdicts) <= {"supported", "refuted", "not_enough_info"}


async def test_a_report_that_is_taken_back_is_counted_no_more(
    analytics: Analytics, transactions: SqlTransactions, user: User
):
    report = some_report(user, ago=timedelta(), seconds=2, confidence=0.5)
    await keep(transactions, report)
    async with transactions.writing() as transaction:
        await transaction.queries.reopen(report.query.query_id)
    reopened = await analytics.figures(caller(user), days=1)
    async with transactions.writing() as transaction:
        await transaction.queries.finish(report.query.query_id, report=report)

    assert (reopened.ended, reopened.connectors, reopened.by_status) == (0, [], {Status.QUEUED: 1})
    assert (await analytics.figures(caller(user), days=1)).ended == 1


async def test_what_was_at_hand_is_told_by_level_of_the_cache(
    analytics: Analytics, transactions: SqlTransactions, user: User, neighbour: User
):
    def looked(of: User, *, searches: Sequence[tuple[str, bool]], copies: Sequence[bool | None]) -> Report:
        report = some_report(of, ago=timedelta(), seconds=1, confidence=None)
        search = report.made.searches[0]
        return replace(
            report,
            made=replace(
                report.made,
                searches=tuple(replace(search, connector=name, cached=cached) for name, cached in searches),
            ),
            sources=tuple(
                replace(source, cached=cached) for source, cached in zip(report.sources, copies, strict=False)
            ),
            evidence=(),
            findings=(),
        )

    asked = [("library", False), ("arxiv", True), ("web", False), ("web", False)]
    first = looked(user, searches=asked, copies=[True, None, False])
    await keep(transactions, first)
    await keep(transactions, looked(user, searches=[("arxiv", True)], copies=[None]))
    await keep(transactions, looked(neighbour, searches=[("library", False)], copies=[None]))
    mine = await analytics.figures(caller(user), days=1)
    theirs = await analytics.figures(caller(neighbour), days=1)
    async with transactions.writing() as transaction:
        await transaction.queries.reopen(first.query.query_id)

    assert mine.hit_rates == {Level.SEARCH: 0.5, Level.CONTENT: 0.5}
    assert theirs.hit_rates == {}
    assert (await analytics.figures(caller(user), days=1)).hit_rates == {Level.SEARCH: 1.0}


async def test_nobody_sees_the_figures_of_all_but_administrators(analytics: Analytics, user: User):
    with pytest.raises(NotAllowed):
        await analytics.figures(caller(user), days=1, everybody=True)


@pytest.mark.parametrize("days", [0, -1, 366])
async def test_periods_have_bounds(analytics: Analytics, user: User, days: int):
    with pytest.raises(InvalidInput):
        await analytics.figures(caller(user), days=days)


@pytest.mark.parametrize("seconds", [0.0, 0.004, 0.75, 1.0, 59.0, 3600.0])
def test_a_bucket_stands_for_times_near_it(seconds: float):
    assert seconds_of_bucket(bucket_of_seconds(seconds)) == pytest.approx(max(seconds, 0.001), rel=0.1)


async def test_paid_calls_are_summed_by_service_period_and_login(
    analytics: Analytics, engine: AsyncEngine, user: User, neighbour: User
):
    login = new_id()
    calls = [
        (user, "anthropic", "sonnet", "0.25", login, 0),
        (user, "anthropic", "sonnet", "0.50", None, 1),
        (user, "openai", "mini", "0.01", login, 2),
        (neighbour, "openai", "mini", "4.00", None, 2),
        (user, "openai", "mini", "7.00", None, 40),
    ]
    async with engine.begin() as connection:
        for number, (owner, provider, service, cost, session_id, days_ago) in enumerate(calls):
            await connection.execute(
                insert(ledger).values(
                    entry_id=new_id(),
                    query_id=new_id(),
                    user_id=owner.user_id,
                    session_id=session_id,
                    step="write",
                    ordinal=number,
                    request_sha256="0" * 64,
                    attempt=1,
                    provider=provider,
                    service=service,
                    status="settled",
                    input_tokens=100,
                    output_tokens=10,
                    cost=Decimal(cost),
                    started_at=NOON - timedelta(days=days_ago),
                )
            )
    own = await analytics.costs(caller(user), days=30)
    everybody = await analytics.costs(caller(user, Role.ADMIN), days=30, everybody=True)
    here = await analytics.session_costs(replace(caller(user), session_id=login))

    assert [(each.service, each.calls, each.cost) for each in own.spent] == [("sonnet", 2, 0.75), ("mini", 1, 0.01)]
    assert everybody.total == pytest.approx(4.76)
    assert sorted(each.cost for each in here) == [0.01, 0.25]
    assert own.per_query == 0.0
