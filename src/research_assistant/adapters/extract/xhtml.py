"""The elements of HTML, and of what trafilatura makes of it, as roles in a text."""

import re

from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.elements import Kind, Role, put

_INLINE = """
    a abbr acronym b bdi bdo big cite code data del dfn em font hi i ins kbd label mark nobr output q ref ruby rb s samp
    small span strike strong sub sup time tt u var wbr
"""
_SKIPPED = """
    area audio base button canvas datalist embed frame frameset head iframe img input link map math meta noembed
    noframes object option param picture progress rp rt script select source style svg template textarea title track
    video
"""
_KINDS = (
    dict.fromkeys(_INLINE.split(), Role(Kind.INLINE))
    | dict.fromkeys(_SKIPPED.split(), Role(Kind.SKIP))
    | dict.fromkeys(("br", "lb"), Role(Kind.BREAK))
    | dict.fromkeys(("tr", "row"), Role(Kind.ROW))
    | dict.fromkeys(("td", "th", "cell"), Role(Kind.CELL))
    | dict.fromkeys(("pre", "listing", "xmp"), Role(Kind.LINES))
    | dict.fromkeys(("dt", "dd"), Role(Kind.BLOCK))
    | {f"h{level}": Role(Kind.HEADING, level=level) for level in range(1, 7)}
)
_BLOCK, _TABLE = Role(Kind.BLOCK), Role(Kind.TABLE)
_BULLET = Role(Kind.ITEM)
_MOST_NUMBERED = 10_000


def put_xhtml(root: etree._Element, builder: TextBuilder) -> None:
    """Add the text of an HTML element to `builder`; its tags have no namespace.

    Raised words and formulas have to be plain already (`formulas.set_plain`).
    """
    numbers = {item: mark for items in root.iter("ol") for item, mark in _numbered(items)}
    put(root, builder, lambda element: numbers.get(element) or role_of(element))


def role_of(element: etree._Element) -> Role:
    """Return what an element of HTML is in its text; items of numbered lists have no numbers yet."""
    name = str(element.tag)
    match name:
        case "table":
            return _BLOCK if _is_layout(element) else _TABLE
        case "li":
            return _BULLET
        case "item":  # of trafilatura's list
            return _BLOCK if element.get("rend") else _BULLET
        case "head" if rank := element.get("rend", ""):
            return Role(Kind.HEADING, level=int(rank[1:]) if re.fullmatch("h[1-6]", rank) else 6)
        case _:
            return _KINDS.get(name, _BLOCK)


def _is_layout(table: etree._Element) -> bool:
    """Tell whether a table only puts things into place: its cells are blocks then."""
    if table.get("role") in {"presentation", "none"} or table.find(".//table") is not None:
        return True
    if any(table.find(f".//{name}") is not None for name in ("h1", "h2", "h3", "pre")):
        return True
    rows = table.iter("tr", "row")
    return all(sum(cell.tag in {"td", "th", "cell"} for cell in row) < 2 for row in rows)


def _numbered(items: etree._Element) -> list[tuple[etree._Element, Role]]:
    start = items.get("start", "1")
    first = int(start) if start.isdecimal() and len(start) < 6 else 1
    own = (item for item in items if item.tag == "li")
    return [(item, Role(Kind.ITEM, mark=f"{number}.")) for number, item in enumerate(own, start=first)]
