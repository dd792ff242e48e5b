"""Marks in front of a page's words, by which its blocks are known again in what another reader made of the page.

A mark is two variation selectors: they are written and printed, belong to no word, and two of them stand together
nowhere else.
"""

import re
from collections.abc import Sequence

from lxml import etree

from research_assistant.adapters.extract.page_blocks import PageBlock

MOST_MARKED = 240 * 240
"""Blocks that can be told apart."""

_FIRST, _SELECTORS = 0xE0100, 240
_SELECTOR = re.compile("[\U000e0100-\U000e01ef]")
_MARK = re.compile("[\U000e0100-\U000e01ef]{2}")


def mark(blocks: Sequence[PageBlock]) -> None:
    """Put the mark of each block before its words, wherever they stand in the tree; the page's own selectors go."""
    for number, block in enumerate(blocks):
        words_before = chr(_FIRST + number // _SELECTORS) + chr(_FIRST + number % _SELECTORS)
        for slot in block.slots:
            slot.write(words_before + (slot.words if slot.words.isascii() else _SELECTOR.sub("", slot.words)))


def unmark(blocks: Sequence[PageBlock]) -> None:
    """Write the words as they stood."""
    for block in blocks:
        for slot in block.slots:
            slot.write(slot.words)


def marked_in(found: etree._Element, blocks: Sequence[PageBlock]) -> list[bool]:
    """Tell of each block whether words of it are in what was found."""
    kept = [False] * len(blocks)
    for first, second in _MARK.findall("".join(map(str, found.itertext()))):
        number = (ord(first) - _FIRST) * _SELECTORS + ord(second) - _FIRST
        if number < len(blocks):
            kept[number] = True
    return kept
