"""What the styles of an OpenDocument text make of its paragraphs and words."""

import re
from collections.abc import Iterator

from lxml import etree

_OPEN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, DRAW = (_OPEN % name for name in ("text", "table", "drawing"))
_STYLE = _OPEN % "style"
_NAME, _PARENT = f"{_STYLE}name", f"{_STYLE}parent-style-name"
_PROPERTIES = f"{_STYLE}text-properties"
_NUMBERED, _FORM = f"{TEXT}list-level-style-number", f"{_STYLE}num-format"
_DEEPEST_CHAIN = 20
_POSITION = re.compile(r"\s*(super|sub|-?\d)")


class OpenStyles:
    """The styles of a document by kind and name, each with those it is based on."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, etree._Element] = {}
        for root in roots:
            for style in () if root is None else root.iter(f"{_STYLE}style"):
                self._styles.setdefault((style.get(f"{_STYLE}family", ""), style.get(_NAME, "")), style)
            for style in () if root is None else root.iter(f"{TEXT}list-style"):
                self._lists.setdefault(style.get(_NAME, ""), style)

    def is_title(self, paragraph: etree._Element) -> bool:
        """Tell whether the paragraph is the document's title."""
        return "Title" in self._names(paragraph)

    def is_date(self, paragraph: etree._Element) -> bool:
        """Tell whether the paragraph is the document's date."""
        return "Date" in self._names(paragraph)

    def is_code(self, paragraph: etree._Element) -> bool:
        """Tell whether white space counts in the paragraph."""
        return any(name.startswith(("Preformatted", "Source_20_Code")) for name in self._names(paragraph))

    def hides(self, element: etree._Element) -> bool:
        """Tell whether the element's style hides its words."""
        return any(each.get(f"{TEXT}display") == "none" for each in self._properties(element))

    def script(self, element: etree._Element) -> str:
        """Return `sup` or `sub` for words that are raised or lowered; empty for others."""
        for each in self._properties(element):
            if told := _POSITION.match(each.get(f"{_STYLE}text-position", "")):
                return "" if told[1] == "0" else "sub" if told[1].startswith(("sub", "-")) else "sup"
        return ""

    def is_numbered(self, items: etree._Element) -> bool:
        """Tell whether the items of the list have numbers; an inner list has its style from the outer one."""
        around = [items, *items.iterancestors("ol", "ul", f"{TEXT}list")]
        name = next((told for each in around if (told := each.get(f"{TEXT}style-name", ""))), "")
        style = self._lists.get(name)
        levels = () if style is None else style.iter(_NUMBERED)
        return any(each.get(f"{TEXT}level") == str(len(around)) and each.get(_FORM) for each in levels)

    def _properties(self, element: etree._Element) -> Iterator[etree._Element]:
        for style in self._chain(element):
            yield from style.iter(_PROPERTIES)

    def _names(self, element: etree._Element) -> set[str]:
        return {element.get(f"{TEXT}style-name", ""), *(style.get(_PARENT, "") for style in self._chain(element))}

    def _chain(self, element: etree._Element) -> Iterator[etree._Element]:
        family = "paragraph" if element.tag in {f"{TEXT}p", f"{TEXT}h"} else "text"
        name = element.get(f"{TEXT}style-name", "")
        for _ in range(_DEEPEST_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(_PARENT, "")
