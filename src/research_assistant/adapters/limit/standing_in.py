"""Counting that goes on where the shared counts are away: each process counts for itself until they are back."""

import logging
from time import monotonic

from research_assistant.adapters.limit.local import LocalLimiter
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.ports.limiter import Allowance, Limiter, Rate

LEFT_ALONE_SECONDS = 1.0
"""For which shared counts that did not answer are not asked again: what hangs delays one request, not each."""

_log = logging.getLogger(__name__)


class StandingIn:
    """Counts where `shared` counts, and in this process while that is away.

    It goes on from what it saw last. A limit may then be passed as often as there are processes; no request fails
    because it could not be counted.
    """

    def __init__(self, shared: Limiter) -> None:
        self._shared = shared
        self._local = LocalLimiter()
        self._away_until = 0.0
        self._was_away = False

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        """Count one more of `key`, and return what is left."""
        if monotonic() >= self._away_until:
            try:
                allowance = await self._shared.hit(rate, *key)
            except StorageUnavailable as error:
                self._note_away(error)
            else:
                self._note_back()
                self._local.learn(rate, *key, left=allowance)
                return allowance
        return await self._local.hit(rate, *key)

    async def look(self, rate: Rate, *key: str) -> Allowance:
        """Return what is left of `key` without counting."""
        if monotonic() >= self._away_until:
            try:
                return await self._shared.look(rate, *key)
            except StorageUnavailable as error:
                self._note_away(error)
        return await self._local.look(rate, *key)

    async def clear(self, rate: Rate, *key: str) -> None:
        """Forget what was counted of `key`."""
        await self._local.clear(rate, *key)
        try:
            await self._shared.clear(rate, *key)
        except StorageUnavailable as error:
            self._note_away(error)

    def _note_away(self, error: StorageUnavailable) -> None:
        self._away_until = monotonic() + LEFT_ALONE_SECONDS
        if not self._was_away:
            _log.warning("Requests are counted in each process alone: %s", error)
        self._was_away = True

    def _note_back(self) -> None:
        if self._was_away:
            _log.warning("Requests are counted across all processes again.")
        self._was_away = False
