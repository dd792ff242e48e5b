"""Leaving alone for a while what fails again and again."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.reply import Ask, Reply, Sender
from research_assistant.domain.errors import FetchFailed

REST_SECONDS = 30.0
"""A place that fails is left alone for so long; then one request shows whether it is back."""

_BROKEN = frozenset({"dns", "connect", "proxy", "tls", "timeout", "cut-off", "protocol"})
"""Causes that say something of the place itself, and not of one page."""
_ANSWERED = frozenset({"encoding", "media-type", "too-large"})
_MOST_PLACES = 5_000


@dataclass(slots=True)
class _State:
    failures: int = 0
    until: float = 0.0


class Resting:
    """Sends, unless the place has failed too often in a row."""

    def __init__(self, sender: Sender, policy: Policy) -> None:
        self._sender = sender
        self._most = policy.failures_before_rest
        self._states: OrderedDict[str, _State] = OrderedDict()

    async def send(self, ask: Ask) -> Reply:
        """See `Sender`.

        Raises:
            FetchFailed: `cause` is `resting` where nothing was sent.
        """
        if not self._most:
            return await self._sender.send(ask)
        state, loop = self._state(ask.place), asyncio.get_running_loop()
        if loop.time() < state.until:
            raise failures.resting(ask.url, state.failures, state.until - loop.time())
        if state.failures >= self._most:
            # One goes ahead; the others wait for what it finds.
            state.until = min(ask.until, loop.time() + REST_SECONDS)
        try:
            reply = await self._sender.send(ask)
        except FetchFailed as error:
            if error.cause in _BROKEN:
                self._failed(state)
            elif error.cause in _ANSWERED:
                self._well(state)
            raise
        except asyncio.CancelledError:
            # Too slow for the time it had; who gave up for another reason says nothing of the place.
            if loop.time() >= ask.until:
                self._failed(state)
            raise
        if reply.status >= 500:
            self._failed(state)
        else:
            self._well(state)
        return reply

    def _state(self, place: str) -> _State:
        state = self._states.setdefault(place, _State())
        self._states.move_to_end(place)
        if len(self._states) > _MOST_PLACES:
            self._states.popitem(last=False)
        return state

    def _well(self, state: _State) -> None:
        state.failures, state.until = 0, 0.0

    def _failed(self, state: _State) -> None:
        state.failures += 1
        if state.failures >= self._most:
            state.until = asyncio.get_running_loop().time() + REST_SECONDS
