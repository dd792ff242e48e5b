"""Tables whose cells are drawn one by one: blocks that stand beside each other in rows."""

from collections.abc import Sequence

from research_assistant.adapters.extract.pdf.blocks import Block

_ROWS = 3  # at least: two pairs of blocks beside each other are as often two columns
_CELL_ROWS = 4  # of text in one cell, at most
_CLOSE = 2.5  # sizes of white between two rows
_BESIDE = 0.5  # of the lower block's height


def table_rows(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """Return, by the place of a block, its table and its row there, both counted from 0 downwards.

    A table is three rows or more, one below the other with nothing between, of two or more blocks beside each other;
    in most of its rows all blocks are one line high, or rows of cells themselves.
    """
    bands = _bands(blocks)
    found: dict[int, tuple[int, int]] = {}
    table = 0
    start = 0
    for end in range(1, len(bands) + 1):
        if end < len(bands) and _goes_on(blocks, bands[end - 1], bands[end]):
            continue
        rows = bands[start:end]
        if len(rows) >= _ROWS and 2 * sum(_is_plain(blocks, row) for row in rows) > len(rows):
            found |= {place: (table, number) for number, row in enumerate(rows) for place in row}
            table += 1
        start = end
    return found


def _bands(blocks: Sequence[Block]) -> list[list[int]]:
    """Return the blocks that overlap in height, from the top; a block alone is a band, too."""
    bands: list[list[int]] = []
    bottom = 0.0
    for place in sorted(range(len(blocks)), key=lambda each: (blocks[each].top, blocks[each].left)):
        block = blocks[place]
        if bands and bottom - block.top > _BESIDE * (block.bottom - block.top):
            bands[-1].append(place)
            bottom = max(bottom, block.bottom)
        else:
            bands.append([place])
            bottom = block.bottom
    return bands


def _goes_on(blocks: Sequence[Block], band: Sequence[int], below: Sequence[int]) -> bool:
    if not _is_row(blocks, band) or not _is_row(blocks, below):
        return False
    white = min(blocks[place].top for place in below) - max(blocks[place].bottom for place in band)
    return white < _CLOSE * blocks[below[0]].rows[0][0].size


def _is_row(blocks: Sequence[Block], band: Sequence[int]) -> bool:
    """Tell whether a band is cells beside each other."""
    return len(band) > 1 and all(_is_plain(blocks, [place]) or len(blocks[place].rows) <= _CELL_ROWS for place in band)


def _is_plain(blocks: Sequence[Block], band: Sequence[int]) -> bool:
    return all(
        len(blocks[place].rows) == 1 or 2 * sum(len(row) > 1 for row in blocks[place].rows) >= len(blocks[place].rows)
        for place in band
    )
