"""Where the words of a document are seen on its pages; packed, for a page has hundreds of boxes, rarely asked."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from research_assistant.domain.document import Box
from research_assistant.kit.text import Span

_ROW = struct.Struct("<3i4i")
_STEPS = 100
"""To a point: rectangles are kept to a hundredth of it."""
_SLICE = 4096 * _ROW.size


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a document in the order of its text.

    Attributes:
        packed: Compressed rows; empty for a document without boxes.
    """

    packed: bytes = b""

    @classmethod
    def of(cls, boxes: Iterable[Box]) -> "Boxes":
        """Return the boxes, each edge to the hundredth of a point."""
        squeeze = zlib.compressobj(6)
        pieces = [squeeze.compress(_row(box)) for box in boxes]
        return cls(b"".join((*pieces, squeeze.flush()))) if pieces else cls()

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.packed)

    def __iter__(self) -> Iterator[Box]:
        """Yield the boxes, a few thousand unpacked at a time.

        Raises:
            ValueError: These are no packed boxes.
        """
        for start, end, page, *edges in self.rows():
            left, top, right, bottom = (edge / _STEPS for edge in edges)
            yield Box(start=start, end=end, page=page, left=left, top=top, right=right, bottom=bottom)

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Yield start, end, page, left, top, right and bottom of each box, edges in hundredths of a point.

        Raises:
            ValueError: These are no packed boxes.
        """
        if not self.packed:
            return
        unpack, waiting, rest = zlib.decompressobj(), self.packed, b""
        while waiting and not unpack.eof:
            try:
                rest += unpack.decompress(waiting, _SLICE)
            except zlib.error as error:
                raise ValueError("boxes that do not unpack") from error
            waiting = unpack.unconsumed_tail
            whole = len(rest) - len(rest) % _ROW.size
            yield from _ROW.iter_unpack(rest[:whole])
            rest = rest[whole:]
        if rest or not unpack.eof:
            raise ValueError("boxes that end too early")

    def within(self, span: Span) -> dict[int, list[Box]]:
        """Return the boxes that hold words of `span`, by the number of their page."""
        found: dict[int, list[Box]] = {}
        for box in self:
            if box.start < span.end and span.start < box.end:
                found.setdefault(box.page, []).append(box)
        return found


def _row(box: Box) -> bytes:
    edges = (round(edge * _STEPS) for edge in (box.left, box.top, box.right, box.bottom))
    return _ROW.pack(box.start, box.end, box.page, *edges)
