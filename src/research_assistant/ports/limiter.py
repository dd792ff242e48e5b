"""What counts how often something is done, across all processes."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often something may be done.

    Attributes:
        most: Times in one window.
        seconds: How long a window is.
    """

    most: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left.

    Attributes:
        allowed: Whether this time was within the rate.
        remaining: Times that are left in this window.
        seconds: Until the window is over.
    """

    allowed: bool
    remaining: int
    seconds: float


class Limiter(Protocol):
    """Counts by key."""

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        """Count one more of `key`, and return what is left.

        Raises:
            StorageUnavailable: What keeps the counts cannot be reached.
        """

    async def look(self, rate: Rate, *key: str) -> Allowance:
        """Return what is left of `key` without counting."""

    async def clear(self, rate: Rate, *key: str) -> None:
        """Forget what was counted of `key`."""
