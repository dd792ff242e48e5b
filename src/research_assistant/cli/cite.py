"""`research cite`: records to references."""

import json
from pathlib import Path
from typing import Annotated

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run


def cite(
    file: Annotated[
        str, typer.Argument(help="CSL-JSON, BibTeX, RIS or nbib; - is standard input.", show_default=False)
    ],
    style: Annotated[
        str | None,
        typer.Option(
            help="A style's name, or the path of a .csl file. [DEFAULT_CITATION_STYLE, APA]", show_default=False
        ),
    ] = None,
    locale: Annotated[str, typer.Option(help="Language such as de-DE; else the style's own.", show_default=False)] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For each item its id, citation and reference.")] = False,
) -> None:
    """Write references as a journal wants them, as Markdown.

    Styles: APA, MLA, Chicago, Chicago-notes, IEEE, Harvard, Vancouver, AMA, Nature, Science, ACM, ACS, Elsevier,
    Springer. Numbers follow the order of the file. Entries that cannot be read are named, and the others are cited.

    Example: research cite works.bib --style Vancouver

    Example: research cite works.json --style ./journal.csl --locale de-DE --json
    """
    from research_assistant.bootstrap import application
    from research_assistant.cli.cited import read_items
    from research_assistant.config import read_settings

    async def work() -> int:
        settings = read_settings()
        wanted = style_of(style or settings.default_citation_style)
        async with application(settings) as made:
            made.citer.check_style(wanted, locale=locale)
            cited = read_items(file)
            items = cited.items
            rendered = await made.citer.render(items, style=wanted, locale=locale)
        if as_json and (items or not cited.refused):
            rows = [
                {"id": key, "in_text": rendered.in_text[key], "reference": rendered.bibliography[key]}
                | ({"note": rendered.notes[key]} if key in rendered.notes else {})
                for key in (item["id"] for item in items)
            ]
            typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        elif items:
            typer.echo("\n\n".join(rendered.bibliography.values()))
        for reason in cited.refused:
            errors().print(f"Not cited: {reason}", markup=False)
        if not cited.refused:
            return DONE
        return PARTIAL if items else USAGE

    raise SystemExit(run(work))


def style_of(text: str) -> str | Path:
    """Return a path where `text` is one: on the reader's own machine it may be any file."""
    return Path(text) if text.casefold().endswith(".csl") else text
