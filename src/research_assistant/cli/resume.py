"""`research resume`: go on where a question stood."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from research_assistant.cli.console import run
from research_assistant.cli.history import AsJson, QueryId


def resume(
    query_id: QueryId,
    plan: Annotated[
        str | None,
        typer.Option(help="For one that waits: a file with the edited plan; - is standard input.", show_default=False),
    ] = None,
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
    """Go on with a question that waits for its plan, was interrupted, was cancelled, or failed.

    Example: research resume 019c1f2e

    Example: research resume 019c1f2e --plan plan.txt --output report.md
    """
    from research_assistant.cli.answering import answered, code_of
    from research_assistant.cli.opening import opened
    from research_assistant.cli.plan_form import read
    from research_assistant.cli.reports import destination, write

    async def work() -> int:
        parts = None if plan is None else read(_text(plan))
        async with opened() as session:
            made = session.application
            wanted, target = destination(made, format_name="json" if as_json else format, output=output)
            asked = await made.research.go_on(query_id, user=session.user, parts=parts)
            report = await answered(session, asked, as_json=as_json)
            if report is not None:
                write(await made.exports.export(report, wanted), target)
        return code_of(report)

    raise SystemExit(run(work))


def _text(name: str) -> str:
    from research_assistant.domain.errors import InvalidInput

    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The plan {name!r} cannot be read: {error}", next_step="Name a text file.") from error
