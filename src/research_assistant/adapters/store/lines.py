"""What a list tells of research queries, in one short statement: lists are asked for again and again."""

from functools import cache

from sqlalchemy import Row, Select, bindparam, func, select

from research_assistant.adapters.db.tables import research_queries
from research_assistant.domain.query import Outcome, QueryLine, Status


@cache
def lines_of(*, of_status: bool, from_query: bool) -> Select[*tuple[object, ...]]:
    """Return the statement that reads a page of lines, the newest first, each with the number of all as `total`.

    Its parameters are `user_id`, `limit` and `offset`.

    Args:
        of_status: Whether only queries in the status `status` are wanted.
        from_query: Whether only queries older than the one with the id `before` are wanted.
    """
    column = research_queries.c
    wanted = [column.user_id == bindparam("user_id"), column.deleted_at.is_(None)]
    if of_status:
        wanted.append(column.status == bindparam("status"))
    total = select(func.count()).select_from(research_queries).where(*wanted).scalar_subquery()
    lines = select(
        column.query_id,
        column.query,
        column.status,
        column.outcome,
        column.confidence,
        column.created_at,
        column.finished_at,
        total.label("total"),
    ).where(*wanted)
    if from_query:
        # Ids begin with the moment they were made at.
        lines = lines.where(column.query_id < bindparam("before"))
    newest_first = lines.order_by(column.created_at.desc(), column.query_id.desc())
    return newest_first.limit(bindparam("limit")).offset(bindparam("offset"))


def line(row: Row[*tuple[object, ...]]) -> QueryLine:
    """Return what `row` tells of a query."""
    return QueryLine(
        query_id=row.query_id,
        text=row.query,
        status=Status(row.status),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        confidence=row.confidence,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
