"""Research queries and their reports in the database."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import research_queries
from research_assistant.adapters.store.reports import finding_rows, insert_rows, source_rows
from research_assistant.domain.query import Options, Outcome, ResearchQuery, Scope, Status, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.kit.values import from_json, to_json
from research_assistant.ports.clock import Clock

SHORTEST_PREFIX = 8
"""Characters of an id that a reader has to type at least."""


class SqlQueries:
    """Research queries and their reports."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def add(self, query: ResearchQuery) -> None:
        """Keep a new query."""
        await self._connection.execute(
            insert(research_queries).values(
                query_id=query.query_id,
                user_id=query.user_id,
                query=query.text,
                scope=_scope_row(query.scope),
                options=_options_row(query.options),
                status=query.status.value,
                runner="",
                created_at=query.created_at,
            )
        )

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

    async def unfinished(self, *, user_id: str, text: str) -> Sequence[tuple[ResearchQuery, str]]:
        """Return the user's queries on `text` that have started and not ended, each with its runner."""
        running = [Status.QUEUED.value, Status.RUNNING.value]
        wanted = _of(user_id).where(research_queries.c.query == text, research_queries.c.status.in_(running))
        newest_first = wanted.order_by(research_queries.c.created_at.desc())
        return [(_query(row), row.runner) for row in await self._connection.execute(newest_first)]

    async def list(self, *, user_id: str, limit: int, offset: int) -> Sequence[ResearchQuery]:
        """Return the user's queries, the newest first, those in the trash left out."""
        newest_first = _of(user_id).order_by(research_queries.c.created_at.desc()).limit(limit).offset(offset)
        return [_query(row) for row in await self._connection.execute(newest_first)]

    async def claim(self, query_id: str, *, runner: str, previous: str) -> bool:
        """Make `runner` the one that runs the query, if `previous` still is; return whether it worked."""
        claimed = await self._connection.execute(
            update(research_queries)
            .where(research_queries.c.query_id == query_id, research_queries.c.runner == previous)
            .values(runner=runner, status=Status.RUNNING.value)
        )
        return claimed.rowcount == 1

    async def finish(self, query_id: str, *, report: Report) -> None:
        """Keep the report with its sources, findings and citations, and mark the query as ended."""
        await insert_rows(self._connection, query_id, source_rows(report), *finding_rows(report))
        await self._connection.execute(
            update(research_queries)
            .where(research_queries.c.query_id == query_id)
            .values(
                report=to_json(report, Report),
                status=report.outcome.status.value,
                outcome=report.outcome.value,
                confidence=report.confidence,
                finished_at=report.finished_at,
            )
        )

    async def end(self, query_id: str, *, status: Status, reason: str) -> None:
        """Mark a query as ended without a report."""
        await self._connection.execute(
            update(research_queries)
            .where(research_queries.c.query_id == query_id)
            .values(status=status.value, reason=reason, finished_at=self._clock())
        )

    async def report(self, query_id: str) -> Report | None:
        """Return the report of an ended query."""
        wanted = select(research_queries.c.report).where(research_queries.c.query_id == query_id)
        stored: str | None = (await self._connection.execute(wanted)).scalar_one_or_none()
        return None if stored is None else from_json(stored, Report)

    async def trash(self, query_id: str) -> None:
        """Move a query to the trash."""
        await self._connection.execute(
            update(research_queries).where(research_queries.c.query_id == query_id).values(deleted_at=self._clock())
        )


def _of(user_id: str) -> Select[tuple[object, ...]]:
    columns = [column for column in research_queries.c if column.name != "report"]
    return select(*columns).where(research_queries.c.user_id == user_id, research_queries.c.deleted_at.is_(None))


def _uuid(digits: str) -> str | None:
    try:
        return str(UUID(digits))
    except ValueError:
        return None


def _scope_row(scope: Scope) -> dict[str, object]:
    return {
        "connectors": list(scope.connectors),
        "max_sources": scope.max_sources,
        "collection": scope.collection,
        "year_from": scope.year_from,
        "year_to": scope.year_to,
    }


def _options_row(options: Options) -> dict[str, str]:
    return {"verification_level": options.verification_level.value, "citation_style": options.citation_style}


def _query(row: Row[tuple[object, ...]]) -> ResearchQuery:
    options = row.options
    return ResearchQuery(
        query_id=row.query_id,
        user_id=row.user_id,
        text=row.query,
        scope=Scope(**{**row.scope, "connectors": tuple(row.scope["connectors"])}),
        options=Options(**{**options, "verification_level": VerificationLevel(options["verification_level"])}),
        created_at=row.created_at,
        status=Status(row.status),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        confidence=row.confidence,
        finished_at=row.finished_at,
    )
