"""Second tries: only where they may help, do no harm, and stay few."""

import asyncio
from collections.abc import Callable
from random import SystemRandom

from research_assistant.adapters.http.reply import Ask, Reply, Sender
from research_assistant.domain.errors import FetchFailed

MOST_TRIES = 3
FIRST_PAUSE = 0.5
"""Seconds, at most; twice as many each time, and by chance less, so that those who failed together part."""

_PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
_PASSING_CAUSES = frozenset({"connect", "cut-off"})

_CHANCE = SystemRandom()
_REQUESTS_FOR_ONE = 15.0
_MOST_SAVED = 10.0


class Budget:
    """How many second tries we may make: one to begin with, and one more for every fifteen requests.

    From twenty requests on, that is a tenth more load at most, however much fails.
    """

    def __init__(self) -> None:
        self._saved = 1.0

    def earn(self) -> None:
        """Count a first try."""
        self._saved = min(_MOST_SAVED, self._saved + 1 / _REQUESTS_FOR_ONE)

    def spend(self) -> bool:
        """Return whether one more may be made, and count it."""
        if self._saved < 1.0:
            return False
        self._saved -= 1.0
        return True


class Retrying:
    """Sends again what failed in passing, within the time and the budget there is."""

    def __init__(self, sender: Sender, *, chance: Callable[[], float] = _CHANCE.random) -> None:
        self._sender = sender
        self._chance = chance
        self._budgets: dict[str, Budget] = {}

    async def send(self, ask: Ask) -> Reply:
        """See `Sender`."""
        budget = self._budgets.setdefault(ask.service, Budget())
        budget.earn()
        last = await self._tried(ask)
        for number in range(1, MOST_TRIES):
            if not _is_passing(last) or ask.method != "GET":
                break
            pause = FIRST_PAUSE * 2 ** (number - 1) * self._chance()
            if asyncio.get_running_loop().time() + pause >= ask.until or not budget.spend():
                break
            await asyncio.sleep(pause)
            again = await self._tried(ask)
            if isinstance(again, FetchFailed) and again.cause == "busy":
                # Our turn comes too late: what was answered before says why.
                break
            last = again
        if isinstance(last, FetchFailed):
            raise last
        return last

    async def _tried(self, ask: Ask) -> Reply | FetchFailed:
        try:
            return await self._sender.send(ask)
        except FetchFailed as error:
            return error


def _is_passing(outcome: Reply | FetchFailed) -> bool:
    if isinstance(outcome, FetchFailed):
        return outcome.cause in _PASSING_CAUSES
    return outcome.status in _PASSING_STATUSES
