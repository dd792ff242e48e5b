"""The files of one level: read, written, and the least recently used ones taken away."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from research_assistant.adapters.cache.entries import packed, unpacked
from research_assistant.domain.cached import Terms
from research_assistant.kit.ids import new_id

BLOCK = 4_096
"""Bytes that the smallest file takes on most disks."""

SHARE = 32
"""One part in so many of a level is the largest entry; twice as much is freed at a time."""

_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became more or less, by an entry that came or went."""

    entries: int = 0
    size: int = 0


NOTHING = Change()


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    used_at: float
    size: int
    path: str


class Shelf:
    """Keeps entries in `ab/abcd…` by their names; a file's time of change is when it was used last.

    Nothing waits for the disk: what a crash of the machine leaves half written is found damaged.

    Args:
        folder: Made when the first entry comes.
        terms: What may be kept.
        underway: An existing folder of the same disk, for entries that are being written. On ext4, a file is made there
            in a tenth of the time that it takes in many folders.
    """

    def __init__(self, folder: Path, terms: Terms, *, underway: Path) -> None:
        self._folder = folder
        self._terms = terms
        self._underway = underway

    def read(self, name: str, *, now: float) -> bytes | None:
        """Return what is kept under the name and not past its time.

        Raises:
            Damaged: What is there is not what was written.
            OSError: It cannot be read.
        """
        file = self._file(name)
        try:
            content, made_at = unpacked(name, file.read_bytes())
        except FileNotFoundError:
            return None
        # A clock that was set back makes no entry immortal.
        if abs(now - made_at) >= self._terms.seconds:
            return None
        with suppress(OSError):
            os.utime(file, (now, now))
        return content

    def write(self, name: str, content: bytes, *, now: float) -> Change:
        """Keep the content, whole or not at all; what is too large for the level is not kept.

        Raises:
            OSError: It cannot be written.
        """
        entry = packed(name, content, made_at=now)
        size = _on_disk(len(entry))
        if size > self._terms.most / SHARE or not self._terms.seconds:
            return NOTHING
        file = self._file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        before = _size_of(file)
        half = self._underway / new_id()
        try:
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as made:
                made.write(entry)
            os.utime(half, (now, now))
            half.replace(file)
        except BaseException:
            with suppress(OSError):
                half.unlink()
            raise
        return Change(entries=int(before is None), size=size - (before or 0))

    def remove(self, name: str) -> Change:
        """Take an entry away.

        Raises:
            OSError: It cannot be removed.
        """
        file = self._file(name)
        before = _size_of(file)
        file.unlink(missing_ok=True)
        return NOTHING if before is None else Change(entries=-1, size=-before)

    def sweep(self, *, now: float) -> tuple[int, int]:
        """Remove what was not used for its time to live and, from a level that is too large, the least recently used.

        Returns:
            How many entries are left, and their bytes on disk.
        """
        stale = now - self._terms.seconds
        left = [each for each in self._files() if each.used_at > stale or not _discard(each)]
        size = sum(each.size for each in left)
        if size > self._terms.most:
            aim = self._terms.most - 2 * self._terms.most // SHARE
            left.sort(key=lambda each: each.used_at, reverse=True)
            while left and size > aim:
                oldest = left.pop()
                _discard(oldest)
                size -= oldest.size
        return len(left), size

    def clear(self) -> int:
        """Remove everything; return how many entries there were.

        Raises:
            OSError: Something cannot be removed.
        """
        entries = 0
        for each in self._files():
            Path(each.path).unlink(missing_ok=True)
            entries += 1
        return entries

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _files(self) -> Iterator[_File]:
        for folder in _inside(self._folder):
            if not folder.is_dir(follow_symlinks=False):
                continue
            # The folder may have been somebody's before it was ours: what is not named as an entry stays.
            for each in filter(lambda each: _NAME.fullmatch(each.name), _inside(folder)):
                with suppress(FileNotFoundError):
                    told = each.stat(follow_symlinks=False)
                    yield _File(used_at=told.st_mtime, size=_on_disk(told.st_size), path=each.path)


def _inside(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except FileNotFoundError:
        return []


def _on_disk(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _size_of(file: Path) -> int | None:
    try:
        return _on_disk(file.stat().st_size)
    except FileNotFoundError:
        return None


def _discard(file: _File) -> bool:
    try:
        Path(file.path).unlink(missing_ok=True)
    except OSError:
        return False
    return True
