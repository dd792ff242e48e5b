"""Waiting for our turn: how often a place is asked, how much at a time, and not before it wants to be."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.policy import Pace, Policy
from research_assistant.adapters.http.reply import Ask, Reply, Sender
from research_assistant.adapters.http.turns import OwnTurns, Turns
from research_assistant.ports.clock import Clock

LONGEST_HOLD = 300.0
"""Seconds for which `Retry-After` is believed; who asks for longer is asked again then, once."""

_ASKING_TO_WAIT = frozenset({429, 503})
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)


class Pacing:
    """Sends when it is our turn, or says at once that it will not be in time."""

    def __init__(self, sender: Sender, policy: Policy, clock: Clock, shared: Turns | None = None) -> None:
        """Prepare.

        Args:
            sender: What sends.
            policy: The pace of each place.
            clock: What dates in `Retry-After` are compared with.
            shared: Keeps the turns at services over all processes of this machine; `None` where this is the only one.
        """
        self._sender = sender
        self._policy = policy
        self._clock = clock
        self._own = OwnTurns()
        self._shared = shared or self._own
        self._doors: dict[str, _Door] = {}

    async def send(self, ask: Ask) -> Reply:
        """See `Sender`.

        Raises:
            FetchFailed: `cause` is `busy` where our turn would come too late.
        """
        pace = self._policy.services[ask.service].pace if ask.service else self._policy.site_pace
        turns = self._shared if ask.service else self._own
        async with self._door(ask.place, pace):
            left = ask.until - asyncio.get_running_loop().time()
            apart = max(pace.seconds_between, ask.apart) if ask.spaced else 0.0
            wait = turns.take(ask.place, apart=apart, within=left)
            if wait > left:
                raise failures.busy(ask.url, wait)
            await asyncio.sleep(wait)
            reply = await self._sender.send(ask)
        if hold := seconds_to_wait(reply, self._clock()):
            turns.hold(ask.place, min(hold, LONGEST_HOLD))
        return reply

    @asynccontextmanager
    async def _door(self, place: str, pace: Pace) -> AsyncIterator[None]:
        """Let in as many at a time as the place takes."""
        if not pace.at_once:
            yield
            return
        door = self._doors.setdefault(place, _Door(asyncio.Semaphore(pace.at_once)))
        door.users += 1
        try:
            async with door.semaphore:
                yield
        finally:
            door.users -= 1
            if not door.users:
                del self._doors[place]


@dataclass(slots=True)
class _Door:
    semaphore: asyncio.Semaphore
    users: int = 0


def seconds_to_wait(reply: Reply, now: datetime) -> float:
    """Return what an answer asks for; 0 where it does not.

    That is `Retry-After`, seconds or a date, of answers that refuse; and `Backoff`, seconds, of any: Zotero's word for
    being under load.
    """
    backoff = reply.headers.get("backoff", "").strip()
    if _SECONDS.fullmatch(backoff):
        return float(backoff)
    if reply.status not in _ASKING_TO_WAIT:
        return 0.0
    text = reply.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
