"""Blobs as files of a folder, `ab/abcd…` by the hash of their bytes."""

import asyncio
import os
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from hashlib import sha256 as hash_of
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time

from research_assistant.domain.errors import StorageUnavailable

LEFT_BEHIND_SECONDS = 3_600
"""After which a file that is half written belongs to a process that has died."""

_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = "new-"


class BlobFolder:
    """Keeps blobs below one folder, which several processes may use at once.

    Args:
        folder: Made when the first blob comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes, sha256: str) -> None:
        """Keep the bytes; see the port."""
        await asyncio.to_thread(self._put, content, sha256)

    async def get(self, sha256: str) -> bytes:
        """Return the bytes; see the port."""
        return await asyncio.to_thread(self._get, sha256)

    async def names(self) -> Sequence[str]:
        """Return the hashes of all that is kept."""
        return await asyncio.to_thread(self._names)

    async def remove(self, sha256s: Collection[str]) -> None:
        """Remove them, and what was left half written; what is not there is no error."""
        await asyncio.to_thread(self._remove, sha256s)

    def _put(self, content: bytes, sha256: str) -> None:
        file = self._file(sha256)
        try:
            if file.exists() and file.stat().st_size == len(content):
                return
            file.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=file.parent, prefix=_UNFINISHED, delete=False) as made:
                try:
                    made.write(content)
                    made.flush()
                    os.fsync(made.fileno())
                    Path(made.name).replace(file)
                except BaseException:
                    Path(made.name).unlink(missing_ok=True)
                    raise
            _sync(file.parent)
        except OSError as error:
            raise StorageUnavailable(
                f"The file {str(file)!r} cannot be written: {error.strerror or error}.",
                next_step="Make room or check the rights of DATA_DIR, then run the same command again: it goes on.",
            ) from error

    def _get(self, sha256: str) -> bytes:
        file = self._file(sha256)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise StorageUnavailable(
                f"The file {str(file)!r} cannot be read: {error.strerror or error}.", next_step=_AGAIN
            ) from error
        if hash_of(content).hexdigest() != sha256:
            raise StorageUnavailable(f"The file {str(file)!r} is damaged.", next_step=_AGAIN)
        return content

    def _names(self) -> list[str]:
        return sorted(file.name for file in self._folder.glob("*/*") if _NAME.fullmatch(file.name))

    def _remove(self, sha256s: Collection[str]) -> None:
        for sha256 in sha256s:
            with suppress(FileNotFoundError):
                self._file(sha256).unlink()
        # What a process had half written when it was killed has no name of ours, and nobody asks for it.
        for unfinished in self._folder.glob(f"*/{_UNFINISHED}*"):
            with suppress(FileNotFoundError):
                if unfinished.stat().st_mtime < time() - LEFT_BEHIND_SECONDS:
                    unfinished.unlink()

    def _file(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self._folder / sha256[:2] / sha256


_AGAIN = "Restore a backup of DATA_DIR, or add the file again."


def _sync(folder: Path) -> None:
    """Let a new name reach the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
