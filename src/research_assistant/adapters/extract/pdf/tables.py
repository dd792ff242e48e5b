"""Tables whose cells are drawn one by one: blocks that stand beside each other in rows."""

from collections.abc import Sequence

from research_assistant.adapters.extract.pdf.blocks import Block

_ROWS = 3  # at least: two pairs of blocks beside each other are as often two columns
_CELL_ROWS = 4  # of text in one cell, at most
_SAME_ROW = 0.35  # of the size
_CELL_WORDS = 4  # at most, in the shortest cell of a row
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


def with_columns_joined(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, those that are columns of one table of figures made one block, row by row.

    Such columns have as many rows, on the same baselines, and figures in most cells of all but the first.
    """
    made: list[Block] = []
    for block in blocks:
        before = made[-1] if made else None
        if before is not None and _is_next_column(before, block):
            for row, cells in zip(before.rows, block.rows, strict=True):
                row.extend(cells)
            before.left, before.right = min(before.left, block.left), max(before.right, block.right)
            before.top, before.bottom = min(before.top, block.top), max(before.bottom, block.bottom)
        else:
            made.append(block)
    return made


def _is_next_column(before: Block, block: Block) -> bool:
    if len(before.rows) != len(block.rows) or len(block.rows) < 2 or block.left < before.right:
        return False
    on_one_line = all(
        abs(row[0].baseline - cells[0].baseline) < _SAME_ROW * cells[0].size
        for row, cells in zip(before.rows, block.rows, strict=True)
    )
    cells = [line.text for row in block.rows for line in row]
    return on_one_line and 2 * sum(any(map(str.isdecimal, cell)) and len(cell.split()) < 4 for cell in cells) > len(
        cells
    )


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
    """Tell whether a band is cells beside each other, not lines of columns."""
    words = min(len(line.words) for place in band for row in blocks[place].rows for line in row)
    return (
        len(band) > 1
        and words <= _CELL_WORDS
        and all(_is_plain(blocks, [place]) or len(blocks[place].rows) <= _CELL_ROWS for place in band)
    )


def _is_plain(blocks: Sequence[Block], band: Sequence[int]) -> bool:
    return all(
        len(blocks[place].rows) == 1 or 2 * sum(len(row) > 1 for row in blocks[place].rows) >= len(blocks[place].rows)
        for place in band
    )
