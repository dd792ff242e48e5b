"""What brings queries that wait to a process that runs them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from research_assistant.ports.holds import Waiting


class Queue(Protocol):
    """Brings every query to one of the processes that run queries, fairly among users.

    A user who asks much waits for himself: of one user's queries only so many are with processes at a time.

    Every method raises `StorageUnavailable` where the queue cannot be used; the same can be asked again later.
    """

    async def put(self, waiting: Sequence[Waiting]) -> None:
        """Make sure that each of the queries will be brought to a process, or has been.

        Given again, or by several processes at once, a query is brought once, until its process is done with it.
        """

    async def drop(self, query_id: str) -> None:
        """Forget a query that needs no process any more."""

    async def brought(self) -> Mapping[str, str]:
        """Return the ids of the queries that processes are not done with, each with its process's `executor_id`."""

    async def bring_again(self, query_ids: Sequence[str]) -> None:
        """Bring queries whose process has died to another one, ended ones too: they count as their user's till then."""

    async def forget_ended(self) -> None:
        """Forget some of the queries that were done with an hour ago or earlier, so that the queue does not grow."""
