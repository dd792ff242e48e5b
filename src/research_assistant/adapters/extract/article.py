"""The article of a web page, told from what stands around it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import trafilatura
from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.choosing import chosen
from research_assistant.adapters.extract.marks import MOST_MARKED, mark, marked_in, unmark
from research_assistant.adapters.extract.page_blocks import AROUND, PageBlock, blocks_of, clear_around, leave_out
from research_assistant.adapters.extract.xhtml import put_xhtml
from research_assistant.domain.document import Section

MOST_ELEMENTS = 50_000
"""Above it the article is not told from the rest: that would take more than five seconds."""

_THREAD = '{"@type": "DiscussionForumPosting"}'
"""What tells trafilatura so."""

Built = tuple[str, tuple[Section, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of a page.

    Attributes:
        is_told: Whether it was told from menus and the like; else it is all the words of the page's main part.
    """

    text: str
    sections: tuple[Section, ...]
    is_told: bool


def article_of(root: etree._Element, *, is_thread: bool) -> Article:
    """Return the page's article; where none can be told, all of its main part.

    trafilatura tells which blocks are the article. Their words are read from the page itself, since it leaves out some
    inside of sentences, where it takes a page apart that names no article. `root` is changed on the way.

    Args:
        root: The page, without scripts.
        is_thread: Whether what looks like comments is the text.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    blocks = blocks_of(root)
    if is_thread:
        etree.SubElement(root, "script", type="application/ld+json").text = _THREAD
    if sum(1 for _ in root.iter()) <= MOST_ELEMENTS and len(blocks) <= MOST_MARKED:
        kept = chosen(blocks, _told(root, blocks))
        if any(kept):
            leave_out(block for block, is_kept in zip(blocks, kept, strict=True) if not is_kept)
            clear_around(block for block, is_kept in zip(blocks, kept, strict=True) if is_kept)
            text, sections = _built(root)
            if any(map(str.isalnum, text)):
                return Article(text=text, sections=sections, is_told=True)
    text, sections = _built(_main(root))
    return Article(text=text, sections=sections, is_told=False)


def _told(root: etree._Element, blocks: Sequence[PageBlock]) -> list[bool]:
    """Tell of each block whether trafilatura has words of it."""
    mark(blocks)
    # What it would compare its answer with takes half as long again, and makes it no better.
    found = trafilatura.bare_extraction(root, include_comments=False, fast=True)
    unmark(blocks)
    if not isinstance(found, trafilatura.settings.Document):
        return [False] * len(blocks)
    return marked_in(found.body, blocks)


def _built(root: etree._Element) -> Built:
    builder = TextBuilder()
    put_xhtml(root, builder)
    return builder.finish()


def _main(root: etree._Element) -> etree._Element:
    for element in list(root.iter(*AROUND)):
        parent = element.getparent()
        if parent is not None and element.getnext() is None and not element.tail:
            parent.remove(element)
        else:
            del element[:]
            element.text = None
    for path in (".//article", ".//main", ".//*[@role='main']", ".//body"):
        found = root.findall(path)
        if len(found) == 1:
            return found[0]
    return root
