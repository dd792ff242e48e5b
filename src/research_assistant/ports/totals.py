"""What there is in all, for those who watch the service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much is kept, of all users.

    Attributes:
        queries: Research queries by status; those in the trash are left out.
        events: Of these queries.
        oldest_queued: When the oldest of those that wait for a process was asked; `None` where none waits.
    """

    queries: Mapping[str, int]
    events: int
    oldest_queued: datetime | None


class Counts(Protocol):
    """Counts what is kept."""

    async def totals(self) -> Totals:
        """Return how much is kept.

        Raises:
            StorageUnavailable: The database cannot be used.
        """
