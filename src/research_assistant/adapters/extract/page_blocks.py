"""The blocks of a web page in its own tree: where their words stand, what they are, what holds them."""

from dataclasses import dataclass, field

from lxml import etree

from research_assistant.adapters.extract.elements import Kind
from research_assistant.adapters.extract.xhtml import role_of

AROUND = ("nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template", "button", "select")
"""Elements that stand around an article."""

_LISTS = frozenset(("ul", "ol", "dl"))
_INSIDE_A_BLOCK = frozenset((Kind.INLINE, Kind.SPACED, Kind.SKIP, Kind.BREAK))


@dataclass(slots=True)
class PageBlock:
    """A paragraph, a heading, an item of a list or a whole table.

    Attributes:
        slots: Where its words stand: before the first child of an element (False) or behind the element (True).
        heading: Its rank from 1 if it is a heading, else 0.
        group: The outermost list or the table that it belongs to.
        around: Whether it stands in what stands around articles.
        linked: Code points of its words that are links.
        words: What it says.
    """

    heading: int
    group: etree._Element | None
    around: bool
    slots: list[tuple[etree._Element, bool]] = field(default_factory=list)
    linked: int = 0
    words: str = ""

    def leave_out(self) -> None:
        """Take its words from the tree."""
        for element, is_behind in self.slots:
            if is_behind:
                element.tail = None
            else:
                element.text = None


def blocks_of(root: etree._Element) -> list[PageBlock]:
    """Return the blocks that have words, in their order."""
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start":
            if walk.start(element):
                events.skip_subtree()
        else:
            walk.end(element, is_root=element is root)
    return [block for block in walk.blocks if block.words.strip()]


class _Walk:
    """What is open where the walk stands, and the blocks so far."""

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self._groups: list[etree._Element] = []
        self._tables = self._links = self._around = 0
        self._headings: list[int] = []
        self._is_ended = True
        self._breaks = 0

    def start(self, element: etree._Element) -> bool:
        """Enter an element; tell whether its words are none of the page's text."""
        role = role_of(element)
        if role.kind is Kind.BREAK:
            self._breaks += 1
            self._is_ended |= self._breaks > 1 and not self._tables
        elif role.kind not in _INSIDE_A_BLOCK:
            self._end_block()
        if role.kind is Kind.HEADING:
            self._headings.append(role.level)
        if role.kind is Kind.TABLE or (element.tag in _LISTS):
            self._groups.append(element)
        self._tables += role.kind is Kind.TABLE
        self._links += element.tag == "a"
        self._around += element.tag in AROUND
        if role.kind is not Kind.SKIP:
            self._put(element, element.text, is_behind=False)
        return role.kind is Kind.SKIP

    def end(self, element: etree._Element, *, is_root: bool) -> None:
        role = role_of(element)
        self._links -= element.tag == "a"
        self._around -= element.tag in AROUND
        self._tables -= role.kind is Kind.TABLE
        if role.kind is Kind.HEADING:
            self._headings.pop()
        if role.kind not in _INSIDE_A_BLOCK:
            self._end_block()
        if self._groups and self._groups[-1] is element:
            self._groups.pop()
        if not is_root:
            self._put(element, element.tail, is_behind=True)

    def _end_block(self) -> None:
        if self._tables and self.blocks and self.blocks[-1].words:
            self.blocks[-1].words += " "
        self._is_ended |= not self._tables

    def _put(self, element: etree._Element, words: str | None, *, is_behind: bool) -> None:
        if not words:
            return
        if not words.strip():
            if not self._is_ended:
                self.blocks[-1].words += " "
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
        block.slots.append((element, is_behind))
        block.words += words
        block.linked += len(words) * (self._links > 0)
