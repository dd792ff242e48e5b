"""Opens the fetcher that the policy describes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from research_assistant.adapters.http.fetching import WorldFetcher
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.reply import Ask, Reply
from research_assistant.ports.clock import Clock
from research_assistant.ports.fetcher import Fetcher

if TYPE_CHECKING:
    from research_assistant.adapters.http.wire import Wire


@asynccontextmanager
async def open_fetcher(policy: Policy, clock: Clock) -> AsyncIterator[Fetcher]:
    """Open the fetcher; its connections end with the block, and none is made before the first request."""
    wire = _LateWire(policy)
    try:
        yield WorldFetcher(wire, policy, clock)
    finally:
        await wire.close()


class _LateWire:
    """A wire that is made when something is sent: commands that ask nothing of the net do not wait for its parts."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._wire: Wire | None = None

    async def send(self, ask: Ask) -> Reply:
        """See `Sender`."""
        if self._wire is None:
            from research_assistant.adapters.http.wire import Wire  # noqa: PLC0415 - what the class is for

            self._wire = Wire(self._policy)
        return await self._wire.send(ask)

    async def close(self) -> None:
        """End all connections."""
        if self._wire is not None:
            await self._wire.close()
