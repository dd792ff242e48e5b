"""How a command opens the application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.console import Console

from research_assistant.adapters.db.failures import place_of
from research_assistant.adapters.db.migrate import migrate, require_current, standing
from research_assistant.bootstrap import Application, application
from research_assistant.cli.console import errors
from research_assistant.cli.progress import progress_bar
from research_assistant.cli.session import acting_user
from research_assistant.config import read_settings
from research_assistant.domain.user import User
from research_assistant.services.demonstration import add_demonstration
from research_assistant.services.vectors import fill_vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The application and who uses it."""

    application: Application
    user: User


@asynccontextmanager
async def opened() -> AsyncIterator[Opened]:
    """Open the application for whoever the command line acts as; see `database`.

    Raises:
        NotSignedIn: A login is kept that has ended.
        ResearchError: The database cannot be opened.
    """
    async with database() as made:
        yield Opened(application=made, user=await acting_user(made))


@asynccontextmanager
async def database() -> AsyncIterator[Application]:
    """Open the application on a database that is ready; a missing SQLite file is made first.

    Raises:
        NotInitialised: The database is older, newer, or on a server where nobody has run `research init`.
        ResearchError: A setting or the database cannot be used.
    """
    settings = read_settings()
    async with application(settings) as made:
        on_a_laptop = made.engine.dialect.name == "sqlite" and settings.environment != "production"
        if on_a_laptop and await standing(made.engine) == "missing":
            await initialise(made, demonstration=True, console=errors())
        await require_current(made.engine)
        yield made


async def initialise(made: Application, *, demonstration: bool, console: Console) -> None:
    """Create or migrate the database, and add the demonstration library where it is wanted."""
    before = await standing(made.engine)
    await migrate(made.engine)
    owner = await made.accounts.ensure_local()
    await made.library.sweep()
    place = place_of(made.engine.sync_engine)
    console.print(f"Database {place}: {'up to date' if before == 'current' else 'ready'}.")
    if not demonstration:
        return
    with progress_bar(console, "Demonstration library", total=made.demonstration.size) as advance:
        added = await add_demonstration(
            made.demonstration,
            library=made.library,
            index=made.index,
            embedder=made.embedder,
            owner=owner,
            progress=lambda step: advance(step.kept),
        )
    if added:
        console.print(f"Demonstration library: {added:,} abstracts added, shared with all users.")
    await fill(made, console)


async def fill(made: Application, console: Console) -> None:
    """Make the vectors that are missing; the text is found by its words meanwhile, and that is said.

    Interrupted, it says that nothing is lost.
    """
    try:
        total = 0 if made.embedder is None else await made.index.count_without_vector(made.embedder.fingerprint)
        if not total:
            return
        console.print(f"{total:,} passages get vectors now; all texts are found by their words already.")
        with progress_bar(console, "Vectors", total=total) as advance:
            await fill_vectors(made.index, made.embedder, progress=advance)
    except asyncio.CancelledError:
        console.print("All texts are kept and found by their words; what was embedded before is kept too.")
        raise
