"""`research init`: create or migrate the database."""

from typing import Annotated

import typer

from research_assistant.cli.console import errors, run


def init(
    demonstration: Annotated[
        bool | None,
        typer.Option(
            help="Add the demonstration library: 5,183 scientific abstracts, shared with all users. "
            "Default: yes, but not where NODE_ENV=production.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Create the database, or bring it to this version; run again at any time.

    Example: research init --no-demonstration
    """
    from research_assistant.bootstrap import application
    from research_assistant.cli.opening import initialise
    from research_assistant.config import read_settings

    async def work() -> None:
        settings = read_settings()
        wanted = settings.environment != "production" if demonstration is None else demonstration
        async with application(settings) as opened:
            await initialise(opened, demonstration=wanted, console=errors())

    run(work)
