"""Makings that are shared: whoever wants what is being made for another waits for it."""

import asyncio
from collections.abc import Awaitable, Callable

from research_assistant.domain.cached import Kept


class Flight:
    """One making under way.

    Attributes:
        callers: Who waits for it now.
        late: Whether an earlier one takes too long, so that this one should wait for nobody.
    """

    def __init__(self, *, patience: float, late: bool) -> None:
        self.callers = 0
        self.late = late
        self.task: asyncio.Task[Kept]
        self._patience = patience
        self._began_at: float | None = None

    def making_begins(self) -> None:
        """Let the patience of those who wait run from now on: what came before has bounds of its own."""
        self._began_at = asyncio.get_running_loop().time()

    async def landed(self, *, patient: bool) -> bool:
        """Wait for the end; return whether it has come before patience was over, where the caller is not `patient`."""
        while not self.task.done():
            left = None if patient else self._left()
            if left is not None and left <= 0:
                return False
            await asyncio.wait({self.task}, timeout=left)
        return True

    def _left(self) -> float:
        if self._began_at is None:
            return self._patience
        return self._began_at + self._patience - asyncio.get_running_loop().time()


class Flights:
    """The makings of one event loop.

    Each is a task of its own: it goes on while anybody waits for it, whoever of them is cancelled.

    Args:
        patience: Seconds that a caller waits for what is made for another.
    """

    def __init__(self, *, patience: float) -> None:
        self._patience = patience
        self._flying: dict[str, Flight] = {}

    async def share(self, name: str, serve: Callable[[Flight], Awaitable[Kept]]) -> Kept:
        """Return what `serve` gives, or what it gives to another caller who asked under the same name before.

        What `serve` raises is raised to all who wait. Where it was cancelled from inside, the others try on their own.
        """
        late = False
        while True:
            flight, first = self._flying.get(name), False
            if flight is None:
                flight, first = self._start(name, serve, late=late), True
            flight.callers += 1
            try:
                landed = await flight.landed(patient=first)
            except asyncio.CancelledError:
                if self._leave(name, flight):
                    await asyncio.wait({flight.task})
                raise
            if not landed:
                late = True
                self._leave(name, flight)
                self._forget(name, flight)
            elif first or not flight.task.cancelled():
                kept = flight.task.result()
                return kept if first else Kept(content=kept.content, hit=True)

    def _start(self, name: str, serve: Callable[[Flight], Awaitable[Kept]], *, late: bool) -> Flight:
        flight = Flight(patience=self._patience, late=late)

        async def fly() -> Kept:
            try:
                return await serve(flight)
            finally:
                self._forget(name, flight)

        flight.task = asyncio.create_task(fly())
        flight.task.add_done_callback(_look_at_error)
        self._flying[name] = flight
        return flight

    def _leave(self, name: str, flight: Flight) -> bool:
        """Stop waiting; return whether that ended the making, because nobody else waits for it."""
        flight.callers -= 1
        if flight.callers:
            return False
        self._forget(name, flight)
        return flight.task.cancel()

    def _forget(self, name: str, flight: Flight) -> None:
        if self._flying.get(name) is flight:
            del self._flying[name]


def _look_at_error(task: asyncio.Task[Kept]) -> None:
    """Keep asyncio from complaining about an error that nobody is left to hear of."""
    if not task.cancelled():
        task.exception()
