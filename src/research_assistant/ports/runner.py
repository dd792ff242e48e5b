"""Which process runs a query, and whether it still lives."""

from typing import Protocol

from research_assistant.domain.slot import Slot


class Runners(Protocol):
    """Knows this process and can tell whether another one is alive."""

    @property
    def own(self) -> str:
        """The name of this process, never used again by another."""

    @property
    def slot(self) -> Slot:
        """The place of this process among those that run queries; its `executor_id` is `own`."""

    def alive(self, runner: str) -> bool:
        """Return whether that process may still be running; one on another machine may."""

    def ended(self, slot: Slot) -> bool:
        """Return whether the process of the slot is known to have ended; of another machine's it is not known."""
