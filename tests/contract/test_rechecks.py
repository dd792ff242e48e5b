"""Saved reports are looked at again, on SQLite and on PostgreSQL: what was retracted since is found and told."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

import reports
from asking import kept
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import ConnectorUnavailable, InvalidInput, NotFound
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.report import Report
from research_assistant.domain.user import User
from research_assistant.domain.work import Identifier, Work
from research_assistant.services.rechecking import Rechecking

DOI = Identifier(scheme="doi", value="10.1177/2054270417694291")
RETRACTED = Notice(kind=NoticeKind.RETRACTION, name="doi:10.1/r", date="2026-11-01", said_by="crossref")
MONTH = timedelta(days=30)


class Register:
    """A register that knows works by their DOI, or does not answer."""

    def __init__(self, works: Mapping[Identifier, Work] | None = None, *, failure: str = "") -> None:
        self.name = "crossref"
        self.schemes = ("doi",)
        self.works = dict(works or {})
        self.asked: list[Identifier] = []
        self.failure = failure

    async def find(self, identifier: Identifier) -> Work | None:
        self.asked.append(identifier)
        if self.failure:
            raise ConnectorUnavailable(self.failure)
        return self.works.get(identifier)


class Clock:
    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-12-23T12:00:00Z")

    def __call__(self) -> datetime:
        return self.now


def work(*notices: Notice) -> Work:
    return Work(title="Zinc lozenges and the common cold", identifiers=(DOI,), notices=notices)


async def saved(transactions: SqlTransactions, user: User) -> Report:
    """Return a finished report whose first work has a DOI."""
    query = await kept(transactions, user, reports.QUESTION)
    given = reports.report()
    report = replace(
        given,
        query=replace(query, finished_at=given.finished_at),
        sources=tuple(replace(source, source_id=query.query_id[:-2] + f"{source.rank:02}") for source in given.sources),
    )
    ids = dict(
        zip((each.source_id for each in given.sources), (each.source_id for each in report.sources), strict=True)
    )
    report = replace(
        report,
        evidence=tuple(
            replace(each, source_id=ids[each.source_id], quote=replace(each.quote, document_id="0" * 64))
            for each in given.evidence
        ),
        findings=tuple(
            replace(
                finding,
                finding_id=query.query_id[:-3] + f"f{number:02}",
                source_ids=tuple(ids[each] for each in finding.source_ids),
            )
            for number, finding in enumerate(given.findings)
        ),
    )
    async with transactions.writing() as transaction:
        await transaction.queries.finish(query.query_id, report=report)
    return report


def rechecking(transactions: SqlTransactions, *registers: Register, clock: Clock | None = None) -> Rechecking:
    return Rechecking(transactions, registers, clock=clock or Clock(), every=MONTH)


async def test_a_work_that_was_retracted_after_the_report_is_found_and_kept(transactions: SqlTransactions, user: User):
    report = await saved(transactions, user)
    service = rechecking(transactions, Register({DOI: work(RETRACTED)}))

    looked = await service.recheck(report.query.query_id, user=user)

    assert looked.recheck is not None
    assert (looked.recheck.works, looked.recheck.found) == (4, 1)
    assert [change.notices for change in looked.recheck.changes] == [(RETRACTED,)]
    assert [source.rank for source in looked.sources if source.work.is_void] == [1]
    assert looked.findings == report.findings
    async with transactions.reading() as transaction:
        assert await transaction.rechecks.get(report.query.query_id) == looked.recheck
        query = await transaction.queries.by_id(report.query.query_id)
        assert query is not None
        assert query.rechecked_at == looked.recheck.checked_at
        entry = (await transaction.audit.list(limit=1, offset=0))[0]
        assert (entry.action, entry.actor_id) == ("report_rechecked", user.user_id)
        assert "1 of 4 cited works changed" in entry.detail


async def test_what_is_not_so_any_more_goes_and_what_could_not_be_asked_stays(
    transactions: SqlTransactions, user: User
):
    report = await saved(transactions, user)
    name = report.query.query_id
    retracting, sound = Register({DOI: work(RETRACTED)}), Register({DOI: work()})
    silent = Register(failure="It was away.")
    silent.name = "openalex"
    await rechecking(transactions, retracting).recheck(name, user=user)

    partly = await rechecking(transactions, sound, silent).recheck(name, user=user)
    wholly = await rechecking(transactions, sound).recheck(name, user=user)

    assert partly.recheck is not None
    assert wholly.recheck is not None
    assert [change.notices for change in partly.recheck.changes] == [(RETRACTED,)]
    assert partly.recheck.failures == ("It was away.",)
    assert len(silent.asked) == 1
    assert wholly.recheck.changes == ()


async def test_where_no_register_answers_nothing_is_kept(transactions: SqlTransactions, user: User):
    report = await saved(transactions, user)

    with pytest.raises(ConnectorUnavailable, match="No register answered: It was away"):
        await rechecking(transactions, Register(failure="It was away.")).recheck(report.query.query_id, user=user)
    with pytest.raises(InvalidInput, match="No register is set up"):
        await rechecking(transactions).recheck(report.query.query_id, user=user)

    async with transactions.reading() as transaction:
        assert await transaction.rechecks.get(report.query.query_id) is None


async def test_reports_of_others_and_queries_without_a_report_are_not_found(
    transactions: SqlTransactions, user: User, neighbour: User
):
    report = await saved(transactions, user)
    unfinished = await kept(transactions, user, "Another question?")
    service = rechecking(transactions, Register())

    with pytest.raises(NotFound):
        await service.recheck(report.query.query_id, user=neighbour)
    with pytest.raises(NotFound, match="has no report"):
        await service.recheck(unfinished.query_id, user=user)


async def test_the_schedule_looks_at_each_report_once_a_month(transactions: SqlTransactions, user: User):
    await saved(transactions, user)
    await kept(transactions, user, "Another question?")
    clock, register = Clock(), Register({DOI: work(RETRACTED)})
    service = rechecking(transactions, register, clock=clock)

    async def after(days: int) -> int:
        clock.now += timedelta(days=days)
        return await service.round()

    assert [await after(0), await after(0), await after(29), await after(2)] == [1, 0, 0, 1]
    assert len(register.asked) == 2


async def test_a_look_that_failed_is_taken_again_a_day_later(transactions: SqlTransactions, user: User):
    await saved(transactions, user)
    clock, register = Clock(), Register(failure="It was away.")
    service = rechecking(transactions, register, clock=clock)

    assert await service.round() == 1
    assert await service.round() == 0
    clock.now += timedelta(days=1)
    register.failure = ""
    assert await service.round() == 1


async def test_all_reports_of_a_user_are_looked_at(transactions: SqlTransactions, user: User):
    first, second = await saved(transactions, user), await saved(transactions, user)
    told: list[Report] = []

    number = await rechecking(transactions, Register({DOI: work(RETRACTED)})).recheck_all(user=user, tell=told.append)

    assert number == 2
    assert {each.query.query_id for each in told} == {first.query.query_id, second.query.query_id}
