"""The blocks of a web page in its own tree: where their words stand, what they are, what holds them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from research_assistant.adapters.extract.elements import Kind, Role
from research_assistant.adapters.extract.xhtml import role_of

AROUND = ("nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template", "button", "select")
"""Elements that stand around an article."""

_LISTS = frozenset(("ul", "ol", "dl"))
_INSIDE_A_BLOCK = (Kind.INLINE, Kind.SPACED, Kind.SKIP, Kind.BREAK)


@dataclass(slots=True)
class Slot:
    """A place of words in the tree.

    Attributes:
        is_behind: Whether they stand behind the element, or in it before its first child.
        words: What stands there.
    """

    element: etree._Element
    is_behind: bool
    words: str

    def write(self, words: str | None) -> None:
        """Put other words there, or none."""
        if self.is_behind:
            self.element.tail = words
        else:
            self.element.text = words


@dataclass(slots=True)
class PageBlock:
    """A paragraph, a heading, an item of a list or a whole table.

    Attributes:
        slots: Where its words stand, in their order.
        heading: Its rank from 1 if it is a heading, else 0.
        group: The outermost list or the table that it belongs to.
        around: Whether it stands in what stands around articles.
        linked: Code points of its words that are links.
        length: Code points of its words.
    """

    heading: int
    group: etree._Element | None
    around: bool
    slots: list[Slot] = field(default_factory=list)
    linked: int = 0
    length: int = 0


def blocks_of(root: etree._Element) -> list[PageBlock]:
    """Return the blocks that have words, in their order."""
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "end":
            walk.end(element)
        elif walk.start(element):
            events.skip_subtree()
    return walk.blocks


def leave_out(blocks: Iterable[PageBlock]) -> None:
    """Take the words of `blocks` from the tree."""
    for block in blocks:
        for slot in block.slots:
            slot.write(None)


def clear_around(blocks: Iterable[PageBlock]) -> None:
    """Take from the tree what stands in blocks without words, where `blocks` have all words of the tree."""
    holding: set[etree._Element] = set()
    for slot in (slot for block in blocks for slot in block.slots):
        element: etree._Element | None = slot.element
        while element is not None and element not in holding:
            holding.add(element)
            element = element.getparent()
    for element in holding:
        for child in element:
            if len(child) and child not in holding and role_of(child).kind is Kind.BLOCK:
                del child[:]


class _Walk:
    """What is open where the walk stands, and the blocks so far."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._open: list[Kind] = []
        self._groups: list[etree._Element] = []
        self._tables = self._links = self._around = 0
        self._headings: list[int] = []
        self._is_ended = True
        self._breaks = 0

    def start(self, element: etree._Element) -> bool:
        """Enter an element; tell whether its words are none of the page's text."""
        role, tag = role_of(element), element.tag
        kind = role.kind
        self._open.append(kind)
        if kind is Kind.BREAK:
            self._breaks += 1
            self._is_ended |= self._breaks > 1 and not self._tables
        elif kind not in _INSIDE_A_BLOCK:
            self._is_ended |= not self._tables
            self._enter(role, element)
        self._links += tag == "a"
        self._around += tag in AROUND
        if kind is Kind.SKIP:
            return True
        if words := element.text:
            self._put(element, words, is_behind=False)
        return False

    def end(self, element: etree._Element) -> None:
        """Leave the innermost element."""
        kind, tag = self._open.pop(), element.tag
        self._links -= tag == "a"
        self._around -= tag in AROUND
        if kind not in _INSIDE_A_BLOCK:
            self._tables -= kind is Kind.TABLE
            self._is_ended |= not self._tables
            if kind is Kind.HEADING:
                self._headings.pop()
            if self._groups and self._groups[-1] is element:
                self._groups.pop()
        if self._open and (words := element.tail):
            self._put(element, words, is_behind=True)

    def _enter(self, role: Role, element: etree._Element) -> None:
        if role.kind is Kind.HEADING:
            self._headings.append(role.level)
        if role.kind is Kind.TABLE or element.tag in _LISTS:
            self._groups.append(element)
        self._tables += role.kind is Kind.TABLE

    def _put(self, element: etree._Element, words: str, *, is_behind: bool) -> None:
        if words.isspace():
            return
        self._breaks = 0
        if self._is_ended:
            self.blocks.append(
                PageBlock(
                    heading=self._headings[-1] if self._headings else 0,
                    group=self._groups[0] if self._groups else None,
                    around=self._around > 0,
                )
            )
            self._is_ended = False
        block = self.blocks[-1]
        block.slots.append(Slot(element, is_behind, words))
        block.length += len(words)
        block.linked += len(words) * (self._links > 0)
