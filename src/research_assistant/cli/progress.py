"""A progress bar on standard error that is silent where nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from research_assistant.services.adding import Step


@contextmanager
def files_bar(console: Console, label: str, *, files: int) -> Iterator[Callable[[Step], None]]:
    """Yield what is told of every step of adding files: their names are shown, and how many works they held."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[works]:,} works  {task.fields[file]}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=files, works=0, file="")
        works = 0

        def advance(step: Step) -> None:
            nonlocal works
            works += step.kept
            progress.update(task, advance=bool(step.done), works=works)
            if step.begun:
                # What is in square brackets in a file's name is no markup.
                progress.update(task, file=escape(step.begun))

        yield advance


@contextmanager
def progress_bar(console: Console, label: str, *, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield what is told of every step forward."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)

        def advance(steps: int) -> None:
            progress.advance(task, steps)

        yield advance
