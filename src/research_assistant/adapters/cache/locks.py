"""Locks between the processes of one machine; they end with the process that holds them, however it ends."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from time import monotonic, time

SHORTEST_PAUSE, LONGEST_PAUSE = 0.005, 0.1
"""Seconds between two looks at a lock that another process holds."""


@asynccontextmanager
async def alone(path: Path, *, patience: float) -> AsyncIterator[bool]:
    """Hold the lock of this name; where another one holds it for `patience` seconds, go on without.

    Yields whether it is held. It is tried on the event loop, in some ten microseconds: a caller who is cancelled while
    a thread tries would leave it locked.

    Raises:
        OSError: There can be no lock in this folder.
    """
    until, pause = monotonic() + patience, SHORTEST_PAUSE
    while (held := _try(path)) is None and monotonic() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    try:
        yield held is not None
    finally:
        _release(path, held)


@contextmanager
def tried(path: Path) -> Iterator[bool]:
    """Hold the lock of this name where nobody else does; yield whether it is held.

    Raises:
        OSError: There can be no lock in this folder.
    """
    held = _try(path)
    try:
        yield held is not None
    finally:
        _release(path, held)


def remove_old(folder: Path, *, seconds: float) -> None:
    """Remove files that are older and that nobody has locked: processes that died left them.

    Raises:
        OSError: The folder cannot be read.
    """
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime <= time() - seconds:
                _release(path, _try(path))


def _try(path: Path) -> int | None:
    """Return the handle of a lock that is ours now; `None` where another one holds it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_named(handle, path):
                return handle
        except BlockingIOError:
            os.close(handle)
            return None
        except BaseException:
            os.close(handle)
            raise
        # Whoever held it has removed the file since we opened it: others lock another file of this name.
        os.close(handle)


def _is_named(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _release(path: Path, handle: int | None) -> None:
    if handle is None:
        return
    with suppress(OSError):
        path.unlink()
    os.close(handle)
