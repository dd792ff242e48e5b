"""Runs a question in this process to its report, and lets its reader look at the plan where they asked to."""

import asyncio
import json
import sys
from typing import TYPE_CHECKING

import click
import typer

from research_assistant.cli import plan_form
from research_assistant.cli.console import BUDGET, DONE, PARTIAL, errors
from research_assistant.cli.timeline import Timeline
from research_assistant.domain.errors import AwaitingPlan, InvalidInput
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import Outcome
from research_assistant.domain.report import Report

if TYPE_CHECKING:
    from research_assistant.cli.opening import Opened
    from research_assistant.services.research import Asked


async def answered(session: "Opened", asked: "Asked", *, as_json: bool) -> Report | None:
    """Return the report; nothing where the query waits for its reader, who has been told how to go on.

    Args:
        session: The application and who asks.
        asked: The query, which this process has claimed.
        as_json: Whether a plan that waits is told as JSON.
    """
    console, research = errors(), session.application.research
    tell = Timeline(console)
    try:
        return await research.run(asked, tell=tell)
    except AwaitingPlan:
        planned = await research.plan(asked.query)
        if planned is None:
            raise
    parts = await _edited(planned) if _somebody_is_there() else []
    if not parts:
        _tell_plan(planned, asked.query.query_id, as_json=as_json)
        return None
    again = await research.go_on(asked.query.query_id, user=session.user, parts=parts)
    return await research.run(again, tell=tell)


def code_of(report: Report | None) -> int:
    """Return the exit code of a question."""
    if report is None:
        return DONE
    return {Outcome.PARTIAL: PARTIAL, Outcome.BUDGET: BUDGET}.get(report.outcome, DONE)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty() and errors().is_terminal


async def _edited(planned: Plan) -> list[tuple[str, str]]:
    """Let the reader edit the plan in their editor; nothing where they removed all of it."""
    try:
        text = await asyncio.to_thread(click.edit, plan_form.written(planned), require_save=False)
    except click.ClickException as error:
        raise InvalidInput(
            f"The editor could not be used: {error.format_message()}", next_step="Set EDITOR to one that is installed."
        ) from error
    return plan_form.read(text or "")


def _tell_plan(planned: Plan, query_id: str, *, as_json: bool) -> None:
    if as_json:
        parts = [{"id": each.id, "text": each.text, "search_text": each.search_text} for each in planned.subquestions]
        told = {"query_id": query_id, "status": "awaiting_plan", "plan": {"subquestions": parts}}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(plan_form.written(planned), nl=False)
    errors().print(
        f"The query waits. Go on with: research resume {query_id}\n"
        f"Edited, as a file: research resume {query_id} --plan FILE"
    )
