"""A cache in files below one folder, shared by all processes of a machine."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Final

from research_assistant.adapters.cache.counts import Count, Counts
from research_assistant.adapters.cache.entries import Damaged
from research_assistant.adapters.cache.flights import Flight, Flights
from research_assistant.adapters.cache.locks import alone, remove_old, tried
from research_assistant.adapters.cache.shelf import NOTHING, Change, Shelf
from research_assistant.domain.cached import Kept, Level, Shelved, Terms
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.ports.clock import Clock

PATIENCE: Final = 60.0
"""Seconds that a caller waits for another process, and again for another caller, before it makes the thing itself."""

SWEPT_EVERY: Final = 86_400.0
"""Seconds after which a level is looked through, though it may not be too large."""

LEFT_BEHIND_SECONDS: Final = 3_600
"""After which a lock that nobody holds, or an entry that is half written, belongs to a process that has died."""

SAID_EVERY: Final = 3_600.0
"""Seconds after which it is said again that the disk gives trouble."""

_log = logging.getLogger(__name__)


class FolderCache:
    """Keeps entries as files; where they cannot be kept, everything is made, and that is said once.

    Args:
        folder: Made for its owner alone when the first entry comes.
        terms: What each level may keep.
        clock: Tells how old entries are.
        patience: See `PATIENCE`.
    """

    def __init__(self, folder: Path, terms: Mapping[Level, Terms], *, clock: Clock, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._terms = terms
        self._underway = folder / "underway"
        self._shelves = {level: Shelf(folder / level.value, terms[level], underway=self._underway) for level in Level}
        self._counts = Counts(folder / "counts")
        self._clock = clock
        self._patience = patience
        self._flights = Flights(patience=patience)
        self._sweeping: dict[Level, asyncio.Future[None]] = {}
        self._said_at = -SAID_EVERY

    async def get(self, level: Level, key: str, make: Callable[[], Awaitable[bytes]]) -> Kept:
        """Return what is kept, or make it once for all who ask; see the port."""
        name = sha256(f"{level.value} {key}".encode("utf8", "surrogatepass")).hexdigest()
        return await self._flights.share(name, partial(self._serve, level, name, make))

    async def stats(self) -> Sequence[Shelved]:
        """Return what each level holds, as it was counted; see the port."""
        with _told(self._folder, "read"):
            counts = await asyncio.to_thread(self._counted)
        return [
            Shelved(
                level=level,
                entries=count.entries,
                size=count.size,
                most=self._terms[level].most,
                seconds=self._terms[level].seconds,
                hits=count.hits,
                misses=count.misses,
            )
            for level, count in counts.items()
        ]

    async def clear(self, level: Level | None = None) -> int:
        """Remove the files of one level, or of all; see the port."""
        return await asyncio.to_thread(self._clear, list(Level) if level is None else [level])

    async def _serve(self, level: Level, name: str, make: Callable[[], Awaitable[bytes]], flight: Flight) -> Kept:
        content = await asyncio.to_thread(self._look, level, name, flight)
        if content is not None:
            return Kept(content=content, hit=True)
        async with AsyncExitStack() as held:
            if not flight.late:
                with self._tolerated():
                    await asyncio.to_thread(self._make_folders)
                    await held.enter_async_context(alone(self._underway / name, patience=self._patience))
                content = await asyncio.to_thread(self._look, level, name, flight)
                if content is not None:
                    return Kept(content=content, hit=True)
            flight.making_begins()
            content = await make()
            if await asyncio.to_thread(self._keep, level, name, content, flight):
                self._begin_to_sweep(level)
        return Kept(content=content, hit=False)

    def _look(self, level: Level, name: str, flight: Flight) -> bytes | None:
        content = None
        with self._tolerated():
            try:
                content = self._shelves[level].read(name, now=self._now())
            except Damaged:
                self._count(level, self._shelves[level].remove(name))
            if content is not None:
                self._count(level, hits=flight.callers)
        return content

    def _keep(self, level: Level, name: str, content: bytes, flight: Flight) -> bool:
        """Keep what was made; return whether the level should be swept."""
        change = NOTHING
        with self._tolerated():
            self._make_folders()
            change = self._shelves[level].write(name, content, now=self._now())
        with self._tolerated():
            count = self._count(level, change, hits=max(0, flight.callers - 1), misses=1)
            return count.size > self._terms[level].most or self._is_due(count)
        return False

    def _begin_to_sweep(self, level: Level) -> None:
        """Sweep in a thread; nobody waits for it."""
        if level not in self._sweeping or self._sweeping[level].done():
            self._sweeping[level] = asyncio.get_running_loop().run_in_executor(None, self._sweep, level)

    def _sweep(self, level: Level) -> None:
        with self._tolerated(), tried(self._underway / f"sweep-{level.value}") as ours:
            if not ours:
                return
            entries, size = self._shelves[level].sweep(now=self._now())
            self._counts.change(level, partial(replace, entries=entries, size=size, swept_at=self._now()))
            remove_old(self._underway, seconds=LEFT_BEHIND_SECONDS)

    def _counted(self) -> Mapping[Level, Count]:
        counts = self._counts.read()
        due = [level for level, count in counts.items() if self._is_due(count)] if self._underway.exists() else []
        for level in due:
            self._sweep(level)
        return self._counts.read() if due else counts

    def _is_due(self, count: Count) -> bool:
        return self._now() - count.swept_at > SWEPT_EVERY

    def _clear(self, levels: Sequence[Level]) -> int:
        if not self._folder.exists():
            return 0
        removed = 0
        with _told(self._folder, "cleared"):
            for level in levels:
                removed += self._shelves[level].clear()
                self._counts.change(level, lambda _: Count(swept_at=self._now()))
        return removed

    def _count(self, level: Level, change: Change = NOTHING, *, hits: int = 0, misses: int = 0) -> Count:
        def counted(before: Count) -> Count:
            return replace(
                before,
                hits=before.hits + hits,
                misses=before.misses + misses,
                entries=max(0, before.entries + change.entries),
                size=max(0, before.size + change.size),
            )

        return self._counts.change(level, counted)

    def _make_folders(self) -> None:
        if self._underway.exists():
            return
        # One by one: folders that are made on the way are not given the mode.
        for each in (self._folder.parent, self._folder, self._underway):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        for level in Level:
            # There is nothing to be looked through yet.
            self._counts.change(level, partial(replace, swept_at=self._now()))

    def _now(self) -> float:
        return self._clock().timestamp()

    @contextmanager
    def _tolerated(self) -> Iterator[None]:
        """Let no trouble with the disk reach a caller."""
        try:
            yield
        except BlockingIOError:
            """Others have the counts for too long: this once, nothing is counted."""
        except OSError as error:
            if monotonic() - self._said_at >= SAID_EVERY:
                _log.warning("The cache %s cannot be used, what is asked for is made anew: %s", self._folder, error)
                self._said_at = monotonic()


@contextmanager
def _told(folder: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(
            f"The cache {str(folder)!r} cannot be {what}: {error.strerror or error}.",
            next_step="Check the rights of CACHE_DIR and its disk, or set it to another folder.",
        ) from error
