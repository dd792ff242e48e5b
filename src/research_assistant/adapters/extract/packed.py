"""ZIP files that documents come in: entries read by name, within bounds, and never written to a disk."""

import io
import struct
import zipfile
import zlib
from itertools import pairwise

from lxml import etree

from research_assistant.adapters.extract.extracted import Unreadable

MOST_ENTRIES = 20_000
LARGEST_DIRECTORY = 4 * 1024 * 1024
"""Bytes of the list of entries: Python keeps about ten times as much of it in memory."""
LARGEST_ENTRY = 40 * 1024 * 1024
"""Bytes of one entry when it is unpacked: the text of a dozen long books."""
LARGEST_TOTAL = 4 * LARGEST_ENTRY
"""Bytes of all entries that are unpacked; pictures and fonts are not."""
HIGHEST_RATIO = 200
"""Unpacked to packed, of an entry that is not small: markup packs to a tenth or a thirtieth, bombs to a thousandth."""
SMALL = 1024 * 1024
MOST_TAGS = 3_000_000

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_ZIP64_MARK = b"PK\x06\x07"
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What `zipfile` raises for bytes that are no ZIP file after all.
_BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


class Package:
    """The entries of a ZIP file, by name, whatever the case of its letters.

    A name is only ever looked up, never used as a path; what is packed inside an entry stays packed.

    Raises:
        Unreadable: It is no ZIP file, its entries overlap or are encrypted, or there are too many of them.
    """

    def __init__(self, content: bytes) -> None:
        _check_end(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise damaged("is a damaged ZIP file") from error
        found = self._zip.infolist()
        _check_entries(found, self._zip.start_dir)
        self._entries = {_key(entry.filename): entry for entry in reversed(found)}
        self._taken = 0

    def __contains__(self, name: str) -> bool:
        """Tell whether there is an entry of this name."""
        return _key(name) in self._entries

    def has_folder(self, name: str) -> bool:
        """Tell whether there are entries below this folder."""
        return any(entry.startswith(f"{_key(name)}/") for entry in self._entries)

    def read(self, name: str) -> bytes:
        """Return an entry unpacked; empty where there is none of this name.

        Raises:
            Unreadable: The entry is damaged, or larger than any document's.
        """
        entry = self._entries.get(_key(name))
        if entry is None:
            return b""
        self._taken += entry.file_size
        is_bomb = entry.file_size > max(SMALL, HIGHEST_RATIO * entry.compress_size)
        if is_bomb or entry.file_size > LARGEST_ENTRY or self._taken > LARGEST_TOTAL:
            raise _too_large(f"unpacks to more than a document holds (its part {entry.filename[:80]!r})")
        try:
            with self._zip.open(entry) as file:
                return file.read(entry.file_size + 1)
        except _BROKEN as error:
            raise damaged(f"is damaged: its part {entry.filename[:80]!r} does not unpack") from error

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of an XML entry; `None` where there is none of this name.

        Raises:
            Unreadable: The entry is damaged, too large, or no XML.
        """
        content = self.read(name)
        return tree_of(content, name) if content else None


def tree_of(content: bytes, name: str) -> etree._Element:
    """Return the root of XML that nothing is fetched for and that declares nothing; at most 256 elements deep.

    Raises:
        Unreadable: It is no XML, declares entities, or has more tags than any document.
    """
    if content.count(b"<") > MOST_TAGS:
        raise _too_large(f"has more markup than a document holds (its part {name[:80]!r})")
    if b"<!ENTITY" in content.replace(b"\0", b""):
        raise _too_large(f"declares entities of its own (its part {name[:80]!r}), as only bombs do")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"is damaged: its part {name[:80]!r} is no XML") from error


def damaged(reason: str) -> Unreadable:
    """Return the refusal of a file that its own program can perhaps still open."""
    return Unreadable("damaged", reason, next_step="Open it in the program it was made with and save it again.")


def without_words(*, has_pictures: bool) -> Unreadable:
    """Return the refusal of a document in which nothing can be read."""
    if has_pictures:
        return Unreadable(
            "no_text", "holds pictures and no text", next_step="Add a copy in which the text has been recognised."
        )
    return Unreadable("empty", "holds no words", next_step="Add a file that holds text.")


def _too_large(reason: str) -> Unreadable:
    return Unreadable(
        "too_large", reason, next_step="Split it, or save it again in the program it was made with, if you trust it."
    )


def _check_end(content: bytes) -> None:
    """Look at the end of the file before `zipfile` makes objects of what it promises."""
    start = content.rfind(_END_MARK, max(0, len(content) - _END.size - 0xFFFF))
    if start < 0 or start + _END.size > len(content):
        raise damaged("is not a whole ZIP file: its list of entries is missing")
    _, disk, first_disk, _, entries, size, _, _ = _END.unpack_from(content, start)
    if content[max(0, start - 20) :].startswith(_ZIP64_MARK):
        raise _too_large("is packed as only files over 4 GB need be")
    if disk or first_disk:
        raise damaged("is one part of a ZIP file in several")
    if entries > MOST_ENTRIES or size > LARGEST_DIRECTORY:
        raise _too_large(f"holds more than {MOST_ENTRIES} entries")


def _check_entries(entries: list[zipfile.ZipInfo], directory: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _too_large(f"holds more than {MOST_ENTRIES} entries")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("encrypted", "is encrypted", next_step="Save it without a password and add it again.")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise damaged("is packed in a way that documents are not")
    starts = sorted((entry.header_offset, _LOCAL_HEADER + entry.compress_size) for entry in entries)
    if any(start + size > after for (start, size), (after, _) in pairwise([*starts, (directory, 0)])):
        raise damaged("is a ZIP file whose entries overlap")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
