"""What brings queries that wait to a process that runs them."""

from collections.abc import Collection, Sequence
from typing import Protocol

from research_assistant.ports.holds import Waiting


class Queue(Protocol):
    """Brings every query to one of the processes that run queries, fairly among users.

    A user who asks much waits for himself: of one user's queries only so many run at a time.
    """

    async def put(self, waiting: Sequence[Waiting], *, live: Collection[str] = ()) -> None:
        """Make sure that each of the queries is, or will be, with a live process.

        Given again, or by several processes at once, a query is brought once. One that was handed to a process that is
        not `live` (by `executor_id`), or that has ended before, is brought anew.

        Raises:
            StorageUnavailable: The queue cannot be used; nothing is lost where the same is asked later.
        """

    async def drop(self, query_id: str) -> None:
        """Forget a query that needs no process any more.

        Raises:
            StorageUnavailable: The queue cannot be used.
        """
