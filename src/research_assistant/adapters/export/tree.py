"""Nodes of pandoc's document tree (pandoc-types 1.23): text in them is text, whatever it looks like.

No node of raw code, no image and no formula is made here, so there is nothing through which text could become code of
the format that is written, or load anything.
"""

import re
from collections.abc import Iterable, Sequence

from research_assistant.adapters.export.address import Address
from research_assistant.adapters.export.showable import showable

Node = dict[str, object]
"""A block or an inline: its kind under `t`, what it holds under `c`."""

VERSION = (1, 23, 1)

_FOLDED = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")


def words(text: str) -> Node:
    """Return `text` on one line; characters that cannot be shown become U+FFFD."""
    return {"t": "Str", "c": showable(_FOLDED.sub(" ", text))}


def emphasised(inlines: Sequence[Node]) -> Node:
    """Return `inlines` in italics."""
    return {"t": "Emph", "c": list(inlines)}


def strong(inlines: Sequence[Node]) -> Node:
    """Return `inlines` in bold."""
    return {"t": "Strong", "c": list(inlines)}


def code(text: str) -> Node:
    """Return `text` as what is typed."""
    return {"t": "Code", "c": [_attributes(), showable(text)]}


def note(blocks: Sequence[Node]) -> Node:
    """Return a footnote."""
    return {"t": "Note", "c": list(blocks)}


def span(inlines: Sequence[Node], *, name: str = "", style: str = "", tongue: str = "", direction: str = "") -> Node:
    """Return `inlines` as a part with a name that links lead to, a style, a language, a way of writing."""
    return {"t": "Span", "c": [_attributes(name, style, tongue, direction), list(inlines)]}


def inward(inlines: Sequence[Node], name: str) -> Node:
    """Return a link to what is called `name` in the same document."""
    return _link(inlines, f"#{name}")


def outward(address: Address, inlines: Sequence[Node] | None = None) -> Node:
    """Return a link that leads to the web, and shows where unless `inlines` are given."""
    return _link([words(address.shown)] if inlines is None else inlines, address.url)


def paragraph(inlines: Sequence[Node]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def plain(inlines: Sequence[Node]) -> Node:
    """Return a line of a list or a cell."""
    return {"t": "Plain", "c": list(inlines)}


def heading(level: int, text: str, *, name: str = "") -> Node:
    """Return a heading, of level 1 to 6."""
    return {"t": "Header", "c": [level, _attributes(name), [words(text)]]}


def part(blocks: Sequence[Node], *, name: str = "", style: str = "", tongue: str = "", direction: str = "") -> Node:
    """Return `blocks` as a part with a name that links lead to, a style, a language, a way of writing."""
    return {"t": "Div", "c": [_attributes(name, style, tongue, direction), list(blocks)]}


def bullets(items: Iterable[Sequence[Node]]) -> Node:
    """Return a list, each item as inlines."""
    return {"t": "BulletList", "c": [[plain(item)] for item in items]}


def table(
    rows: Sequence[Sequence[Sequence[Node]]], *, widths: Sequence[float], head: Sequence[str] = (), style: str = ""
) -> Node:
    """Return a table.

    Args:
        rows: Of cells, each of blocks.
        widths: Of the columns, as parts of 1.
        head: The words over the columns; none where the first column names the rows.
        style: Its name.
    """
    heads = [_row([[plain([words(each)])] for each in head])] if head else []
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": width}] for width in widths]
    body = [_attributes(), 0 if head else 1, [], [_row(row) for row in rows]]
    return {
        "t": "Table",
        "c": [_attributes(style=style), [None, []], columns, [_attributes(), heads], [body], [_attributes(), []]],
    }


def document(blocks: Sequence[Node], *, title: str, language: str, date: str) -> Node:
    """Return a whole document with what is told about it."""
    meta = {
        "title": {"t": "MetaInlines", "c": [words(title)]},
        "date": {"t": "MetaInlines", "c": [words(date)]},
        "lang": {"t": "MetaString", "c": language},
    }
    return {"pandoc-api-version": list(VERSION), "meta": meta, "blocks": list(blocks)}


def _link(inlines: Sequence[Node], target: str) -> Node:
    return {"t": "Link", "c": [_attributes(), list(inlines), [target, ""]]}


def _row(cells: Sequence[Sequence[Node]]) -> list[object]:
    return [_attributes(), [[_attributes(), {"t": "AlignDefault"}, 1, 1, list(cell)] for cell in cells]]


def _attributes(name: str = "", style: str = "", tongue: str = "", direction: str = "") -> list[object]:
    told = (("custom-style", style), ("lang", tongue), ("dir", direction if direction == "rtl" else ""))
    return [name, [], [[key, value] for key, value in told if value]]
