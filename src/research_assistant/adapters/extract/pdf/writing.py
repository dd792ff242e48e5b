"""The text of a document from its paragraphs, with the place of every word in it and on the page."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from research_assistant.adapters.extract.pdf.hyphens import Vocabulary, parted
from research_assistant.adapters.extract.pdf.page import Sheet
from research_assistant.adapters.extract.pdf.paragraphs import Kind, Paragraph
from research_assistant.adapters.extract.pdf.words import HYPHEN, Word
from research_assistant.domain.document import Box, Page, Section

_DIGITS = 2  # of a place: hundredths of a point
_UNSPACED = ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))


@dataclass(slots=True)
class Writer:
    """Puts paragraphs one after the other, a blank line between each two."""

    sheets: Sequence[Sheet | None]
    vocabulary: Vocabulary
    boxes: list[Box] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _last: str = ""

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def write(self, paragraph: Paragraph) -> None:
        """Write a paragraph."""
        if self._length:
            self._put("\n\n")
        start = self._length
        waiting: tuple[str, Word, int] | None = None
        for number, (page, row) in enumerate(paragraph.lines):
            for cell, line in enumerate(row):
                for place, word in enumerate(line.words):
                    if waiting is not None:
                        self._join(*waiting, word, page)
                        waiting = None
                    else:
                        if number or cell or place:
                            self._put(_between(self._last, word.text, paragraph.kind, number, cell, place))
                        if place == len(line.words) - 1 and (stem := parted(word.text)) is not None:
                            waiting = stem, word, page
                        else:
                            self._word(word.text.replace(HYPHEN, "-"), word, page)
        if waiting is not None:
            self._word(waiting[0] + "-", *waiting[1:])
        if paragraph.kind is Kind.HEADING:
            self._section("".join(self.text_from(start)), start)

    def text_from(self, start: int) -> str:
        """Return what was written from a place on."""
        kept: list[str] = []
        missing = self._length - start
        for part in reversed(self._parts):
            if missing <= 0:
                break
            kept.append(part)
            missing -= len(part)
        return "".join(reversed(kept))

    def finish(self, labels: Sequence[str]) -> tuple[Page, ...]:
        """End the last section and return the pages."""
        if self.sections:
            self._end_section(self._length)
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        for box in self.boxes:
            starts.setdefault(box.page, box.start)
            ends[box.page] = box.end
        pages: list[Page] = []
        reached = 0
        for place, sheet in enumerate(self.sheets):
            number = place + 1
            start = max(reached, starts.get(number, reached))
            reached = max(start, ends.get(number, start))
            width, height = sheet.shown if sheet else (0.0, 0.0)
            pages.append(
                Page(
                    number=number,
                    label=labels[place] or str(number),
                    start=start,
                    end=reached,
                    width=round(width, 2),
                    height=round(height, 2),
                )
            )
        return tuple(pages)

    def _join(self, stem: str, word: Word, page: int, following: Word, page_after: int) -> None:
        """Write the two parts of a word that a line end parts."""
        self._word(stem + "-" if self.vocabulary.keeps(stem, following.text) else stem, word, page)
        self._word(following.text.replace(HYPHEN, "-"), following, page_after)

    def _word(self, text: str, word: Word, page: int) -> None:
        sheet = self.sheets[page]
        if sheet is None:
            return
        # A mark that would melt into the letter before it would move all places behind it.
        if not text[0].isascii() and self._last.strip() and not unicodedata.is_normalized("NFC", self._last + text):
            self._put(" ")
        start = self._length
        self._put(text)
        box = sheet.on_page((word.left, word.top, word.right, word.bottom), word.style.direction)
        left, top, right, bottom = (round(edge, _DIGITS) for edge in box)
        self.boxes.append(
            Box(start=start, end=self._length, page=page + 1, left=left, top=top, right=right, bottom=bottom)
        )

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._last = text[-1:]

    def _section(self, heading: str, start: int) -> None:
        if self.sections:
            self._end_section(start)
        self.sections.append(Section(heading=" ".join(heading.split()), start=start, end=start))

    def _end_section(self, end: int) -> None:
        last = self.sections[-1]
        self.sections[-1] = Section(heading=last.heading, start=last.start, end=end)


def _between(last: str, first: str, kind: Kind, row: int, cell: int, place: int) -> str:
    """Return what stands between two words."""
    if place:
        return " "
    if kind is Kind.TABLE:
        return "\t" if cell else "\n"
    return "" if row and _is_unspaced(last) and _is_unspaced(first[0]) else " "


def _is_unspaced(sign: str) -> bool:
    """Tell whether `sign` is of a script that has no spaces between words: ideographs and kana."""
    return any(low <= ord(sign) <= high for low, high in _UNSPACED) if sign else False
