"""`research library add`, `attach` and `original`: files in, and out again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run

if TYPE_CHECKING:
    from rich.console import Console

    from research_assistant.services.adding import Addition

Item = Annotated[str, typer.Argument(help="An id, or an identifier such as doi:10.1000/182.", show_default=False)]


def add(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="PDF, Word, EPUB, HTML, JATS, Markdown, text, records (JSON Lines, CSV), references (BibTeX, RIS, "
            "nbib, CSL-JSON), or folders of them.",
            show_default=False,
        ),
    ],
    collection: Annotated[str, typer.Option(help="The set they belong to; it names the records' own ids.")] = "",
    shared: Annotated[bool, typer.Option("--shared", help="Let all users of this database search them.")] = False,
) -> None:
    """Add works; adding the same file again changes nothing, and goes on where it was interrupted.

    What cannot be read is named and the rest is added: then the exit code is 6; it is 2 where nothing is.

    The full text of a work that is known by its DOI, arXiv id or PMID becomes the text of that work. Records need a
    title or an abstract. Known fields: title, abstract, authors, year, venue, doi, pmid, arxiv, url, id.

    Example: research library add papers/ notes.md trials.csv --collection sepsis
    """
    from research_assistant.adapters.extract.folders import files_in
    from research_assistant.cli.opening import fill, opened
    from research_assistant.cli.progress import files_bar
    from research_assistant.domain.library import Visibility

    async def work() -> int:
        console = errors()
        async with opened() as session:
            made = session.application
            found = files_in(files)
            with files_bar(console, "Adding", files=len(found.files)) as advance:
                addition = await made.library.add(
                    found.files,
                    owner=session.user,
                    visibility=Visibility.SHARED if shared else Visibility.PRIVATE,
                    collection=collection,
                    progress=advance,
                )
            for sentence in found.told():
                console.print(sentence, markup=False)
            tell(console, addition)
            await fill(made, console)
        if not addition.refused:
            return DONE
        return PARTIAL if addition.new + addition.known else USAGE

    raise SystemExit(run(work))


def attach(
    name: Item,
    file: Annotated[Path, typer.Argument(help="Its full text: PDF, Word, HTML, ….", show_default=False)],
    anyway: Annotated[bool, typer.Option("--anyway", help="Even if the file says that it is another work.")] = False,
) -> None:
    """Give a work that is known by its record or abstract its full text; what the record tells stays.

    Example: research library attach doi:10.1000/182 kim2014.pdf
    """
    from research_assistant.cli.opening import fill, opened
    from research_assistant.kit.text import shown_name

    async def work() -> None:
        console = errors()
        async with opened() as session:
            made = session.application
            item = await made.library.attach(name, file, user=session.user, anyway=anyway)
            console.print(f"{shown_name(file.name)} is the text of “{item.work.title}” now.", markup=False)
            if item.attached is not None and item.attached.fields:
                console.print(f"From the file: {', '.join(item.attached.fields)}.", markup=False)
            await fill(made, console)

    run(work)


def original(
    name: Item,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file instead of standard output.", show_default=False)
    ] = None,
) -> None:
    """Write the file that a work's text was read from, byte for byte.

    Example: research library original doi:10.1000/182 --output kim2014.pdf
    """
    from research_assistant.cli.opening import opened

    async def work() -> bytes:
        async with opened() as session:
            return (await session.application.library.original(name, user=session.user)).content

    content = run(work)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)


def tell(console: "Console", addition: "Addition") -> None:
    """Say what became of what was to be added."""
    for sentence in (*addition.attached, *addition.same, *addition.limits):
        console.print(sentence, markup=False)
    for refused in addition.refused:
        cause = "" if refused.place else f" ({refused.cause})"
        console.print(f"Not added{cause}: {refused}", markup=False)
    console.print(
        f"{addition.new:,} added, {addition.known:,} known before, {len(addition.refused):,} refused.",
        markup=False,
    )
    if addition.undescribed:
        console.print(
            f"{addition.undescribed:,} works have no authors or no year: add their records (.bib, .ris) with the same "
            "DOI, or attach each file to its record: research library attach"
        )
