"""Whose turn is when: in this process, or over all processes of this machine."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

_MOST_PLACES = 5_000
"""Places that are remembered before those whose turn has passed are forgotten."""

_TRIES, _PAUSE = 125, 0.002
"""Together a quarter of a second; a file is held for some microseconds, unless its holder is stopped just then."""

_LOG = logging.getLogger(__name__)


class Turns(Protocol):
    """Gives out turns, one after the other."""

    def take(self, place: str, *, apart: float, within: float) -> float:
        """Return the seconds until our turn; it is taken where they are at most `within`.

        Args:
            place: Whose turns they are.
            apart: Seconds from this turn to the next.
            within: Seconds that we can wait.
        """

    def hold(self, place: str, seconds: float) -> None:
        """Give out no turn before so many seconds have passed."""


class OwnTurns:
    """The turns of one process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._next: dict[str, float] = {}

    def take(self, place: str, *, apart: float, within: float) -> float:
        """See `Turns`."""
        now = self._now()
        turn = max(now, self._next.get(place, now))
        if turn - now <= within:
            self._next[place] = turn + apart
            self._forget(now)
        return turn - now

    def hold(self, place: str, seconds: float) -> None:
        """See `Turns`."""
        self._next[place] = max(self._next.get(place, 0.0), self._now() + seconds)

    def _forget(self, now: float) -> None:
        if len(self._next) > _MOST_PLACES:
            self._next = {place: turn for place, turn in self._next.items() if turn > now}


class SharedTurns:
    """The turns of all processes that share a folder, one small file a place.

    The file is held for some microseconds, so nobody waits for it elsewhere than on the event loop. Where it cannot be
    written, each process keeps its own turns.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = OwnTurns()
        self._said = False

    def take(self, place: str, *, apart: float, within: float) -> float:
        """See `Turns`."""
        try:
            with self._next(place) as file:
                now = time.time()
                turn = max(now, _read(file, now))
                if turn - now <= within:
                    _write(file, turn + apart)
                return turn - now
        except OSError as error:
            self._say(error)
            return self._own.take(place, apart=apart, within=within)

    def hold(self, place: str, seconds: float) -> None:
        """See `Turns`."""
        try:
            with self._next(place) as file:
                now = time.time()
                _write(file, max(_read(file, now), now + seconds))
        except OSError as error:
            self._say(error)
            self._own.hold(place, seconds)

    @contextmanager
    def _next(self, place: str) -> Iterator[IO[str]]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / place).open("a+", encoding="ascii") as file:
            _lock(file)
            yield file

    def _say(self, error: OSError) -> None:
        if not self._said:
            _LOG.warning("The pace of services is kept in this process alone: %s.", error)
        self._said = True


_LONGEST = 600.0
"""Seconds: no turn lies further ahead, unless the clock was set back."""


def _lock(file: IO[str]) -> None:
    """Hold a file, or give up soon: who holds it may have been stopped, and we are on the event loop."""
    for _ in range(_TRIES - 1):
        with suppress(BlockingIOError):
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(_PAUSE)
    return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(file: IO[str], now: float) -> float:
    file.seek(0)
    try:
        turn = float(file.read(40))
    except ValueError:
        return now
    return turn if turn < now + _LONGEST else now


def _write(file: IO[str], turn: float) -> None:
    file.seek(0)
    file.truncate()
    file.write(f"{turn:.3f}")
    file.flush()
