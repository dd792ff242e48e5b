"""`research recheck`: what has become of the works that reports cite."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli.console import errors, run
from research_assistant.cli.history import AsJson

if TYPE_CHECKING:
    from research_assistant.domain.report import Report


def recheck(
    query_id: Annotated[
        str | None, typer.Argument(help="The query's id, or its first 8 characters and more.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All of your reports.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask registers which works that a report cites were retracted, corrected or published since.

    Example: research recheck 019c1f2e

    Example: research recheck --all
    """
    from research_assistant.cli.opening import opened
    from research_assistant.domain.errors import InvalidInput

    looked: list[Report] = []

    def tell(report: "Report") -> None:
        looked.append(report)
        if not as_json:
            _tell(report)

    async def work() -> None:
        if every is (query_id is not None):
            raise InvalidInput(
                "Name one report, or ask for all of them.", next_step="research recheck ID, or research recheck --all"
            )
        async with opened() as session:
            rechecking = session.application.rechecking
            if query_id is not None:
                tell(await rechecking.recheck(query_id, user=session.user))
            else:
                await rechecking.recheck_all(user=session.user, tell=tell)

    run(work)
    if as_json:
        typer.echo(json.dumps([_row(report) for report in looked], ensure_ascii=False, indent=2))
    elif not looked:
        errors().print('No report yet. Ask with: research query "…"')


def _tell(report: "Report") -> None:
    from research_assistant.adapters.export.showable import showable
    from research_assistant.adapters.export.since import since

    typer.echo(f"{report.query.query_id}  {showable(report.query.text[:80])}")
    for sentence in since(report):
        typer.echo(f"  {showable(sentence)}")


def _row(report: "Report") -> dict[str, object]:
    from research_assistant.adapters.export.schema import Recheck

    return {"query_id": report.query.query_id} | Recheck.model_validate(report.recheck).model_dump(mode="json")
