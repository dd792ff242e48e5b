"""The words of one page as they stand there: text, place, size and style, in the order in which the file draws them.

pdfium answers one question about one character at a time, and each answer crosses from C into Python. So the text of a
page is taken whole, and only the first and last character of a word are asked where they are; the characters between
are asked where these two differ in how they are drawn.
"""

import ctypes
import re
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium

from research_assistant.adapters.extract.pdf.glyphs import ACCENTS, accented, lowered, plain, raised
from research_assistant.adapters.extract.pdf.styles import Style, Styles

HYPHEN = "\ufffe"
"""What pdfium writes for a hyphen that ends a line."""

_WORD = re.compile(f"[^\\s{HYPHEN}]+{HYPHEN}?|{HYPHEN}")
_ACCENT = re.compile(f"[{''.join(ACCENTS)}]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_AIRY, _AIRY_WIDE = 0.8, 1.2  # sizes a letter, on average: wider than any word is
_CELL_GAP = 1.0  # of the size
_SMALLER, _OFF_LINE = 0.86, 0.12  # of the size: a raised or lowered figure is smaller and off the line


class Word(NamedTuple):
    """A word, or the part of it that stands on one line.

    Places are in points in the frame of its reader: x grows as the text runs, y from line to line.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    style: Style


@dataclass(frozen=True, slots=True)
class Frame:
    """The page's edges in the file's own coordinates, which grow upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def seen(self, box: tuple[float, float, float, float], direction: int) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of a box (left, bottom, right, top) for who reads in this direction.

        Directions count quarter turns against the clock: 0 is a text that runs to the right, 1 one that runs upwards.
        """
        left, bottom, right, top = box
        match direction:
            case 0:
                return left - self.left, self.top - top, right - self.left, self.top - bottom
            case 1:
                return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
            case 2:
                return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
            case _:
                return self.top - top, self.right - right, self.top - bottom, self.right - left

    def size(self, direction: int) -> tuple[float, float]:
        """Return width and height for who reads in this direction."""
        width, height = self.right - self.left, self.top - self.bottom
        return (width, height) if direction % 2 == 0 else (height, width)


def text_of(page: ctypes.c_void_p, count: int) -> str:
    """Return the `count` characters of a text page, one code point for each."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    units = pdfium.FPDFText_GetText(page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, units - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # Characters without a meaning are left out there, so that places would not be the same.
    codes = (pdfium.FPDFText_GetUnicode(page, place) for place in range(count))
    return "".join(HYPHEN if code == 2 else chr(code) if 0 < code < 0x110000 else "\x01" for code in codes)


class Words:
    """Reads the words of one text page."""

    def __init__(self, page: ctypes.c_void_p, frame: Frame, styles: Styles) -> None:
        self._page = page
        self._frame = frame
        self._styles = styles
        self._box = pdfium.FS_RECTF()
        self._at = ctypes.byref(self._box)

    def read(self, text: str, start: int, end: int) -> list[Word]:
        """Return the words between two places of `text`, which is all of the page's."""
        words: list[Word] = []
        for found in _WORD.finditer(text, start, end):
            first, last = found.start(), found.end() - 1
            word = found.group()
            style, is_one = self._styles.of_word(first, last)
            if style is None:
                continue
            if _ACCENT.search(word):
                words += self._accented(word, first)
            elif is_one:
                place = self._place(first, last, style)
                if place[2] - place[0] > (_AIRY if word.isascii() else _AIRY_WIDE) * style.size * len(word) > 0:
                    words += self._spread(word, first)
                else:
                    words.append(Word(plain(word), *place, style.baseline, style.size, style))
            else:
                words += self._pieces(word, first)
        return [word for word in words if word.text]

    def letters(self, text: str, start: int, end: int, offset: int = 0) -> list[Word]:
        """Return the letters and spaces between two places of `text`, each as a word of its own.

        Args:
            text: All of the page's, or a part of it.
            start: The first place.
            end: One past the last.
            offset: Where on the page `text` begins.
        """
        made: list[Word] = []
        for place in range(start + offset, end + offset):
            style = self._styles.of(place)
            sign = text[place - offset]
            letter = " " if sign.isspace() else plain(sign)
            if style is not None and letter:
                made.append(Word(letter, *self._place(place, place, style), style.baseline, style.size, style))
        return made

    def _accented(self, word: str, first: int) -> list[Word]:
        """Return a word with the accents put on the letters that they are drawn over, as LaTeX draws them."""
        made: list[Word] = []
        for letter in self.letters(word, 0, len(word), first):
            before = made[-1] if made else None
            if before is not None and _overlap(before, letter):
                accent, base = (before, letter) if before.text in ACCENTS else (letter, before)
                if accent.text in ACCENTS and (sign := accented(accent.text, base.text)):
                    made[-1] = joined(base, "", accent)._replace(text=sign)
                    continue
            made.append(letter)
        return _joined(made)

    def _spread(self, word: str, first: int) -> list[Word]:
        """Return the parts of a word that is far too wide: cells of a table that no space parts."""
        made: list[Word] = []
        for letter in self.letters(word, 0, len(word), first):
            if made and letter.left - made[-1].right < _CELL_GAP * letter.size:
                made[-1] = joined(made[-1], letter.text, letter)
            else:
                made.append(letter)
        return made

    def _pieces(self, word: str, first: int) -> list[Word]:
        """Return a word that is drawn in several ways; its parts stay parts where they are not on one line."""
        runs: list[tuple[int, int, Style]] = []
        for place in range(first, first + len(word)):
            style = self._styles.of(place)
            if style is None:
                continue
            if runs and runs[-1][2] is style:
                runs[-1] = (runs[-1][0], place, style)
            else:
                runs.append((place, place, style))
        made: list[Word] = []
        for start, end, style in runs:
            piece = word[start - first : end - first + 1]
            made.append(Word(plain(piece), *self._place(start, end, style), style.baseline, style.size, style))
        return _joined([piece for piece in made if piece.text])

    def _place(self, first: int, last: int, style: Style) -> tuple[float, float, float, float]:
        box, page = self._box, self._page
        pdfium.FPDFText_GetLooseCharBox(page, first, self._at)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if last != first:
            pdfium.FPDFText_GetLooseCharBox(page, last, self._at)
            left, bottom = min(left, box.left), min(bottom, box.bottom)
            right, top = max(right, box.right), max(top, box.top)
        return self._frame.seen((left, bottom, right, top), style.direction)


def off_line(word: Word, beside: Word) -> int:
    """Return 1 where `word` is raised beside its neighbour, -1 where it is lowered, else 0."""
    if word.size > beside.size * _SMALLER:
        return 0
    shift = (beside.baseline - word.baseline) / beside.size
    return 1 if shift > _OFF_LINE else -1 if -0.6 < shift < -_OFF_LINE / 2 else 0


def shifted(word: Word, beside: Word) -> Word:
    """Return `word` with the signs of Unicode for raised or lowered figures where it is off its neighbour's line."""
    match off_line(word, beside):
        case 1:
            return word._replace(text=raised(word.text, beside.text))
        case -1:
            return word._replace(text=lowered(word.text, beside.text))
        case _:
            return word


def joined(before: Word, text: str, word: Word) -> Word:
    """Return `before` with `text` behind it, which is what `word` shows; the larger of the two gives the line."""
    keeps = before if before.size >= word.size else word
    return Word(
        before.text + text,
        min(before.left, word.left),
        min(before.top, word.top),
        max(before.right, word.right),
        max(before.bottom, word.bottom),
        keeps.baseline,
        keeps.size,
        keeps.style,
    )


def is_right_to_left(text: str) -> bool:
    """Tell whether `text` has a character of a script that runs from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def _joined(pieces: list[Word]) -> list[Word]:
    """Return the pieces of a word as one word for each line they stand on."""
    if not pieces:
        return []
    largest = max(pieces, key=lambda piece: (piece.size, len(piece.text)))
    made: list[Word] = []
    main: Word | None = None
    for piece in pieces:
        shown = shifted(piece, main or largest)
        before = made[-1] if made else None
        if before is not None and abs(piece.baseline - before.baseline) < 0.7 * largest.size and _beside(before, piece):
            made[-1] = joined(before, shown.text, piece)
        else:
            made.append(shown)
        if piece.size > largest.size * _SMALLER:
            main = piece
    return made


def _overlap(one: Word, other: Word) -> bool:
    """Tell whether one of two letters is drawn over the other."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > 0.6 * min(one.right - one.left, other.right - other.left)


def _beside(before: Word, piece: Word) -> bool:
    return piece.left - before.right < 2 * max(piece.size, before.size)
