"""Opens the fetcher that the policy describes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from research_assistant.adapters.http.fetching import WorldFetcher
from research_assistant.adapters.http.pacing import Pacing
from research_assistant.adapters.http.pages import PageFolder
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.reply import Ask, Reply, Sender
from research_assistant.adapters.http.resting import Resting
from research_assistant.adapters.http.retrying import Retrying
from research_assistant.adapters.http.revalidating import RevalidatingFetcher
from research_assistant.adapters.http.turns import SharedTurns, Turns
from research_assistant.ports.clock import Clock
from research_assistant.ports.fetcher import Fetcher

if TYPE_CHECKING:
    from research_assistant.adapters.http.wire import Wire


@asynccontextmanager
async def open_fetcher(
    policy: Policy, clock: Clock, *, folder: Path | None = None, pages: PageFolder | None = None
) -> AsyncIterator[Fetcher]:
    """Open the fetcher; its connections end with the block, and none is made before the first request.

    Args:
        policy: What the operator decided.
        clock: Tells when something was fetched.
        folder: Where the processes of this machine keep the pace of services together; `None` for this process alone.
        pages: Keeps pages so that their sites can be asked whether they have changed; `None` to have all of them sent.
    """
    wire = _LateWire(policy)
    try:
        fetcher = fetcher_over(wire, policy, clock, turns=None if folder is None else SharedTurns(folder))
        yield fetcher if pages is None else RevalidatingFetcher(fetcher, pages, clock)
    finally:
        await wire.close()


def fetcher_over(wire: Sender, policy: Policy, clock: Clock, *, turns: Turns | None = None) -> Fetcher:
    """Return the fetcher that sends over `wire`, with patience, second tries, and the pace of each place."""
    return WorldFetcher(Resting(Retrying(Pacing(wire, policy, clock, turns)), policy), policy, clock)


class _LateWire:
    """A wire that is made when something is sent: commands that ask nothing of the net do not wait for its parts."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._wire: Wire | None = None
        self._opening = asyncio.Lock()

    async def send(self, ask: Ask) -> Reply:
        """See `Sender`."""
        async with self._opening:
            if self._wire is None:
                # A thread loads the parts and the certificates: a third of a second for which nobody else is held up.
                self._wire = await asyncio.to_thread(self._opened)
        return await self._wire.send(ask)

    def _opened(self) -> "Wire":
        from research_assistant.adapters.http.wire import Wire  # noqa: PLC0415 - what the class is for

        return Wire(self._policy)

    async def close(self) -> None:
        """End all connections."""
        if self._wire is not None:
            await self._wire.close()
