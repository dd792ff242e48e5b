"""Which process runs a query, and whether it still lives."""

from typing import Protocol


class Runners(Protocol):
    """Knows this process and can tell whether another one is alive."""

    @property
    def own(self) -> str:
        """The name of this process, never used again by another."""

    def alive(self, runner: str) -> bool:
        """Return whether that process may still be running; one on another machine may."""
