"""How the command line speaks: errors to sentences and exit codes, a timeline on standard error."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

from rich.console import Console
from rich.markup import escape

from research_assistant.domain.errors import Cancelled, InvalidInput, NotFound, NotSignedIn, ResearchError

Made = TypeVar("Made")

DONE, FAILED, USAGE, UNKNOWN_ID, NOT_SIGNED_IN, BUDGET, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

EXIT_CODES = (
    "Exit codes: 0 done, 1 failed, 2 wrong use or nothing that can be read, 3 no such id, 4 not signed in, "
    "5 ended at its budget, 6 done in part, 130 interrupted."
)
"""What every command ends with."""

_CODES: tuple[tuple[type[ResearchError], int], ...] = (
    (InvalidInput, USAGE),
    (NotFound, UNKNOWN_ID),
    (NotSignedIn, NOT_SIGNED_IN),
    (Cancelled, INTERRUPTED),
)


def errors() -> Console:
    """Return the console on standard error: coloured on a terminal, plain elsewhere."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def fail(error: ResearchError) -> NoReturn:
    """Say what was wrong and what to do next, and leave with the code of the error."""
    console = errors()
    console.print(f"[bold red]Error:[/] {escape(str(error))}")
    if error.next_step:
        console.print(f"  {escape(error.next_step)}")
    code = next((code for kind, code in _CODES if isinstance(error, kind)), FAILED)
    raise SystemExit(code)


def run(work: Callable[[], Awaitable[Made]]) -> Made:
    """Run `work` to its end; an error of ours becomes a sentence and an exit code."""

    async def whole() -> Made:
        return await work()

    try:
        return asyncio.run(whole())
    except ResearchError as error:
        fail(error)
    except KeyboardInterrupt:
        errors().print("Interrupted. The same command goes on where it stood.")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does; Python must not complain once more at the end.
        sys.stderr.close()
        raise SystemExit(DONE) from None
