"""The article of a web page, told from what stands around it."""

import logging
from dataclasses import dataclass

import trafilatura
from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.xhtml import put_xhtml
from research_assistant.domain.document import Section

MOST_ELEMENTS = 50_000
"""Above it the article is not told from the rest: that would take more than five seconds."""

_AROUND = ("nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template", "button", "select")


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

    `root` is changed on the way.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    size = sum(1 for _ in root.iter())
    found = trafilatura.bare_extraction(root, include_comments=False) if size <= MOST_ELEMENTS else None
    if isinstance(found, trafilatura.settings.Document):
        told = _built(found.body)
        if any(character.isalnum() for character in told[0]):
            return Article(text=told[0], sections=told[1], is_told=True)
    text, sections = _built(_main(root))
    return Article(text=text, sections=sections, is_told=False)


def _built(root: etree._Element) -> tuple[str, tuple[Section, ...]]:
    builder = TextBuilder()
    put_xhtml(root, builder)
    return builder.finish()


def _main(root: etree._Element) -> etree._Element:
    for element in list(root.iter(*_AROUND)):
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
