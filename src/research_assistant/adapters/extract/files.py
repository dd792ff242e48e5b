"""Bytes of local files, packed ones unpacked within bounds, and bytes as text."""

import gzip
import lzma
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from pathlib import Path
from stat import S_ISREG

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.domain.errors import UnreadableFile
from research_assistant.kit.text import clean, shown_name

LARGEST_FILE = 100 * 1024 * 1024
"""Bytes, before and after unpacking."""


def content_of(path: Path) -> bytes:
    """Return the bytes of the file.

    Raises:
        UnreadableFile: There is no such file, no right to read it, or it is too large.
    """
    name = shown_name(str(path))
    try:
        # Whoever opens a pipe waits for its writer.
        if not S_ISREG(path.stat().st_mode):
            what = "is a folder" if path.is_dir() else "is no regular file"
            raise UnreadableFile(f"{name!r} {what}.", next_step="Name a file.", cause="no_file")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        what = "is a broken link" if path.is_symlink() else f"cannot be read: {error.strerror}"
        raise UnreadableFile(f"{name!r} {what}.", next_step="Check name and rights.", cause="no_file") from error
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            f"{name!r} is larger than {LARGEST_FILE // 1024 // 1024} MB.",
            next_step="Split it into smaller files.",
            cause="too_large",
        )
    return content


def unpacked(content: bytes) -> bytes:
    """Return `content`, unpacked where it is packed with gzip or xz.

    Raises:
        Unreadable: It is damaged, or more than `LARGEST_FILE` comes out of it.
    """
    opened = _opened(content)
    if opened is None:
        return content
    try:
        with opened as file:
            whole = file.read(LARGEST_FILE + 1)
    except (lzma.LZMAError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Unreadable("damaged", f"does not unpack: {error}", next_step="Fetch or pack it again.") from error
    if len(whole) > LARGEST_FILE:
        raise Unreadable(
            "too_large",
            f"unpacks to more than {LARGEST_FILE // 1024 // 1024} MB",
            next_step="Split it into smaller files.",
        )
    return whole


def text_of(content: bytes) -> str:
    """Return `content` as clean text.

    Raises:
        Unreadable: It is empty, or not UTF-8 text.
    """
    if not content.strip():
        raise Unreadable("empty", "is empty", next_step="Export it again, or leave it out.")
    try:
        # Spreadsheets write UTF-16 where they are asked for Unicode, always with its mark.
        text = content.decode("utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "damaged",
            f"is not UTF-8 text: byte {error.start} cannot be read",
            next_step="Save it as UTF-8 text and add it again: in a spreadsheet, as “CSV UTF-8”.",
        ) from error
    if "\0" in text:
        raise Unreadable("damaged", "is not text: it holds NUL bytes", next_step="Add a text file.")
    return clean(text)


def _opened(content: bytes) -> gzip.GzipFile | lzma.LZMAFile | None:
    if content.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=BytesIO(content))
    return lzma.LZMAFile(BytesIO(content)) if content.startswith(b"\xfd7zXZ\x00") else None
