"""Something that happened while a query ran."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    STAGE_STARTED = "stage_started"
    STAGE_FINISHED = "stage_finished"
    QUERY_FINISHED = "query_finished"
    QUERY_CANCELLED = "query_cancelled"
    QUERY_FAILED = "query_failed"
    QUERY_RESUMED = "query_resumed"
    PLAN_AWAITED = "plan_awaited"
    PLAN_EDITED = "plan_edited"

    @property
    def ends(self) -> bool:
        """Whether nothing follows unless the reader asks for it."""
        return self in {EventKind.QUERY_FINISHED, EventKind.QUERY_CANCELLED, EventKind.QUERY_FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a query's log.

    Attributes:
        seq: 1, 2, 3, … without gaps inside one query.
        step: The step it belongs to, such as `search`.
        ordinal: Its number inside the step: `(query_id, step, ordinal)` is told once.
        counts: What the step made, by name.
    """

    query_id: str
    seq: int
    step: str
    ordinal: int
    kind: EventKind
    counts: Mapping[str, int]
    at: datetime
