"""What happens while a query runs, told on standard error."""

from typing import assert_never

from rich.console import Console

from research_assistant.domain.event import Event, EventKind

_DOING = {
    "plan": "Planning",
    "search": "Searching",
    "merge": "Merging copies of one work",
    "read": "Reading",
    "split": "Splitting into passages",
    "rank": "Ranking evidence",
    "synthesise": "Grouping what is said",
    "verify": "Verifying every quote",
    "compose": "Composing the report",
}
_MADE = {
    "search": ("search", "searches"),
    "merge": ("source", "sources"),
    "read": ("source", "sources"),
    "split": ("passage", "passages"),
    "rank": ("piece of evidence", "pieces of evidence"),
    "synthesise": ("point", "points"),
    "verify": ("finding", "findings"),
}


class Timeline:
    """Prints one line for every event, as it comes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: Event) -> None:
        """Print the event."""
        match event.kind:
            case EventKind.STAGE_STARTED:
                if self._console.is_terminal:
                    self._console.print(f"[dim]   {_DOING[event.step]} …[/]")
                else:
                    self._console.print(f"{event.seq} {event.step} started")
            case EventKind.STAGE_FINISHED:
                self._finished(event)
            case EventKind.QUERY_FINISHED:
                if not self._console.is_terminal:
                    self._console.print(f"{event.seq} query finished")
            case EventKind.QUERY_CANCELLED | EventKind.QUERY_FAILED | EventKind.QUERY_RESUMED:
                self._console.print(f"{event.seq} {event.kind.value.replace('_', ' ')}")
            case _:
                assert_never(event.kind)

    def _finished(self, event: Event) -> None:
        made = event.counts.get("made")
        words = ""
        if made is not None and event.step in _MADE:
            one, many = _MADE[event.step]
            words = f"{made} {one if made == 1 else many}"
        if self._console.is_terminal:
            self._console.print(f"[green] ✓[/] {_DOING[event.step]}[dim]{': ' if words else ''}{words}[/]")
        else:
            self._console.print(f"{event.seq} {event.step} finished{': ' if words else ''}{words}")
