"""Bytes of local files, with the reason where there are none."""

import gzip
import lzma
from pathlib import Path
from typing import IO

from research_assistant.domain.errors import UnreadableFile
from research_assistant.kit.text import clean

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes, before and after unpacking."""


def content_of(path: Path) -> bytes:
    """Return the bytes of the file, unpacked where its name ends in `.xz` or `.gz`.

    Raises:
        UnreadableFile: There is no such file, no right to read it, it is too large or does not unpack.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(path)
        with _opened(path) as file:
            content = file.read(LARGEST_FILE + 1)
    except (lzma.LZMAError, EOFError, gzip.BadGzipFile) as error:
        raise UnreadableFile(f"{str(path)!r} does not unpack: {error}.", next_step="Fetch or pack it again.") from error
    except OSError as error:
        raise UnreadableFile(
            f"{str(path)!r} cannot be read: {error.strerror}.", next_step="Check name and rights."
        ) from error
    if len(content) > LARGEST_FILE:
        raise _too_large(path)
    return content


def text_of(content: bytes, place: str) -> str:
    """Return `content` as clean text.

    Raises:
        UnreadableFile: It is not UTF-8 text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{place} is not UTF-8 text: byte {error.start} cannot be read.",
            next_step="Save it as UTF-8 text and add it again.",
        ) from error
    if "\0" in text:
        raise UnreadableFile(f"{place} is not text: it holds NUL bytes.", next_step="Add a text file.")
    return clean(text)


def _too_large(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"{str(path)!r} is larger than {LARGEST_FILE // 1024 // 1024} MB.", next_step="Split it into smaller files."
    )


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile:
    match path.suffix:
        case ".xz":
            return lzma.open(path)
        case ".gz":
            return gzip.open(path)
        case _:
            return path.open("rb")
