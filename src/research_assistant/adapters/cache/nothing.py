"""A cache that keeps nothing: what `ENABLE_CACHE=false` asks for."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from research_assistant.adapters.cache.flights import Flight, Flights
from research_assistant.domain.cached import Kept, Level, Shelved
from research_assistant.ports.cache import Cache

PATIENCE: Final = 60.0
"""Seconds that a caller waits for what is made for another, before it makes the thing itself."""


class NoCache:
    """Makes everything anew, though once for all who ask for it at the same time.

    Args:
        before: Holds what was kept before; it can still be looked at and cleared.
        patience: See `PATIENCE`.
    """

    def __init__(self, before: Cache, *, patience: float = PATIENCE) -> None:
        self._before = before
        self._flights = Flights(patience=patience)

    async def get(self, level: Level, key: str, make: Callable[[], Awaitable[bytes]]) -> Kept:
        """Make it, once for all who ask at the same time; see the port."""

        async def serve(flight: Flight) -> Kept:
            flight.making_begins()
            return Kept(content=await make(), hit=False)

        return await self._flights.share(f"{level.value} {key}", serve)

    async def stats(self) -> Sequence[Shelved]:
        """Return what each level still holds."""
        return await self._before.stats()

    async def clear(self, level: Level | None = None) -> int:
        """Remove what was kept before; see the port."""
        return await self._before.clear(level)
