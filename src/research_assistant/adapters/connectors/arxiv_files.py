"""A folder in which arXiv's PDFs are kept: what was fetched once is never asked of arXiv again."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from research_assistant.domain.registers import arxiv_name
from research_assistant.kit.urls import host_of
from research_assistant.ports.fetcher import Fetched, Fetcher, Request

HOSTS = frozenset(("arxiv.org", "export.arxiv.org"))
"""Hosts whose files are arXiv's, `www.` aside."""

_PDF = "application/pdf"
_BEGINNING = b"%PDF-"
_log = logging.getLogger(__name__)


class ArxivFiles:
    """Gives and keeps PDFs of arXiv; everything else is left to the fetcher it stands before.

    A file is named by the id and version, such as `hep-th_9901001v2.pdf`. One version never changes, so its file has no
    end; an address without a version names the newest and is always fetched.
    """

    def __init__(self, fetcher: Fetcher, folder: Path, *, mirror: str = "") -> None:
        """Take where the files are.

        Args:
            fetcher: Fetches what is not there.
            folder: Made when the first file comes.
            mirror: The address of a mirror of arXiv, whose files are arXiv's too.
        """
        self._fetcher = fetcher
        self._folder = folder
        self._hosts = HOSTS | {host_of(mirror)} - {""}
        self._troubled = False

    async def fetch(self, request: Request) -> Fetched:
        """Return a whole answer; see the port."""
        path = self._path(request.url)
        if path is None or request.method != "GET":
            return await self._fetcher.fetch(request)
        kept = await asyncio.to_thread(_read, path, request)
        if kept is not None:
            return kept
        fetched = await self._fetcher.fetch(request)
        if fetched.content.startswith(_BEGINNING) and self._path(fetched.url) is not None:
            await asyncio.to_thread(self._keep, path, fetched.content)
        return fetched

    def _path(self, url: str) -> Path | None:
        """Return the file of a PDF of one version; nothing for all other addresses."""
        if host_of(url) not in self._hosts:
            return None
        path = urlsplit(url).path
        name = arxiv_name(path) if path.startswith("/pdf/") else None
        if name is None or not name[1]:
            return None
        return self._folder / f"{name[0].replace('/', '_')}v{name[1]}.pdf"

    def _keep(self, path: Path, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, prefix=f"{path.stem}.", suffix=".part", delete=False) as file:
                part = Path(file.name)
                try:
                    file.write(content)
                    file.close()
                    part.replace(path)
                finally:
                    part.unlink(missing_ok=True)
        except OSError as error:
            # A query does not fail for a folder that is full or may not be written to.
            if not self._troubled:
                _log.warning("PDFs of arXiv cannot be kept in %s: %s", self._folder, error.strerror)
            self._troubled = True


def _read(path: Path, request: Request) -> Fetched | None:
    try:
        content = path.read_bytes()
        kept_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
    if not content.startswith(_BEGINNING) or len(content) > request.most_bytes:
        return None
    return Fetched(url=request.url, media_type=_PDF, charset="", content=content, fetched_at=kept_at)
