"""What tells the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The present moment; tests bring their own."""

    def __call__(self) -> datetime:
        """Return now, in UTC, with its zone."""
