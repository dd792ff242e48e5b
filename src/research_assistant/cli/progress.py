"""A progress bar on standard error that is silent where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


@contextmanager
def progress_bar(console: Console, label: str, *, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield what is told of every step forward."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)

        def advance(steps: int) -> None:
            progress.advance(task, steps)

        yield advance
