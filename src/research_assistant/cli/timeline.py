"""What happens while a query runs, told on standard error."""

from typing import assert_never

from rich.console import Console

from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.stage import DOING, amount


class Timeline:
    """Prints one line for every event, as it comes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = 0

    def __call__(self, event: Event) -> None:
        """Print the event; one that was told before is passed over."""
        if event.seq <= self._told:
            return
        self._told = event.seq
        match event.kind:
            case EventKind.STAGE_STARTED:
                if self._console.is_terminal:
                    self._console.print(f"[dim]   {DOING[event.step]} …[/]")
                else:
                    self._console.print(f"{event.seq} {event.step} started")
            case EventKind.STAGE_FINISHED:
                self._finished(event)
            case EventKind.QUERY_FINISHED:
                if not self._console.is_terminal:
                    self._console.print(f"{event.seq} query finished")
            case (
                EventKind.QUERY_CANCELLED
                | EventKind.QUERY_FAILED
                | EventKind.QUERY_RESUMED
                | EventKind.PLAN_AWAITED
                | EventKind.PLAN_EDITED
            ):
                self._console.print(f"{event.seq} {event.kind.value.replace('_', ' ')}")
            case _:
                assert_never(event.kind)

    def _finished(self, event: Event) -> None:
        words = amount(event)
        if self._console.is_terminal:
            self._console.print(f"[green] ✓[/] {DOING[event.step]}[dim]{': ' if words else ''}{words}[/]")
        else:
            self._console.print(f"{event.seq} {event.step} finished{': ' if words else ''}{words}")
