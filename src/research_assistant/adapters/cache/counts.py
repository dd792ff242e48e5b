"""Counts of all processes in one small file that is changed in its place."""

import fcntl
import os
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from time import sleep

from research_assistant.domain.cached import Level

TRIES, PAUSE = 50, 0.002
"""How often, and with how many seconds between, the file is tried to be had: others keep it for microseconds."""

_LEVEL = struct.Struct("<4Qd")
_CHECKSUM = struct.Struct("<I")
_SIZE = _LEVEL.size * len(Level) + _CHECKSUM.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What is counted of one level.

    Attributes:
        size: Bytes on disk.
        swept_at: When its files were looked through last, in seconds since 1970; 0 for never.
    """

    hits: int = 0
    misses: int = 0
    entries: int = 0
    size: int = 0
    swept_at: float = 0.0


class Counts:
    """Keeps one count a level.

    What is kept is as good as it can be had cheaply: a process that is killed between a file and its count leaves a
    small difference, which looking through the files mends. A file that is missing or damaged counts as new.

    Args:
        path: The file; made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[Level, Count]:
        """Return the counts.

        Raises:
            OSError: The file cannot be read.
        """
        try:
            return _unpacked(self._path.read_bytes())
        except FileNotFoundError:
            return _unpacked(b"")

    def change(self, level: Level, change: Callable[[Count], Count]) -> Count:
        """Change the count of one level, and return it.

        Raises:
            OSError: The file cannot be changed, or is not to be had.
        """
        with self._opened() as handle:
            counts = {**_unpacked(os.pread(handle, _SIZE, 0))}
            counts[level] = change(counts[level])
            os.pwrite(handle, _packed(counts), 0)
            return counts[level]

    @contextmanager
    def _opened(self) -> Iterator[int]:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
            yield handle
        finally:
            os.close(handle)


def _lock(handle: int) -> None:
    """Have the file to ourselves until it is closed; a process that was stopped while it had it stops nobody else."""
    for _ in range(TRIES - 1):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sleep(PAUSE)
        else:
            return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _packed(counts: Mapping[Level, Count]) -> bytes:
    told = b"".join(_LEVEL.pack(*astuple(counts[level])) for level in Level)
    return told + _CHECKSUM.pack(zlib.crc32(told))


def _unpacked(content: bytes) -> Mapping[Level, Count]:
    told, checksum = content[: _SIZE - _CHECKSUM.size], content[_SIZE - _CHECKSUM.size : _SIZE]
    if len(content) < _SIZE or _CHECKSUM.unpack(checksum) != (zlib.crc32(told),):
        return {level: Count() for level in Level}
    return {
        level: Count(hits=hits, misses=misses, entries=entries, size=size, swept_at=swept_at)
        for level, (hits, misses, entries, size, swept_at) in zip(Level, _LEVEL.iter_unpack(told), strict=True)
    }
