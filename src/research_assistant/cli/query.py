"""`research query`: ask, watch, read."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli.console import errors, run

if TYPE_CHECKING:
    from research_assistant.cli.opening import Opened
    from research_assistant.domain.query import Options, Scope


def query(
    question: Annotated[str, typer.Argument(help="The question; - reads it from standard input.", show_default=False)],
    sources: Annotated[
        str | None,
        typer.Option(
            help="Where to look, separated by commas: library, arxiv, openalex, crossref, europepmc, semantic_scholar, "
            "wikipedia, web. [DEFAULT_SOURCES, library]",
            show_default=False,
        ),
    ] = None,
    max_sources: Annotated[
        int | None, typer.Option(help="Sources taken at most. [DEFAULT_MAX_SOURCES, 20]", show_default=False)
    ] = None,
    verification: Annotated[
        str | None,
        typer.Option(help="strict, standard or lenient. [DEFAULT_VERIFICATION_LEVEL, standard]", show_default=False),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            help="A style's name, or the path of a .csl file. [DEFAULT_CITATION_STYLE, APA]", show_default=False
        ),
    ] = None,
    locale: Annotated[
        str, typer.Option(help="Language of the references, such as de-DE; else the style's own.", show_default=False)
    ] = "",
    collection: Annotated[
        str | None, typer.Option(help="Of the library, only this collection.", show_default=False)
    ] = None,
    year_from: Annotated[int | None, typer.Option(help="Leave out older works.", show_default=False)] = None,
    year_to: Annotated[int | None, typer.Option(help="Leave out younger works.", show_default=False)] = None,
    type: Annotated[
        list[str] | None,
        typer.Option(
            help="Only works of this type, such as article, journal, book, thesis; again for more.", show_default=False
        ),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(help="Only works in this language, such as en; again for more.", show_default=False),
    ] = None,
    no_preprints: Annotated[
        bool, typer.Option("--no-preprints", help="Leave out works that no venue has published yet.")
    ] = False,
    budget: Annotated[
        list[str] | None,
        typer.Option(
            help="What it may use up: 30s, 5min, 0.50usd, 20000tokens; again for more. Money and tokens bound paid "
            "calls of models.",
            show_default=False,
        ),
    ] = None,
    edit_plan: Annotated[
        bool, typer.Option("--edit-plan", help="Look at the plan, and change it, before it is searched.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(
            help="markdown, html, pdf, docx or json; bibtex, ris or csl-json: the references alone. "
            "[as the file's name ends, markdown]",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of standard output.", show_default=False)
    ] = None,
) -> None:
    """Answer a question with a cited report: progress on standard error, the report on standard output.

    An interrupted question goes on where it stood when the same command is given again.

    Example: research query "Does vitamin D prevent fractures?"

    Example: research query "Is zinc effective against colds?" --verification strict --json

    Example: research query "What causes sepsis?" --year-from 2015 --type article --language en --budget 60s

    Example: echo "What causes sepsis?" | research query - --output sepsis.html
    """
    from research_assistant.cli.answering import answered, code_of
    from research_assistant.cli.opening import opened
    from research_assistant.cli.reports import destination, write

    async def work() -> int:
        text = sys.stdin.read() if question == "-" else question
        async with opened() as session:
            scope, options = _asked(
                session,
                connectors=session.application.settings.default_sources if sources is None else sources,
                max_sources=max_sources,
                level=verification,
                style=style,
                locale=locale,
                collection=collection,
                years=(year_from, year_to),
                types=type or (),
                languages=language or (),
                preprints=not no_preprints,
                budget=budget or (),
                edit_plan=edit_plan,
            )
            made = session.application
            wanted, target = destination(made, format_name="json" if as_json else format, output=output)
            asked = await made.research.ask(text, user=session.user, scope=scope, options=options)
            errors().print(f"Query {asked.query.query_id}{' goes on where it stood' if asked.resumed else ''}")
            report = await answered(session, asked, as_json=as_json)
            if report is not None:
                write(await made.exports.export(report, wanted), target)
        return code_of(report)

    raise SystemExit(run(work))


def _asked(
    session: "Opened",
    *,
    connectors: str,
    max_sources: int | None,
    level: str | None,
    style: str | None,
    locale: str,
    collection: str | None,
    years: tuple[int | None, int | None],
    types: Sequence[str],
    languages: Sequence[str],
    preprints: bool,
    budget: Sequence[str],
    edit_plan: bool,
) -> tuple["Scope", "Options"]:
    from research_assistant.cli.budgets import budget_of
    from research_assistant.cli.cite import style_of
    from research_assistant.domain.errors import InvalidInput
    from research_assistant.domain.query import Options, Scope, VerificationLevel
    from research_assistant.domain.wanted import languages_named, types_named

    settings = session.application.settings
    try:
        verification_level = VerificationLevel(level) if level else settings.default_verification_level
    except ValueError as error:
        raise InvalidInput(
            f"There is no verification level {level!r}.", next_step="Choose strict, standard or lenient."
        ) from error
    scope = Scope(
        connectors=tuple(dict.fromkeys(name.strip() for name in connectors.split(",") if name.strip())),
        max_sources=settings.default_max_sources if max_sources is None else max_sources,
        collection=collection,
        year_from=years[0],
        year_to=years[1],
        types=types_named(types),
        languages=languages_named(languages),
        preprints=preprints,
    )
    wanted = style_of(style or settings.default_citation_style)
    return scope, Options(
        verification_level=verification_level,
        citation_style=wanted.name if isinstance(wanted, Path) else wanted,
        style_file=str(wanted.resolve()) if isinstance(wanted, Path) else "",
        locale=locale.strip(),
        budget=budget_of(budget),
        edit_plan=edit_plan,
    )
