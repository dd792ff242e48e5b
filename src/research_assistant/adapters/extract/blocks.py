"""Blocks of a marked-up file as one clean text with sections: headings, paragraphs, items of lists, rows of tables.

Every block stands between blank lines, since that is what always ends a sentence; so no row of a table and no heading
is ever quoted as part of its neighbour.
"""

import re

from research_assistant.domain.document import Section
from research_assistant.kit.text import clean

BETWEEN_CELLS = " | "
"""Between the cells of a row: a mark that no number holds, so that two numbers are never read as one."""

_BETWEEN_BLOCKS = "\n\n"
_WHITE_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\U000e0000-\U000e007f]+")

_RAISED = str.maketrans("0123456789+-−–=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_ORDINALS = frozenset(("st", "nd", "rd", "th", "e", "er", "re", "ère", "ème", "o", "a"))


class TextBuilder:
    """Collects blocks in reading order.

    What is added is folded to single spaces and cleaned; a block without text is left out. Cleaned blocks that are
    joined by line ends are clean as a whole, so offsets can be counted while blocks come in.
    """

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, str, int]] = []  # level, words, offset

    @property
    def length(self) -> int:
        """Code points collected so far."""
        return self._length

    def heading(self, level: int, text: str) -> None:
        """Begin a section that ends where the next one of the same or a higher rank begins.

        Args:
            level: Its rank, from 1, the highest.
            text: The words of the heading; they are a block of the text too.
        """
        words = seen(text)
        if words:
            start = self._add(words)
            self._headings.append((level, words, start))

    def paragraph(self, text: str) -> None:
        """Add a paragraph, or any other run of sentences."""
        self._add(seen(text))

    def item(self, text: str, mark: str = "-") -> None:
        """Add an item of a list, behind its number or another mark."""
        words = seen(text)
        self._add(f"{mark} {words}" if words else "")

    def row(self, cells: list[str]) -> None:
        """Add a row of a table; empty cells keep their places, save the last ones."""
        words = [seen(cell) for cell in cells]
        while words and not words[-1]:
            words.pop()
        self._add(BETWEEN_CELLS.join(words))

    def lines(self, text: str) -> None:
        """Add a block whose lines and indents matter, such as code or a poem."""
        kept = [line.rstrip() for line in clean(_UNSEEN.sub("", text)).split("\n")]
        self._add(re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n"))

    def finish(self) -> tuple[str, tuple[Section, ...]]:
        """Return the text, equal to itself cleaned again, and its sections in the order of their starts."""
        ends: list[int] = []
        later: list[tuple[int, int]] = []  # headings behind, none of which is within another
        for level, _, start in reversed(self._headings):
            while later and later[-1][0] > level:
                later.pop()
            ends.append(later[-1][1] if later else self._length)
            later.append((level, start))
        sections = (
            Section(heading=words, start=start, end=end)
            for (_, words, start), end in zip(self._headings, reversed(ends), strict=True)
        )
        return _BETWEEN_BLOCKS.join(self._blocks), tuple(sections)

    def _add(self, block: str) -> int:
        if not block.strip():
            return self._length
        start = self._length + len(_BETWEEN_BLOCKS) if self._blocks else 0
        self._blocks.append(block)
        self._length = start + len(block)
        return start


def seen(text: str) -> str:
    """Return `text` clean and on one line, without characters that nobody sees; no-break spaces stay."""
    return _WHITE_SPACE.sub(" ", clean(_UNSEEN.sub("", text))).strip()


def raised(text: str, before: str = "") -> str:
    """Return superscript `text` as plain text that is not read as part of what stands before it.

    Digits and signs become Unicode superscripts: `10<sup>−2</sup>` is 10⁻². Letters have no full set of these: they
    stay, behind a `^` where a letter, a number or a bracket stands before them, unless they make an ordinal (`5th`).
    What stands in square brackets, as marks of notes do, stays as it is.

    Args:
        text: What is raised.
        before: What stands directly before it, or its end.
    """
    words, last = text.strip(), before[-1:]
    if words.startswith("["):
        return words
    told = words.translate(_RAISED)
    if not words[:1].isalpha() or (last.isdigit() and words.casefold() in _ORDINALS):
        return told
    return f"^{told}" if last.isalnum() or last in {")", "]"} else told


def lowered(text: str, before: str = "") -> str:
    """Return subscript `text` as plain text: `CO<sub>2</sub>` is CO₂; letters stay, behind `_` where digits precede."""
    words = text.strip()
    told = words.translate(_LOWERED)
    return f"_{told}" if before[-1:].isdigit() and words[:1].isalpha() else told
