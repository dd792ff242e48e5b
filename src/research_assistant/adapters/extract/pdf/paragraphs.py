"""Paragraphs: rows of a block joined into running text, headings and tables told apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from research_assistant.adapters.extract.pdf.blocks import Block, Row
from research_assistant.adapters.extract.pdf.lines import Line
from research_assistant.adapters.extract.pdf.words import HYPHEN

_CELL_GAP = 1.8  # of the size: two stretches so far apart are cells, not a justified line
_JUSTIFIED = 4.0  # of the size: the widest space in a justified line
_LARGER, _BOLD_SIZE = 1.09, 0.96  # of the body's size: what a heading is at least, and a bold one
_LONGEST_HEADING, _LONGEST_BOLD = 220, 130  # characters
_INDENT = 0.6  # of the size
_ROOM = 1.0  # of the size: so much more than the next word has to fit
_OTHER_SIZE = 1.12  # times
_WHITE = 1.3  # times the block's distance of lines

_BULLET = re.compile(r"[^\w\s=+<>≤≥≈~±×÷/|&%(\[{§©†‡]|o|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]|\[\d{1,4}\]")
_NUMBERED = re.compile(r"(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2})*\.?")
_ENDED = re.compile(r"[.!?:;…。！？؟۔।][\"'”’»)\]⁰¹²³⁴⁵⁶⁷⁸⁹,\d*†‡]*$")
_KNOWN = re.compile(
    r"(?:(?:\d{1,2}|[IVX]{1,5})\.?\s)?(?:abstract|summary|introduction|background|related work|methods?|"
    r"materials and methods|results?(?: and discussion)?|discussion|conclusions?|acknowledge?ments?|references|"
    r"bibliography|appendix(?: [a-z])?)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|scheme|listing|abbildung|tabelle|tableau)\s?\S{0,3}\d", re.IGNORECASE
)


class Kind(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    HEADING = "heading"
    TABLE = "table"
    ASIDE = "aside"
    """A caption or a note: it stands between the parts of a text and belongs to none."""


@dataclass(slots=True)
class Paragraph:
    """A run of text with its lines, each with the place of its page."""

    kind: Kind
    lines: list[tuple[int, Row]]
    size: float
    is_full: bool = False
    is_indented: bool = False

    @property
    def first(self) -> str:
        """Its first word."""
        return self.lines[0][1][0].words[0].text

    @property
    def last(self) -> str:
        """Its last word."""
        return self.lines[-1][1][-1].words[-1].text

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(line.text for _, row in self.lines for line in row)

    @property
    def is_ended(self) -> bool:
        """Whether a sentence ends where it does."""
        return _ENDED.search(self.last) is not None


def paragraphs_of(block: Block, page: int, body: float) -> Iterator[Paragraph]:
    """Yield the paragraphs of a block.

    Args:
        block: The block.
        page: Its page's place, from 0.
        body: The size of most letters of the document.
    """
    is_prose = 2 * sum(len(row) == 1 for row in block.rows) > len(block.rows)
    rows = [_listed(row, block if is_prose else None) for row in block.rows]
    tabular = [len(row) > 1 for row in rows]
    usual = _usual(rows)
    start = 0
    for place in range(1, len(rows) + 1):
        if place < len(rows) and not _parts(rows, tabular, place, block, body, usual):
            continue
        yield _paragraph(rows[start:place], page, body, block, is_table=tabular[start])
        start = place


def is_bullet(word: str) -> bool:
    """Tell whether `word` opens an item of a list."""
    return _BULLET.fullmatch(word) is not None


def _listed(row: Row, prose: Block | None) -> Row:
    """Return a row in reading order, its lines joined where they are no cells.

    The sign or number of an item or heading is no cell. Nor are the parts of a justified line in a block of prose.
    """
    if len(row) < 2:
        return row
    row = sorted(row, key=lambda line: line.left)
    if 2 * sum(line.from_right for line in row) >= len(row):
        row.reverse()
    opens = row[0].text
    if len(row) == 2 and (is_bullet(opens) or _NUMBERED.fullmatch(opens)) and len(row[1].words) > 1:
        return [_merged(row)]
    gaps = [max(right.left - left.right, left.left - right.right) for left, right in pairwise(row)]
    if len(row) < 3 and max(gaps) < _CELL_GAP * row[0].size:
        return [_merged(row)]
    if prose is not None and max(gaps) < _JUSTIFIED * row[0].size:
        left, right = min(line.left for line in row), max(line.right for line in row)
        if left - prose.left < row[0].size and prose.right - right < row[0].size:
            return [_merged(row)]
    return row


def _merged(row: Row) -> Line:
    merged, *others = row
    for line in others:
        merged.append(line)
    return merged


def _parts(rows: Sequence[Row], tabular: Sequence[bool], place: int, block: Block, body: float, usual: float) -> bool:
    """Tell whether a paragraph ends before the row at this place."""
    if tabular[place] or tabular[place - 1]:
        return tabular[place] != tabular[place - 1]
    line, before = rows[place][0], rows[place - 1][0]
    opens, closes = line.words[0].text, before.words[-1].text
    if is_bullet(opens) and not closes.endswith((HYPHEN, ",")):
        return not opens[0].isalnum() or _ENDED.search(closes) is not None or opens.endswith(")")
    if _looks_other(rows, place, block, usual):
        return True
    if opens[0].islower() or closes.endswith((HYPHEN, "-")):
        return False
    if min(line.size, before.size) > _LARGER * body and line.bold == before.bold:
        return _NUMBERED.fullmatch(opens) is not None
    return _is_indented(rows, place, block) or _had_room(line, before, block)


def _looks_other(rows: Sequence[Row], place: int, block: Block, usual: float) -> bool:
    """Tell whether a row is set apart from the one before it by size, weight or white."""
    line, before = rows[place][0], rows[place - 1][0]
    if max(line.size, before.size) > _OTHER_SIZE * min(line.size, before.size):
        return True
    if line.bold != before.bold and (_is_short(before, block) or line.bold):
        return True
    return place > 1 and len(rows) > 3 and line.baseline - before.baseline > _WHITE * usual


def _usual(rows: Sequence[Row]) -> float:
    steps = sorted(below[0].baseline - row[0].baseline for row, below in pairwise(rows))
    return steps[len(steps) // 2] if steps else 0.0


def _is_short(line: Line, block: Block) -> bool:
    return line.right - line.left < 0.8 * (block.right - block.left)


def _is_indented(rows: Sequence[Row], place: int, block: Block) -> bool:
    """Tell whether a line begins further in than those around it; or further out, where most lines are set in."""
    line, before = rows[place][0], rows[place - 1][0]
    step = (before.right - line.right) if line.from_right else (line.left - before.left)
    if step > _INDENT * line.size:
        edge = (block.right - before.right) if line.from_right else (before.left - block.left)
        following = rows[place + 1][0] if place + 1 < len(rows) else None
        stays = following is not None and abs(following.left - line.left) < 0.2 * line.size and not line.from_right
        return edge < _INDENT * line.size and not stays
    if step < -_INDENT * line.size:
        edge = (block.right - line.right) if line.from_right else (line.left - block.left)
        return edge < _INDENT * line.size and place > 1 and _ENDED.search(before.words[-1].text) is not None
    return False


def _had_room(line: Line, before: Line, block: Block) -> bool:
    """Tell whether the first word of a line would have had room on the line before: then that one was ended."""
    word = line.words[0]
    needed = word.right - word.left + _ROOM * line.size
    if line.from_right:
        return before.left - block.left > needed
    return block.right - before.right > needed


def _paragraph(rows: Sequence[Row], page: int, body: float, block: Block, *, is_table: bool) -> Paragraph:
    lines = [line for row in rows for line in row]
    size = max(lines, key=lambda line: line.length).size
    last = lines[-1]
    reach = (last.left - block.left) if last.from_right else (block.right - last.right)
    made = Paragraph(Kind.TABLE if is_table else Kind.TEXT, [(page, row) for row in rows], size)
    made.is_full = reach < 2 * size
    made.is_indented = (lines[0].left - block.left) > _INDENT * size and not lines[0].from_right
    if not is_table:
        if _is_heading(made, lines, body):
            made.kind = Kind.HEADING
        elif _CAPTION.match(made.text) or size < 0.92 * body:
            made.kind = Kind.ASIDE
    return made


def _is_heading(paragraph: Paragraph, lines: Sequence[Line], body: float) -> bool:
    text = paragraph.text
    if len(text) > _LONGEST_HEADING or not any(map(str.isalpha, text)) or _CAPTION.match(text):
        return False
    if len(lines) == 1 and _KNOWN.fullmatch(text):
        return True
    if text.endswith((".", ",", ";")) and not _NUMBERED.fullmatch(lines[0].words[0].text):
        return False
    if paragraph.size > _LARGER * body:
        return len(lines) < 5
    is_short = len(lines) < 3 and len(text) <= _LONGEST_BOLD
    return is_short and paragraph.size > _BOLD_SIZE * body and all(line.bold for line in lines)
