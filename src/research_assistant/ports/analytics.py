"""What is counted of queries, by user and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A figure of `domain.figures`, summed over days."""

    figure: str
    key: str
    number: int
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySum:
    """A figure of one day, summed over its keys."""

    day: str
    number: int
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Paid calls of one provider's one service.

    Attributes:
        cost: In US dollars.
    """

    provider: str
    service: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float


class AnalyticsStore(Protocol):
    """Reads what was counted; nothing is ever changed. `user_id` is `None` for all users together."""

    async def by_status(self, *, user_id: str | None, since: datetime) -> Mapping[str, int]:
        """Return how many queries were asked since then, by status; statuses without any are left out."""

    async def asked(self, days: Sequence[date], *, user_id: str | None) -> Sequence[int]:
        """Return how many queries were asked on each of the days, which are those of UTC."""

    async def sums(self, *, user_id: str | None, since: datetime) -> Sequence[Sum]:
        """Return every figure of the days since then."""

    async def by_day(self, figure: str, *, user_id: str | None, since: datetime) -> Sequence[DaySum]:
        """Return one figure day by day."""

    async def spent(self, *, user_id: str | None, since: datetime) -> Sequence[Spent]:
        """Return the paid calls since then, by provider and service."""

    async def spent_in_session(self, session_id: str) -> Sequence[Spent]:
        """Return the paid calls of queries that were started in one login."""
