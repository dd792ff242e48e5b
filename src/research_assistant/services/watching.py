"""What happens to queries, told to many at once: one look into the database for all who watch in this process."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from research_assistant.domain.errors import StorageUnavailable
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.user import User
from research_assistant.ports.transaction import Transactions
from research_assistant.services.research import Research

LOOK_SECONDS = 0.2
"""Between two looks for new events."""

LONGEST_QUEUE = 256
"""Events that wait for one listener; one who is slower is let go, and resumes from the last that arrived."""

_log = logging.getLogger(__name__)


class Watch:
    """The events of one query, for one listener; they end with the query, or where the listener is too slow.

    Attributes:
        lagging: Whether it ended because the listener was too slow.
    """

    def __init__(self, query_id: str, after: int) -> None:
        self.query_id = query_id
        self.lagging = False
        self._after = after
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(LONGEST_QUEUE)

    def tell(self, event: Event) -> None:
        """Hand over an event; one that was told before is passed over."""
        if event.seq <= self._after or self.lagging:
            return
        if self._queue.full():
            self.lagging = True
            return
        self._after = event.seq
        self._queue.put_nowait(event)

    def close(self) -> None:
        """Say that nothing more comes."""
        with suppress(asyncio.QueueFull):
            self._queue.put_nowait(None)

    async def next(self, *, within: float) -> Event | None:
        """Return the next event, or nothing where nothing more comes.

        Raises:
            TimeoutError: None came within that many seconds.
        """
        if self.lagging and self._queue.empty():
            return None
        return await asyncio.wait_for(self._queue.get(), within)


class Watching:
    """Looks for new events as long as somebody watches."""

    def __init__(self, transactions: Transactions, research: Research) -> None:
        self._transactions = transactions
        self._research = research
        self._watches: defaultdict[str, set[Watch]] = defaultdict(set)
        self._positions: dict[str, int] = {}
        self._somebody = asyncio.Event()

    @property
    def listeners(self) -> int:
        """How many watch in this process."""
        return sum(map(len, self._watches.values()))

    @asynccontextmanager
    async def watch(self, name: str, *, user: User, after: int) -> AsyncIterator[Watch]:
        """Open the events of one of the user's queries after the one with the number `after`.

        Raises:
            NotFound: There is no such query of the user's.
        """
        query = await self._research.find(name, user=user)
        watch = Watch(query.query_id, after)
        self._watches[query.query_id].add(watch)
        self._positions.setdefault(query.query_id, after)
        self._positions[query.query_id] = min(after, self._positions[query.query_id])
        self._somebody.set()
        try:
            if query.status.ended:
                before = await self._research.events(query.query_id, user=user, after=after)
                for event in before:
                    watch.tell(event)
                watch.close()
            yield watch
        finally:
            self._watches[query.query_id].discard(watch)
            if not self._watches[query.query_id]:
                del self._watches[query.query_id]
                del self._positions[query.query_id]

    async def ended(self, query_id: str, *, user: User, within: float) -> bool:
        """Return whether one of the user's queries ends within so many seconds; one that waits for its reader does not.

        Raises:
            NotFound: There is no such query of the user's.
        """
        try:
            async with asyncio.timeout(within), self.watch(query_id, user=user, after=0) as watch:
                while (event := await watch.next(within=within)) is not None:
                    if event.kind is EventKind.PLAN_AWAITED:
                        return False
        except TimeoutError:
            return False
        return True

    async def run(self) -> None:
        """Look, until cancelled."""
        while True:
            await self._somebody.wait()
            if not self._positions:
                self._somebody.clear()
                continue
            try:
                await self._look()
            except StorageUnavailable as error:
                _log.warning("New events cannot be read: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        positions = dict(self._positions)
        async with self._transactions.reading() as transaction:
            events = await transaction.events.after(positions)
        last = {event.query_id: event for event in events}
        for event in events:
            for watch in tuple(self._watches.get(event.query_id, ())):
                watch.tell(event)
                # An end that something follows was of an earlier runner: the query was resumed.
                if event.kind.ends and event is last[event.query_id]:
                    watch.close()
            # A listener who came meanwhile may have set it back: then the next look begins there.
            if self._positions.get(event.query_id, -1) >= positions[event.query_id]:
                self._positions[event.query_id] = max(event.seq, self._positions[event.query_id])
