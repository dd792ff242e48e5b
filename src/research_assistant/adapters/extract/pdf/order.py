"""The order in which the blocks of a page are read.

After Thomas M. Breuel, "High performance document layout analysis" (2003): a block is read before another one if it
stands above it in the same column, or wholly left of it with nothing between them, in height, that spans both. Where
this leaves a choice, the order of drawing decides: mostly it is the order in which the text was written.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from research_assistant.adapters.extract.pdf.blocks import Block
from research_assistant.adapters.extract.pdf.tables import table_rows, with_columns_joined

MOST = 250
"""Blocks on a page that are put in order; a page with more is a drawing with labels, read as it is drawn."""

_NEAR = 3.0  # heights of a block: so near is what it belongs to
_TOUCH = 0.04  # of the narrower width: so much two columns may overlap

Matrix = NDArray[np.bool_]


def in_reading_order(blocks: Sequence[Block], *, from_right: bool = False) -> list[Block]:
    """Return the blocks of one page in the order of reading; columns run from the right where the text does."""
    blocks = with_columns_joined(blocks)
    if len(blocks) < 2 or len(blocks) > MOST:
        return list(blocks)
    places = np.array([(each.left, each.top, each.right, each.bottom) for each in blocks])
    if from_right:
        places[:, [0, 2]] = -places[:, [2, 0]]
    before = _before(_widened(places))
    rows = table_rows(blocks)
    for one, (table, row) in rows.items():
        for other, (other_table, other_row) in rows.items():
            if table == other_table and row != other_row:
                before[one, other] = row < other_row
    waiting = before.sum(axis=0)
    order: list[int] = []
    left = list(range(len(blocks)))
    while left:
        free = next((place for place in left if waiting[place] == 0), None)
        # Two that each stand before the other: the one that waits for the fewest.
        chosen = free if free is not None else min(left, key=lambda place: (waiting[place], place))
        left.remove(chosen)
        order.append(chosen)
        waiting -= before[chosen]
    return [blocks[place] for place in order]


def _widened(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places, each as wide as the nearest block below or above that it stands within, where it is alone.

    A heading in the middle of its column is as wide as the column: what stands above both columns stands above it.
    """
    left, top, right, bottom = places.T
    within = (left[:, None] >= left[None, :] - 1) & (right[:, None] <= right[None, :] + 1)
    white = np.maximum(top[None, :] - bottom[:, None], top[:, None] - bottom[None, :])
    reach = _NEAR * (bottom - top)[:, None]
    far = np.where(within & (white > -1) & (white < np.maximum(reach, _NEAR * 10)), white, np.inf)
    np.fill_diagonal(far, np.inf)
    nearest = far.argmin(axis=1)
    is_near = np.isfinite(far[np.arange(len(places)), nearest])
    wide_left, wide_right = np.minimum(left, left[nearest]), np.maximum(right, right[nearest])
    beside = (np.minimum.outer(bottom, bottom) > np.maximum.outer(top, top)) & ~np.eye(len(places), dtype=bool)
    within_reach = (wide_left[:, None] < right[None, :]) & (wide_right[:, None] > left[None, :])
    is_near &= ~(beside & within_reach).any(axis=1)
    widened = places.copy()
    widened[is_near, 0], widened[is_near, 2] = wide_left[is_near], wide_right[is_near]
    return widened


def _before(places: NDArray[np.float64]) -> Matrix:
    """Return, for each two blocks, whether the first is read before the second."""
    left, top, right, bottom = places.T
    narrower = np.minimum.outer(right - left, right - left)
    overlap = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    same_column = overlap > np.maximum(_TOUCH * narrower, 0.5)
    middle = (top + bottom) / 2
    above = (middle[:, None] < middle[None, :]) & (bottom[:, None] < top[None, :] + 0.5 * (bottom - top)[None, :])
    before = same_column & above
    leftward = ~same_column & ((left + right)[:, None] < (left + right)[None, :])
    for place in range(len(places)):
        spans = same_column[place]
        # The one on the right stands above what spans both, and the one on the left below it.
        higher = above[:, place][None, :] & above[place][:, None]
        leftward &= ~(spans[:, None] & spans[None, :] & higher)
    result: Matrix = before | leftward
    np.fill_diagonal(result, val=False)
    return result
