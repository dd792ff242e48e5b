"""Pages as they came, kept to be asked about again: has it changed?"""

import json
import os
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from research_assistant.ports.fetcher import Fetched

_SWEPT_EVERY = 50
"""Pages kept by this process after which the folder is looked through."""


class PageFolder:
    """A folder of pages, one file each, that never grows far beyond its bound; what is damaged is not there.

    Args:
        folder: Made for its owner alone when the first page comes; processes may share it.
        most_bytes: What all files may take; the ones that were not asked for the longest go first.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._kept = 0

    def get(self, url: str) -> Fetched | None:
        """Return what was kept of an address; `None` where nothing was."""
        try:
            told, _, content = self._path(url).read_bytes().partition(b"\n")
            read = json.loads(told)
            if read.pop("sha256") != sha256(content).hexdigest() or read["url"] != url:
                return None
            return Fetched(**{**read, "fetched_at": datetime.fromisoformat(read["fetched_at"])}, content=content)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, page: Fetched) -> None:
        """Keep a page under its address, unless it is large or the disk has no room: a page that is lost is no harm."""
        if len(page.content) > self._most_bytes // 10:
            return
        told = {
            "url": page.url,
            "media_type": page.media_type,
            "charset": page.charset,
            "fetched_at": page.fetched_at.isoformat(),
            "headers": dict(page.headers),
            "sha256": sha256(page.content).hexdigest(),
        }
        with suppress(OSError):
            path = self._path(page.url)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, json.dumps(told).encode() + b"\n" + page.content)
            self._kept += 1
            if self._kept % _SWEPT_EVERY == 1:
                self._sweep()

    def touch(self, url: str) -> None:
        """Note that a page was asked for."""
        with suppress(OSError):
            os.utime(self._path(url))

    def _path(self, url: str) -> Path:
        name = sha256(url.encode()).hexdigest()
        return self._folder / name[:2] / name

    def _sweep(self) -> None:
        found = sorted((each.stat().st_mtime, each.stat().st_size, each) for each in self._folder.glob("??/*"))
        size = sum(each[1] for each in found)
        for _, own, path in found:
            if size <= self._most_bytes:
                break
            path.unlink(missing_ok=True)
            size -= own


def _write(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
            file.close()
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise
