"""Which blocks of a page are its article, given those of which another reader took words for it.

That reader is believed on where the article is, never on its words: a block of which it has some is kept whole.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from research_assistant.adapters.extract.page_blocks import PageBlock

_MOST_LINKED = 0.5
"""Share of a list or table that is links: menus have more."""


def chosen(blocks: Sequence[PageBlock], told: Sequence[bool]) -> list[bool]:
    """Tell of each block of the page whether it is of the article.

    It is if words of it are told, or if it is a list, a table or a heading that stands where the article is.

    Args:
        blocks: Those of the page.
        told: Whether the other reader has words of each.
    """
    kept = list(told)
    _put_groups(blocks, kept)
    _put_headings(blocks, kept)
    return kept


def _put_groups(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Keep lists and tables whole of which a block is kept, or that stand between kept blocks."""
    groups = list(_groups(blocks))
    for start, end in groups:
        if any(kept[start:end]):
            kept[start:end] = [True] * (end - start)
    for start, end in groups:
        if _near(blocks, kept, start, -1) and _near(blocks, kept, end - 1, 1):
            kept[start:end] = [True] * (end - start)


def _groups(blocks: Sequence[PageBlock]) -> Iterator[tuple[int, int]]:
    """Yield where lists and tables begin and end that are no menus."""
    for group, numbered in groupby(enumerate(blocks), key=lambda each: each[1].group):
        members = list(numbered)
        said = sum(block.length for _, block in members)
        linked = sum(block.linked for _, block in members)
        is_around = any(block.around for _, block in members)
        if group is not None and not is_around and linked <= _MOST_LINKED * said:
            yield members[0][0], members[-1][0] + 1


def _near(blocks: Sequence[PageBlock], kept: Sequence[bool], at: int, step: int) -> bool:
    """Tell whether the next block that is no heading is kept."""
    at += step
    while 0 <= at < len(blocks) and blocks[at].heading:
        at += step
    return 0 <= at < len(blocks) and kept[at]


def _put_headings(blocks: Sequence[PageBlock], kept: list[bool]) -> None:
    """Keep the headings right above what is kept, and theirs."""
    for at in range(len(blocks) - 2, -1, -1):
        block, below = blocks[at], blocks[at + 1]
        if block.heading and not block.around and kept[at + 1]:
            kept[at] = not below.heading or below.heading > block.heading
