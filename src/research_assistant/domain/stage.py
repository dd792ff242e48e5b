"""The stages of the way, in the words that every face tells them in."""

from collections.abc import Mapping
from typing import Final

from research_assistant.domain.event import Event

DOING: Final[Mapping[str, str]] = {
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
"""Step to what is done in it, in the order of the way."""

_MADE: Final = {
    "search": ("search", "searches"),
    "merge": ("source", "sources"),
    "read": ("source", "sources"),
    "split": ("passage", "passages"),
    "rank": ("piece of evidence", "pieces of evidence"),
    "synthesise": ("point", "points"),
    "verify": ("finding", "findings"),
}


def amount(event: Event) -> str:
    """Return how much a stage made, in words; empty where it does not say."""
    made = event.counts.get("made")
    if made is None or event.step not in _MADE:
        return ""
    one, many = _MADE[event.step]
    return f"{made} {one if made == 1 else many}"
