"""Which processes run queries, and what becomes of those that a dead one leaves behind."""

from collections.abc import Sequence
from typing import Protocol

from research_assistant.domain.slot import Slot


class SlotStore(Protocol):
    """The leases of all processes that run queries."""

    async def lease(self, slot: Slot) -> None:
        """Keep the lease of a process."""

    async def beat(self, executor_id: str) -> bool:
        """Tell that the process lives; return whether it still has its lease."""

    async def held(self, executor_id: str) -> bool:
        """Return whether the process has its lease, which nobody ends before this transaction does."""

    async def all(self) -> Sequence[Slot]:
        """Return all leases."""

    async def take(self, slot: Slot) -> bool:
        """End a lease unless its process has told that it lives since `slot` was read; return whether it worked.

        The queries of the process are let go in the same transaction: nothing that it still wants to write is kept.
        """
