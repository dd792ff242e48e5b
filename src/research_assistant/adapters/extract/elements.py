"""Elements of a markup tree as blocks of text, whatever the vocabulary: a function tells the role of each element.

The tree is walked without recursion, in time that grows with its size alone, so that depth does no harm.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder

_WIDEST_SPAN = 30
"""Columns or rows: what says that it spans more is taken to span this many."""
_WIDEST_ROW = 60
"""Columns up to which the reach of cells is followed."""

_BREAK = "\n"
_LINE_ENDS = re.compile(r"(?<=[.!?:;…。！？])[ \t]*\n\s*|\n\s*\n\s*")


class Kind(Enum):
    """What an element does to the text."""

    INLINE = auto()
    """Its words belong to the block that it stands in."""
    SPACED = auto()
    """The same, but they are apart from their neighbours."""
    BLOCK = auto()
    HEADING = auto()
    LABEL = auto()
    """Its words stand before the next block: `Table 1`."""
    ITEM = auto()
    TABLE = auto()
    ROW = auto()
    CELL = auto()
    LINES = auto()
    """White space counts."""
    BREAK = auto()
    """The line ends here: a block too, if a sentence ends here."""
    SKIP = auto()
    """None of its words are part of the text."""


@dataclass(frozen=True, slots=True)
class Role:
    """What an element is in its text.

    Attributes:
        level: Of a heading, from 1.
        mark: Of an item: its number or another mark.
    """

    kind: Kind
    level: int = 1
    mark: str = "-"


def put(root: etree._Element, builder: TextBuilder, role_of: Callable[[etree._Element], Role]) -> None:
    """Add all that `root` holds to `builder`.

    Rows and cells outside of a table, so in one whose role is `BLOCK`, are blocks. Inside a heading, a label or a cell
    there are no blocks of their own.
    """
    walk = _Walk(builder)
    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in events:
        if event == "start":
            role = role_of(element)
            if role.kind is Kind.SKIP:
                events.skip_subtree()
            walk.start(role, element)
        elif event == "end":
            walk.end()
        if event != "start" and element is not root:
            walk.text(element.tail)
    walk.flush()


_WITHIN = (Kind.INLINE, Kind.SPACED, Kind.BREAK, Kind.SKIP)
_WHOLE = (Kind.HEADING, Kind.LABEL, Kind.CELL)
"""Inside these no block ends."""
_ENDS_BLOCK = (Kind.BLOCK, Kind.ITEM, Kind.ROW, Kind.TABLE)
_BLOCK, _SPACED = Role(Kind.BLOCK), Role(Kind.SPACED)
_IN_LINES = Role(Kind.LINES, level=0)


class _Walk:
    """The elements that are open, and the words of the block that is open."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._open: list[Role] = []
        self._whole = 0  # open elements inside which no block ends
        self._tables: list[_Table] = []
        self._items: list[str] = []  # marks of open items, empty once used
        self._words: list[str] = []
        self._label = ""
        self._labels_from = 0  # how many elements are open around the label

    def text(self, words: str | None) -> None:
        if words:
            self._words.append(words if self._open and self._open[-1].kind is Kind.LINES else words.replace("\n", " "))

    def start(self, role: Role, element: etree._Element) -> None:
        role = self._here(role)
        self._open.append(role)
        match role.kind:
            case Kind.INLINE | Kind.BLOCK:
                pass
            case Kind.SPACED | Kind.BREAK:
                self._words.append(_BREAK if role.kind is Kind.BREAK else " ")
            case Kind.TABLE:
                self._tables.append(_Table())
            case Kind.ROW:
                self._end_label()
                self._tables[-1].start()
            case Kind.CELL:
                self._tables[-1].reach(element)
            case Kind.ITEM:
                self._items.append(role.mark)
            case _:
                pass
        self._whole += role.kind in _WHOLE
        if role.kind is not Kind.SKIP:
            self.text(element.text)

    def _here(self, role: Role) -> Role:
        """Return the role that an element can have where it stands; a block ends the one before."""
        if role.kind in _WITHIN:
            is_line = role.kind is Kind.INLINE and self._open and self._open[-1].kind is Kind.LINES
            return _IN_LINES if is_line else role
        if self._whole:
            return _SPACED
        if role.kind is not Kind.LABEL:
            self.flush()
        return _BLOCK if role.kind in (Kind.ROW, Kind.CELL) and not self._tables else role

    def end(self) -> None:
        role = self._open.pop()
        self._whole -= role.kind in _WHOLE
        if len(self._open) < self._labels_from:
            self._end_label()
        if role.kind in _ENDS_BLOCK:
            self.flush()
        match role.kind:
            case Kind.SPACED:
                self._words.append(" ")
            case Kind.HEADING:
                self._builder.heading(role.level, self._labelled(self._taken()))
            case Kind.LABEL:
                self._label = f"{self._label} {self._taken()}".strip()
                self._labels_from = len(self._open)
            case Kind.LINES if role.level:
                self._builder.lines(self._labelled(self._taken()))
            case Kind.CELL:
                self._tables[-1].add(self._taken())
            case Kind.ROW:
                self._builder.row(self._tables[-1].row)
            case Kind.TABLE | Kind.ITEM:
                (self._tables if role.kind is Kind.TABLE else self._items).pop()
            case _:
                pass

    def flush(self) -> None:
        if not self._words:
            return
        words = self._taken()
        for block in _LINE_ENDS.split(words) if _BREAK in words else (words,):
            if not block.strip():
                continue
            if self._items and self._items[-1]:
                self._builder.item(self._labelled(block), self._items[-1])
                self._items[-1] = ""
            else:
                self._builder.paragraph(self._labelled(block))

    def _end_label(self) -> None:
        """Let a label for which no block came stand alone."""
        self.flush()
        self._builder.paragraph(self._labelled(""))

    def _taken(self) -> str:
        words, self._words = "".join(self._words), []
        return words

    def _labelled(self, words: str) -> str:
        label, self._label, self._labels_from = self._label, "", 0
        return f"{label} {words}" if label else words


class _Table:
    """The row that is open, with the places that cells of former rows reach into."""

    def __init__(self) -> None:
        self.row: list[str] = []
        self._reach: dict[int, int] = {}  # column: how many more rows a cell above takes of it
        self._columns = self._rows = 1

    def start(self) -> None:
        self.row = []

    def reach(self, element: etree._Element) -> None:
        """Go to the place of the next cell, and remember how far it reaches."""
        while self._reach.get(len(self.row), 0) and len(self.row) < _WIDEST_ROW:
            self._reach[len(self.row)] -= 1
            self.row.append("")
        self._columns, self._rows = (_span(element.get(name)) for name in ("colspan", "rowspan"))

    def add(self, words: str) -> None:
        for place in range(self._columns):
            if self._rows > 1 and len(self.row) < _WIDEST_ROW:
                self._reach[len(self.row)] = self._rows - 1
            self.row.append("" if place else words)


def _span(told: str | None) -> int:
    return min(int(told), _WIDEST_SPAN) if told and told.isdecimal() and int(told) else 1
