"""`research library zotero`: references of Zotero into the library."""

from typing import Annotated

import typer

from research_assistant.cli.console import DONE, PARTIAL, USAGE, errors, run
from research_assistant.cli.library_files import tell


def zotero(
    name: Annotated[
        str, typer.Argument(help="A collection of Zotero's, by name or key; else all.", show_default=False)
    ] = "",
    collection: Annotated[str, typer.Option(help="The set of the library that they belong to.")] = "",
    shared: Annotated[bool, typer.Option("--shared", help="Let all users of this database search them.")] = False,
) -> None:
    """Add the references of the Zotero library that ZOTERO_LIBRARY names; once more adds what is new there.

    Records and abstracts come, notes and attached files do not.

    Example: research library zotero Sepsis --collection sepsis
    """
    from research_assistant.cli.opening import fill, opened
    from research_assistant.cli.progress import files_bar
    from research_assistant.domain.library import Visibility

    async def work() -> int:
        console = errors()
        async with opened() as session:
            made = session.application
            with files_bar(console, "Adding", files=1) as advance:
                addition = await made.pulling.pull(
                    name,
                    into=collection,
                    owner=session.user,
                    visibility=Visibility.SHARED if shared else Visibility.PRIVATE,
                    progress=advance,
                )
            tell(console, addition)
            await fill(made, console)
        if not addition.refused:
            return DONE
        return PARTIAL if addition.new + addition.known else USAGE

    raise SystemExit(run(work))
