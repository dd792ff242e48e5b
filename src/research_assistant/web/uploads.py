"""Files that are sent: streamed to a folder of their own, within limits, and gone when the request is over.

What a file is called is only told on; on the disk it has a number.
"""

import asyncio
import errno
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from research_assistant.domain.errors import InvalidInput, StorageFull, StorageUnavailable
from research_assistant.kit.markdown import shown

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FILES: Final = 100
"""In one request."""

LARGEST_FILE: Final = 100 * 1024 * 1024
"""Bytes, as much as readers take."""

LONGEST_NAME: Final = 200
"""Characters of a file's name, of which the last are kept."""

AT_ONCE: Final = 2
"""Requests of one process whose files are read at the same time; the files of others wait on the disk."""

_FORGOTTEN_SECONDS: Final = 86_400
_WRITTEN: Final = 512 * 1024
_HOW: Final = "Send each file as a part of multipart/form-data: curl -F file=@paper.pdf"


class Uploads:
    """Takes in what is sent.

    Args:
        folder: Where the files lie meanwhile.
        largest: Bytes of one request.
    """

    def __init__(self, folder: Path, *, largest: int) -> None:
        self._folder = folder
        self._largest = largest
        self.turn = asyncio.Semaphore(AT_ONCE)

    async def sweep(self) -> None:
        """Remove what processes left behind that were killed."""
        await asyncio.to_thread(_swept, self._folder)

    @asynccontextmanager
    async def received(self, request: Request) -> AsyncIterator[Mapping[Path, str]]:
        """Give the files of a request, where they lie and what each is called, and remove them at the end.

        Raises:
            InvalidInput: It holds no files, too many, or is no multipart/form-data.
            HTTPException: It is too large, too slow, or nobody is there any more.
            StorageUnavailable: The disk does not take it.
        """
        with _storage():
            place = await asyncio.to_thread(_made, self._folder)
        try:
            yield await _written(request, place, largest=self._largest)
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, place, ignore_errors=True))


class _Parts:
    """What the parser says, and the files that come of it."""

    def __init__(self, place: Path) -> None:
        self.names: dict[Path, str] = {}
        self.over = False
        self._place = place
        self._header, self._value = b"", b""
        self._disposition = b""
        self._writing: list[tuple[Path, list[bytes]]] = []
        self._waiting = 0
        self._size = 0

    @property
    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_end": self._on_end,
        }

    @property
    def is_due(self) -> bool:
        return self._waiting >= _WRITTEN

    def write(self) -> None:
        """Write what has come in; runs beside the event loop."""
        for path, pieces in self._writing:
            with path.open("ab") as file:
                file.writelines(pieces)
        self._writing = [(path, []) for path, _ in self._writing[-1:]]
        self._waiting = 0

    def _on_part_begin(self) -> None:
        self._disposition = self._header = self._value = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"filename" not in options:
            raise InvalidInput("A part of the request is no file.", next_step=_HOW)
        if len(self.names) == MOST_FILES:
            raise InvalidInput(f"One request takes {MOST_FILES} files at most.", next_step="Send the others apart.")
        path = self._place / str(len(self.names))
        self.names[path] = _plain(options[b"filename"])
        self._writing.append((path, []))
        self._size = 0

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._size > LARGEST_FILE:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._waiting += end - start
        self._writing[-1][1].append(data[start:end])

    def _on_end(self) -> None:
        self.over = True


async def _written(request: Request, place: Path, *, largest: int) -> Mapping[Path, str]:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > largest:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    parts, size = _Parts(place), 0
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks)
        async for chunk in request.stream():
            size += len(chunk)
            if size > largest:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            parser.write(chunk)
            if parts.is_due:
                with _storage():
                    await asyncio.to_thread(parts.write)
        parser.finalize()
    except FormParserError as error:
        raise InvalidInput(f"The request is no multipart/form-data: {error}.", next_step=_HOW) from error
    except ClientDisconnect as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    if not parts.over:
        raise InvalidInput("The request ends in the middle of a file.", next_step="Send it again.")
    if not parts.names:
        raise InvalidInput("The request holds no file.", next_step=_HOW)
    with _storage():
        await asyncio.to_thread(parts.write)
    return parts.names


def _plain(name: bytes) -> str:
    """Return a name without its folders, on one line, its end kept where it is long."""
    told = name.decode("utf-8", errors="replace").replace("\\", "/").rpartition("/")[2]
    return shown(told)[-LONGEST_NAME:] or "upload"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Path(tempfile.mkdtemp(prefix="upload-", dir=folder))


def _swept(folder: Path) -> None:
    for place in folder.glob("upload-*"):
        with suppress(OSError):
            if place.stat().st_mtime < time.time() - _FORGOTTEN_SECONDS:
                shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _storage() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = StorageFull if error.errno in {errno.ENOSPC, errno.EDQUOT} else StorageUnavailable
        raise kind(f"What was sent cannot be kept: {error.strerror}.", next_step="Try again later.") from error
