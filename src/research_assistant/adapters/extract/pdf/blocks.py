"""Blocks: lines that a file draws one after the other and that stand together, row below row.

Programs that make PDFs draw a paragraph line by line and a table row by row. A block ends where the next line is not
where reading would go on: in another column, beyond a gap, in another size.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from research_assistant.adapters.extract.pdf.lines import Line

Row = list[Line]
"""Lines beside each other, from left to right, or from right to left: one line, or the cells of a table."""

_SAME_ROW = 0.35  # of the size
_LARGER = 1.25  # times: a size so different is of a heading or a note
_LOOSE = 1.45  # times the page's distance of lines
_USUAL = 1.25  # times the size: the distance of lines where too few can be measured
_ROWS = 5  # at least, to tell columns that are drawn across from a table
_PROSE = 3.5  # words a line, at least


class Block:
    """Rows that stand together."""

    __slots__ = ("bottom", "left", "right", "rows", "top")

    def __init__(self, line: Line) -> None:
        self.rows: list[Row] = [[line]]
        self.left, self.top, self.right, self.bottom = line.left, line.top, line.right, line.bottom

    def takes(self, line: Line, leading: float) -> bool:
        """Tell whether reading goes on with `line`: beside the last line, or in the next row."""
        last = self.rows[-1][-1]
        down = line.baseline - last.baseline
        if abs(down) <= _SAME_ROW * max(line.size, last.size):
            return line.right <= last.left or line.left >= last.right
        largest, smallest = max(line.size, last.size), min(line.size, last.size)
        return (
            0 < down <= max(_LOOSE * leading * largest, 0)
            and largest < _LARGER * smallest
            and line.left < self.right
            and line.right > self.left
        )

    def add(self, line: Line) -> None:
        """Put `line` beside the last one where they have one baseline, else below."""
        last = self.rows[-1][-1]
        if abs(line.baseline - last.baseline) <= _SAME_ROW * max(line.size, last.size):
            self.rows[-1].append(line)
        else:
            self.rows.append([line])
        self.left, self.right = min(self.left, line.left), max(self.right, line.right)
        self.top, self.bottom = min(self.top, line.top), max(self.bottom, line.bottom)


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks that `lines` make, in the order of drawing."""
    if _is_upside_down(lines):
        lines = lines[::-1]
    leading = _leading(lines)
    blocks: list[Block] = []
    for line in lines:
        if blocks and blocks[-1].takes(line, leading):
            blocks[-1].add(line)
        else:
            blocks.append(Block(line))
    return [part for block in blocks for part in _columns(block)]


def _is_upside_down(lines: Sequence[Line]) -> bool:
    """Tell whether the lines come from the last to the first, as pdfium has them on some pages that are turned."""
    steps = [
        below.baseline - line.baseline
        for line, below in pairwise(lines)
        if abs(below.baseline - line.baseline) < 2 * line.size and line.left < below.right and below.left < line.right
    ]
    return 2 * sum(step < 0 for step in steps) > len(steps)


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance of two baselines, in sizes."""
    found = [
        (below.baseline - line.baseline) / below.size
        for line, below in pairwise(lines)
        if 0.8 * below.size < below.baseline - line.baseline < 3 * below.size and line.left < below.right
    ]
    return max(_USUAL, median(found)) if len(found) > 2 else _USUAL


def _columns(block: Block) -> Iterator[Block]:
    """Yield the columns of a block that is drawn across them, line beside line; else the block."""
    parted = [row for row in block.rows if len(row) > 1]
    if len(parted) < max(_ROWS, 0.6 * len(block.rows)) or any(len(row) > 3 for row in parted):
        yield block
        return
    gutter = _gutter(parted)
    if gutter is None:
        yield block
        return
    sides: tuple[list[Line], list[Line]] = ([], [])
    for row in block.rows:
        for line in row:
            sides[line.left >= gutter].append(line)
    if not all(_is_prose(side) for side in sides) or any(line.left < gutter < line.right for line in sides[0]):
        yield block
        return
    for side in sides:
        yield from blocks_of(side) if len(side) < sum(map(len, block.rows)) else [block]


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return a place between left and right that no line of most of these rows goes over."""
    ends = sorted(line.right for row in rows for line in row[:-1])
    starts = sorted(line.left for row in rows for line in row[1:])
    place = (ends[int(len(ends) * 0.9)] + starts[int(len(starts) * 0.1)]) / 2
    crossed = sum(1 for row in rows if any(line.left < place < line.right for line in row))
    return place if crossed <= 0.1 * len(rows) else None


def _is_prose(lines: Sequence[Line]) -> bool:
    if len(lines) < _ROWS:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    full = sum(1 for line in lines if line.right - line.left > 0.6 * width)
    return full > 0.6 * len(lines) and sum(len(line.words) for line in lines) > _PROSE * len(lines)
