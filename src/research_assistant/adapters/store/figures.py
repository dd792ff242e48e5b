"""Figures of days in the database: written with each report, in its transaction."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import insert
from research_assistant.adapters.db.tables import daily_figures
from research_assistant.domain.figures import figures
from research_assistant.domain.report import Report

EVERYBODY = "00000000-0000-0000-0000-000000000000"
"""Whose figures the sums over all users are; no user has this id."""


async def count_report(connection: AsyncConnection, report: Report, *, times: int = 1) -> None:
    """Add what `report` amounts to, to the figures of its user and of everybody.

    Args:
        connection: Inside the transaction that keeps the report.
        report: The report.
        times: 1, or -1 where the report is taken back.
    """
    rows = [
        {
            "user_id": user_id,
            "day": day_of(report.query.created_at),
            "figure": each.figure,
            "key": each.key,
            "number": each.number * times,
            "total": each.total * times,
        }
        # In one order for all: two transactions that count at one time never wait for each other in a ring.
        for user_id in sorted((report.query.user_id, EVERYBODY))
        for each in sorted(figures(report), key=lambda each: (each.figure, each.key))
    ]
    made = insert(connection, daily_figures)
    counted = made.on_conflict_do_update(
        index_elements=["user_id", "day", "figure", "key"],
        set_={
            "number": daily_figures.c.number + made.excluded.number,
            "total": daily_figures.c.total + made.excluded.total,
        },
    )
    await connection.execute(counted, rows)


def day_of(moment: datetime) -> str:
    """Return the day in UTC, as ISO 8601 writes it."""
    return f"{moment:%Y-%m-%d}"
