"""Research queries and their reports in the database."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import rechecks, research_queries
from research_assistant.adapters.store.figures import count_report
from research_assistant.adapters.store.lines import line, lines_of
from research_assistant.adapters.store.reports import delete_rows, finding_rows, insert_rows, source_rows
from research_assistant.domain.budget import Budget
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import Options, Outcome, QueryLine, ResearchQuery, Scope, Status, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.kit.values import from_json, to_json
from research_assistant.ports.clock import Clock

SHORTEST_PREFIX = 8
"""Characters of an id that a reader has to type at least."""

_NOT_ENDED = tuple(status.value for status in Status if not status.ended)


class SqlQueries:
    """Research queries and their reports."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def add(self, query: ResearchQuery, *, idempotency_key: str | None = None) -> ResearchQuery:
        """Keep a new query and return it; where the user has one under the key already, return that one."""
        row = {
            "query_id": query.query_id,
            "user_id": query.user_id,
            "query": query.text,
            "scope": _scope_row(query.scope),
            "options": _options_row(query.options),
            "status": query.status.value,
            "runner": "",
            "idempotency_key": idempotency_key,
            "created_at": query.created_at,
        }
        under_key = ["user_id", "idempotency_key"]
        added = insert(self._connection, research_queries).values(row).on_conflict_do_nothing(index_elements=under_key)
        if (await self._connection.execute(added.returning(research_queries.c.query_id))).one_or_none():
            return query
        before = _columns().where(
            research_queries.c.user_id == query.user_id, research_queries.c.idempotency_key == idempotency_key
        )
        return _query((await self._connection.execute(before)).one())

    async def get(self, name: str, *, user_id: str) -> ResearchQuery | None:
        """Return the user's query with this id or unambiguous id prefix."""
        wanted = name.replace("-", "").lower()
        if len(wanted) < SHORTEST_PREFIX or not wanted.isalnum() or len(wanted) > 32:
            return None
        low, high = (_uuid(wanted.ljust(32, filler)) for filler in "0f")
        if low is None or high is None:
            return None
        within = _of(user_id).where(research_queries.c.query_id.between(low, high)).limit(2)
        rows = (await self._connection.execute(within)).all()
        return _query(rows[0]) if len(rows) == 1 else None

    async def by_id(self, query_id: str) -> ResearchQuery | None:
        """Return the query, whosever it is; for those who run it."""
        row = (await self._connection.execute(_columns().where(_is(query_id)))).one_or_none()
        return None if row is None else _query(row)

    async def unfinished(self, *, user_id: str, text: str) -> Sequence[tuple[ResearchQuery, str]]:
        """Return the user's queries on `text` that have not ended, each with its runner."""
        wanted = _of(user_id).where(research_queries.c.query == text, research_queries.c.status.in_(_NOT_ENDED))
        newest_first = wanted.order_by(research_queries.c.created_at.desc())
        return [(_query(row), row.runner) for row in await self._connection.execute(newest_first)]

    async def list(self, *, user_id: str, limit: int, offset: int) -> Sequence[ResearchQuery]:
        """Return the user's queries, the newest first, those in the trash left out."""
        newest_first = _of(user_id).order_by(research_queries.c.created_at.desc(), research_queries.c.query_id.desc())
        return [_query(row) for row in await self._connection.execute(newest_first.limit(limit).offset(offset))]

    async def page(
        self, *, user_id: str, limit: int, offset: int = 0, before: str | None = None, status: Status | None = None
    ) -> tuple[Sequence[QueryLine], int]:
        """Return lines of the user's queries, and how many there are in all; see the port."""
        lines = lines_of(of_status=status is not None, from_query=before is not None)
        values = {"user_id": user_id, "limit": limit, "offset": offset}
        values |= {} if status is None else {"status": status.value}
        values |= {} if before is None else {"before": before}
        rows = (await self._connection.execute(lines, values)).all()
        if rows:
            return [line(row) for row in rows], rows[0].total
        if before is None and not offset:
            return [], 0
        # Past the end no row tells how many there are.
        return [], (await self.page(user_id=user_id, limit=1, status=status))[1]

    async def reopen(self, query_id: str) -> None:
        """Make a query that nobody runs wait again; its report is gone, its finished steps and its plan are not."""
        if before := await self.report(query_id):
            await count_report(self._connection, before, times=-1)
        await delete_rows(self._connection, query_id)
        await self._connection.execute(
            update(research_queries)
            .where(_is(query_id))
            .values(
                status=Status.QUEUED.value,
                runner="",
                attempts=0,
                outcome=None,
                confidence=None,
                reason=None,
                report=None,
                cancel_asked_at=None,
                finished_at=None,
            )
        )

    async def await_plan(self, query_id: str) -> None:
        """Mark a query as waiting until its reader has looked at the plan; nobody runs it."""
        waiting = {"status": Status.AWAITING_PLAN.value, "runner": "", "attempts": 0, "reason": None}
        await self._connection.execute(update(research_queries).where(_is(query_id)).values(waiting))

    async def keep_plan(self, query_id: str, plan: Plan) -> bool:
        """Keep the plan as the reader of a query wants it, where it waits for that; tell whether it does."""
        kept = await self._connection.execute(
            update(research_queries)
            .where(_is(query_id), research_queries.c.status == Status.AWAITING_PLAN.value)
            .values(plan=to_json(plan, Plan))
            .returning(research_queries.c.query_id)
        )
        return kept.one_or_none() is not None

    async def finish(self, query_id: str, *, report: Report) -> None:
        """Keep the report with its sources, findings and citations, and mark the query as the report says."""
        await insert_rows(self._connection, query_id, source_rows(report), *finding_rows(report))
        await count_report(self._connection, report)
        to_be_looked_at = insert(self._connection, rechecks).values(query_id=query_id, since=report.finished_at)
        await self._connection.execute(to_be_looked_at.on_conflict_do_nothing(index_elements=["query_id"]))
        cancelled = report.query.status is Status.CANCELLED
        await self._connection.execute(
            update(research_queries)
            .where(_is(query_id))
            .values(
                report=to_json(report, Report),
                status=(Status.CANCELLED if cancelled else report.outcome.status).value,
                runner="",
                outcome=report.outcome.value,
                confidence=report.confidence,
                reason=None,
                finished_at=report.finished_at,
            )
        )

    async def end(self, query_id: str, *, status: Status, reason: str) -> None:
        """Mark a query as ended without a report."""
        await self._connection.execute(
            update(research_queries)
            .where(_is(query_id))
            .values(status=status.value, runner="", reason=reason, finished_at=self._clock())
        )

    async def report(self, query_id: str) -> Report | None:
        """Return the report of an ended query."""
        wanted = select(research_queries.c.report).where(_is(query_id))
        stored: str | None = (await self._connection.execute(wanted)).scalar_one_or_none()
        return None if stored is None else from_json(stored, Report)

    async def trash(self, query_id: str) -> None:
        """Move a query to the trash."""
        await self._connection.execute(update(research_queries).where(_is(query_id)).values(deleted_at=self._clock()))


def _is(query_id: str) -> ColumnElement[bool]:
    return research_queries.c.query_id == query_id


def _columns() -> Select[tuple[object, ...]]:
    of_query = rechecks.c.query_id == research_queries.c.query_id
    rechecked_at = select(rechecks.c.checked_at).where(of_query).scalar_subquery().label("rechecked_at")
    return select(*(column for column in research_queries.c if column.name != "report"), rechecked_at)


def _of(user_id: str) -> Select[tuple[object, ...]]:
    return _columns().where(research_queries.c.user_id == user_id, research_queries.c.deleted_at.is_(None))


def _uuid(digits: str) -> str | None:
    try:
        return str(UUID(digits))
    except ValueError:
        return None


_LISTS = ("connectors", "types", "languages")


def _scope_row(scope: Scope) -> dict[str, object]:
    return {name: list(value) if name in _LISTS else value for name, value in asdict(scope).items()}


def _options_row(options: Options) -> dict[str, object]:
    budget = options.budget
    return {
        "verification_level": options.verification_level.value,
        "citation_style": options.citation_style,
        "style_file": options.style_file,
        "locale": options.locale,
        # As text: a number in JSON may come back as a nearby one.
        "budget": {**asdict(budget), "money": None if budget.money is None else str(budget.money)},
        "edit_plan": options.edit_plan,
    }


def _options(row: Row[tuple[object, ...]]) -> Options:
    told, budget = row.options, row.options["budget"]
    money = None if budget["money"] is None else Decimal(budget["money"])
    level = VerificationLevel(told["verification_level"])
    return Options(**{**told, "verification_level": level, "budget": Budget(**{**budget, "money": money})})


def _query(row: Row[tuple[object, ...]]) -> ResearchQuery:
    return ResearchQuery(
        query_id=row.query_id,
        user_id=row.user_id,
        text=row.query,
        scope=Scope(**{**row.scope, **{name: tuple(row.scope[name]) for name in _LISTS}}),
        options=_options(row),
        created_at=row.created_at,
        plan=None if row.plan is None else from_json(row.plan, Plan),
        status=Status(row.status),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        confidence=row.confidence,
        finished_at=row.finished_at,
        reason=row.reason or "",
        rechecked_at=row.rechecked_at,
    )
