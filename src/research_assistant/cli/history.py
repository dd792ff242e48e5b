"""`research show`, `list` and `delete`: what was asked before."""

import json
from pathlib import Path
from typing import Annotated

import typer

from research_assistant.cli.console import errors, run

QueryId = Annotated[str, typer.Argument(help="The query's id, or its first 8 characters and more.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]


def show(
    query_id: QueryId,
    format: Annotated[
        str | None,
        typer.Option(
            help="markdown, html, pdf, docx or json; bibtex, ris or csl-json: the references alone. "
            "[as the file's name ends, markdown]",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of standard output.", show_default=False)
    ] = None,
) -> None:
    """Show the report of an earlier question.

    Example: research show 019c1f2e --output report.md

    Example: research show 019c1f2e --output report.pdf

    Example: research show 019c1f2e --output cited.bib
    """
    from research_assistant.cli.opening import opened
    from research_assistant.cli.reports import destination, write

    async def work() -> None:
        async with opened() as session:
            made = session.application
            wanted, target = destination(made, format_name="json" if as_json else format, output=output)
            report = await made.research.report(query_id, user=session.user)
            write(await made.exports.export(report, wanted), target)

    run(work)


def list_queries(
    limit: Annotated[int, typer.Option(help="Queries shown at most.", min=1, max=1000)] = 20,
    offset: Annotated[int, typer.Option(help="Queries left out at the top.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """List your questions, the newest first."""
    from research_assistant.cli.opening import opened

    async def work() -> None:
        async with opened() as session:
            queries = await session.application.research.list(user=session.user, limit=limit, offset=offset)
        if as_json:
            rows = [
                {
                    "query_id": query.query_id,
                    "query": query.text,
                    "status": query.status.value,
                    "outcome": None if query.outcome is None else query.outcome.value,
                    "confidence": query.confidence,
                    "created_at": query.created_at.isoformat(),
                }
                for query in queries
            ]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for query in queries:
            told = query.status.value if query.outcome is None else query.outcome.value
            typer.echo(f"{query.query_id}  {query.created_at:%Y-%m-%d %H:%M}  {told:<11}  {query.text[:80]}")
        if not queries:
            errors().print('Nothing asked yet. Ask with: research query "…"')

    run(work)


def delete(query_id: QueryId) -> None:
    """Move a question and its report to the trash."""
    from research_assistant.cli.opening import opened

    async def work() -> None:
        async with opened() as session:
            query = await session.application.research.delete(query_id, user=session.user)
        errors().print(f"Moved to the trash: {query.query_id}")

    run(work)
