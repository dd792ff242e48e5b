"""How far a query has come, stage by stage, as its page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.stage import DOING, amount

State = Literal["done", "now", "ahead"]

_ENDS = {
    EventKind.QUERY_FINISHED: "The report is ready.",
    EventKind.QUERY_CANCELLED: "Stopped.",
    EventKind.QUERY_FAILED: "It failed.",
}
_STOPS_AND_GOES = {
    EventKind.QUERY_RESUMED: "Going on.",
    EventKind.PLAN_AWAITED: "Planned: it waits for you.",
    EventKind.PLAN_EDITED: "Going on with the plan.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stage: what is done in it, whether it was, and how much it made."""

    words: str
    state: State
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All stages, and what happens now in one sentence."""

    rows: tuple[Row, ...]
    now: str


def timeline(events: Sequence[Event]) -> Timeline:
    """Return what the events of a query, in their order, amount to."""
    rows = {step: Row(words=words, state="ahead") for step, words in DOING.items()}
    now = "Waiting for its turn."
    for event in events:
        if (end := _ENDS.get(event.kind)) is not None:
            now = end
        elif (said := _STOPS_AND_GOES.get(event.kind)) is not None:
            now = said
        elif event.step in rows:
            words = rows[event.step].words
            if event.kind is EventKind.STAGE_STARTED:
                rows[event.step] = Row(words=words, state="now")
                now = f"{words} …"
            else:
                rows[event.step] = Row(words=words, state="done", amount=amount(event))
    return Timeline(rows=tuple(rows.values()), now=now)
