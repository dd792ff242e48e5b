"""Streams that grow out of all measure when they are unpacked.

pdfium unpacks what a page draws as a whole before anything can be asked of it. So every packed stream that could grow
beyond measure is unpacked here first, piece by piece, and nothing of it kept. Pictures are left alone: nothing here has
them decoded.
"""

import re
import zlib
from collections.abc import Iterator

from research_assistant.adapters.extract.extracted import Unreadable

MOST_UNPACKED = 16 * 1024 * 1024
"""Bytes of one stream. The text of a page has some 10,000, a drawing with 100,000 points 5 million."""

MOST_OF_A_FONT = 48 * 1024 * 1024
"""Bytes. Fonts of Chinese, Japanese and Korean have up to 30 million."""

MOST_TOGETHER = 1024 * 1024 * 1024
"""Bytes of all larger streams: 5,000 pages with 200,000 bytes each."""

_MOST_GROWTH = 1032  # times: deflate cannot do more
_LAYERS = 4  # at most: twice is an oversight
_PIECE = 256 * 1024  # bytes
_HEAD = 600  # bytes before a stream in which its dictionary stands
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\d|\s+\d+\s+R)")
_PACKED = re.compile(rb"/(?:FlateDecode|Fl)\b")
_FONT = re.compile(rb"/Length1\b|/(?:Type1C|CIDFontType0C|OpenType)\b")
_UNTOUCHED = re.compile(rb"/Subtype\s*/Image\b|/Type\s*/EmbeddedFile\b")


def check_streams(content: bytes) -> None:
    """Look for streams that unpack to more than can be read.

    Raises:
        Unreadable: There is one, or all together do.
    """
    end = total = 0
    view = memoryview(content)
    for found in _STREAM.finditer(content):
        start = found.end()
        head = content[max(0, found.start() - _HEAD) : found.start()].rpartition(b" obj")[2]
        layers = len(_PACKED.findall(head))
        if not layers or _UNTOUCHED.search(head):
            continue
        if start > end:
            end = content.find(b"endstream", start)
            end = end if end >= 0 else len(content)
        # The word can stand inside what is packed, so that a length that is told counts, too.
        told = _LENGTH.search(head)
        reach = max(end, start + int(told[1])) if told else end
        most = MOST_OF_A_FONT if _FONT.search(head) else MOST_UNPACKED
        if (reach - start) * _MOST_GROWTH ** min(layers, _LAYERS) > most:
            total += _length(view[start:reach], layers, most)
        if layers > _LAYERS or total > MOST_TOGETHER:
            raise _too_large(MOST_TOGETHER)


def _too_large(most: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"is too large: a part of it unpacks to more than {most // 1024 // 1024:,} MB",
        next_step="Export it with fewer things on a page, or add the text alone.",
    )


def _length(packed: memoryview, layers: int, most: int) -> int:
    """Return to how many bytes a stream unpacks that is packed so many times over."""
    pieces: Iterator[memoryview | bytes] = (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
    for _ in range(layers):
        pieces = _unpacked(pieces, most)
    length = 0
    try:
        for piece in pieces:
            length += len(piece)
    except zlib.error:
        pass  # damaged or encrypted: what comes of it is pdfium's to say
    return length


def _unpacked(pieces: Iterator[memoryview | bytes], most: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    passed = 0
    for piece in pieces:
        waiting: memoryview | bytes = piece
        while waiting:
            unpacked = unpacker.decompress(waiting, _PIECE)
            passed += len(unpacked)
            # Between two layers, too: what grows there is as bad as what it grows to.
            if passed > most:
                raise _too_large(most)
            yield unpacked
            if unpacker.eof:
                return
            waiting = unpacker.unconsumed_tail
