"""Who runs a query: one process at a time, and what an earlier one still wants to write is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """How a runner holds a query.

    Attributes:
        runner: The process that holds it; empty where none does.
        epoch: Raised with every claim; whoever holds an older one may write nothing.
        attempts: How often the query was claimed since it was asked, or resumed by its reader.
        cancel_asked: Whether the reader asked to stop.
    """

    runner: str
    epoch: int
    attempts: int
    cancel_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A query that nobody runs, and whose it is."""

    query_id: str
    user_id: str


class HoldStore(Protocol):
    """Who runs which query."""

    async def waiting(self, *, limit: int) -> Sequence[Waiting]:
        """Return queries that have not ended and that nobody runs, the oldest first."""

    async def claim(self, query_id: str, *, runner: str, previous: str) -> Hold | None:
        """Make `runner` the one that runs the query, if `previous` still is and it has not ended; raise its epoch."""

    async def hold(self, query_id: str) -> Hold | None:
        """Return how the query is held now."""

    async def require(self, query_id: str, *, epoch: int) -> None:
        """Make sure that nobody has claimed the query after `epoch`, nor does before this transaction ends.

        Raises:
            TakenOver: Somebody has.
        """

    async def let_go(self, query_id: str, *, epoch: int, reason: str = "") -> None:
        """Leave a query to the next runner, unless somebody else holds it already; `reason` tells why."""

    async def held_by(self, runner: str) -> Sequence[str]:
        """Return the ids of the queries that the runner holds."""

    async def ask_cancel(self, query_id: str) -> None:
        """Note that the reader wants the query to stop."""
