"""The article of a web page, told from what stands around it."""

import logging
from dataclasses import dataclass

import trafilatura
from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.choosing import chosen
from research_assistant.adapters.extract.page_blocks import AROUND, blocks_of
from research_assistant.adapters.extract.xhtml import put_xhtml
from research_assistant.domain.document import Section

MOST_ELEMENTS = 50_000
"""Above it the article is not told from the rest: that would take more than five seconds."""

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


def article_of(root: etree._Element) -> Article:
    """Return the page's article; where none can be told, all of its main part.

    trafilatura tells which blocks are the article. Their words are read from the page itself, since it leaves out some
    inside of sentences, where it takes a page apart that names no article. `root` is changed on the way.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    size = sum(1 for _ in root.iter())
    found = trafilatura.bare_extraction(root, include_comments=False) if size <= MOST_ELEMENTS else None
    if isinstance(found, trafilatura.settings.Document):
        told = _told(root, found.body)
        if any(character.isalnum() for character in told[0]):
            return Article(text=told[0], sections=told[1], is_told=True)
    text, sections = _built(_main(root))
    return Article(text=text, sections=sections, is_told=False)


def _told(root: etree._Element, found: etree._Element) -> Built:
    blocks = blocks_of(root)
    text, _ = _built(found)
    kept = chosen(blocks, text.split("\n\n"))
    if not any(kept):
        return "", ()
    for block, is_kept in zip(blocks, kept, strict=True):
        if not is_kept:
            block.leave_out()
    return _built(root)


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
