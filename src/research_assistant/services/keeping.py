"""Keeps the slot of this process, and brings what dead processes left behind to live ones."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from itertools import count

from research_assistant.domain.errors import StorageUnavailable
from research_assistant.domain.slot import Slot
from research_assistant.ports.queue import Queue
from research_assistant.ports.runner import Runners
from research_assistant.ports.transaction import Transactions

BEAT_SECONDS = 2.0
AGAIN_SECONDS = 0.5
"""Until the next round where one failed, or has to be seen twice: queries go on soon after the database is back."""

LEASE_SECONDS = 15.0
"""A process that has not told that it lives for so long loses its queries; longer than a stage holds the loop."""

TIDY_ROUNDS = 150
"""Every five minutes the queue forgets what has ended."""

PUT_AT_ONCE = 200
"""Waiting queries that one round looks after: the oldest come first."""

_log = logging.getLogger(__name__)


class Keeping:
    """Tells that this process lives, and takes over from those that do not.

    How old a beat is, is measured by this process's own clock from when it first saw it, so that the clocks of several
    machines need not agree. What passed while this process could not look does not count: where the database was away,
    or this process slept, all others would look dead.
    """

    def __init__(
        self,
        transactions: Transactions,
        queue: Queue,
        *,
        runners: Runners,
        at_work: Container[str],
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._transactions = transactions
        self._queue = queue
        self._runners = runners
        self._at_work = at_work
        self._seconds = seconds
        self._sleep = sleep
        self._own = runners.slot
        self._seen: dict[str, tuple[int, float]] = {}
        self._looked = seconds()
        self._idle: set[str] = set()

    async def lease(self) -> None:
        """Take a slot for this process."""
        async with self._transactions.writing() as transaction:
            await transaction.slots.lease(self._own)

    async def keep(self) -> None:
        """Go round until cancelled; while the database cannot be used, try again."""
        for number in count():
            seconds = AGAIN_SECONDS
            try:
                await self.round()
                if number % TIDY_ROUNDS == 0:
                    await self._queue.forget_ended()
                if not self._idle:
                    seconds = BEAT_SECONDS
            except StorageUnavailable as error:
                _log.warning("%s", error)
            except Exception:  # noqa: BLE001 - the edge of a round: a process that runs queries has to be kept
                _log.exception("The slots could not be looked after")
            await self._sleep(seconds)

    async def round(self) -> None:
        """Tell that this process lives, take over from dead ones, and see to it that all that waits is in the queue.

        Raises:
            StorageUnavailable: The database or the queue cannot be used.
        """
        async with self._transactions.writing() as transaction:
            if not await transaction.slots.beat(self._own.executor_id):
                # This process was paused for so long that it was taken for dead: what it ran is another's now.
                await transaction.slots.lease(self._own)
            for query_id in await transaction.holds.held_by(self._own.executor_id):
                if query_id not in self._at_work and (hold := await transaction.holds.hold(query_id)) is not None:
                    await transaction.holds.let_go(query_id, epoch=hold.epoch)
        # Looked at before the slots: who is brought a query has a slot by then, unless it has died.
        brought = await self._queue.brought()
        live = {slot.executor_id for slot in await self._looked_at() if not await self._taken(slot)}
        left = [query_id for query_id, executor_id in brought.items() if executor_id not in live]
        if left := [*left, *self._dropped(brought)]:
            await self._queue.bring_again(left)
        async with self._transactions.reading() as transaction:
            waiting = await transaction.holds.waiting(limit=PUT_AT_ONCE)
        if waiting:
            await self._queue.put(waiting)

    async def release(self) -> None:
        """Give the slot back: what this process ran waits for the next one."""
        async with self._transactions.writing() as transaction:
            for slot in await transaction.slots.all():
                if slot.executor_id == self._own.executor_id:
                    await transaction.slots.take(slot)

    def _dropped(self, brought: Mapping[str, str]) -> Sequence[str]:
        """Return what was brought to this process, which knows nothing of it: the database went away in between."""
        idle = {
            query_id
            for query_id, executor_id in brought.items()
            if executor_id == self._own.executor_id and query_id not in self._at_work
        }
        # What was brought a moment ago, or is just being recorded as done, is not idle at the next look.
        dropped, self._idle = sorted(idle & self._idle), idle - self._idle
        return dropped

    def _is_gone(self, slot: Slot) -> bool:
        if slot.executor_id == self._own.executor_id:
            return False
        if self._runners.ended(slot):
            return True
        beat, since = self._seen.get(slot.executor_id, (-1, 0.0))
        if beat != slot.beat:
            self._seen[slot.executor_id] = (slot.beat, self._seconds())
            return False
        return self._seconds() - since > LEASE_SECONDS

    async def _looked_at(self) -> Sequence[Slot]:
        async with self._transactions.reading() as transaction:
            slots = await transaction.slots.all()
        now = self._seconds()
        if now - self._looked > LEASE_SECONDS / 2:
            self._seen.clear()
        self._looked = now
        return slots

    async def _taken(self, slot: Slot) -> bool:
        if not self._is_gone(slot):
            return False
        async with self._transactions.writing() as transaction:
            return await transaction.slots.take(slot)
