"""`research library export`: the library as a file for reference managers."""

from pathlib import Path
from typing import Annotated

import typer

from research_assistant.cli.console import run


def export(
    format: Annotated[
        str | None,
        typer.Option(help="bibtex, ris or csl-json; else the file's name tells, or bibtex.", show_default=False),
    ] = None,
    collection: Annotated[str | None, typer.Option(help="Only this collection.", show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of standard output.", show_default=False)
    ] = None,
) -> None:
    """Write the works that you may see, with their abstracts, as a file for reference managers.

    A work keeps the key that it was read with; the others get one of author, year and title.

    Example: research library export --collection sepsis --output sepsis.ris
    """
    from research_assistant.cli.opening import opened
    from research_assistant.cli.reports import check_target, write

    async def work() -> None:
        async with opened() as session:
            made = session.application
            wanted = made.library_export.chosen(format, "" if output is None else output.name)
            target = None if output is None else check_target(output, folder=made.settings.output)
            exported = await made.library_export.export(wanted, user=session.user, collection=collection)
        write(exported.content, target, what=f"{exported.works:,} works", again="research library export")

    run(work)
