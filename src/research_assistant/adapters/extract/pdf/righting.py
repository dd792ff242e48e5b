"""Words of scripts that run from right to left, in the order in which they are read.

A file draws the letters of a line where they are seen, in whatever order; figures and Latin words inside run the other
way. Where a line has such a script, its letters are taken by their places and turned into reading order, after the
essentials of the Unicode Bidirectional Algorithm: the main direction of the line, runs against it, figures.
"""

import re
import unicodedata
from collections.abc import Sequence

from research_assistant.adapters.extract.pdf.words import Word, Words, is_right_to_left, joined

_GAP = 0.13  # of the size: a space between two letters is at least as wide
_LONGEST_LINE = 2_000  # characters: what is longer is no line
_LINE = re.compile(r"[^\r\n]+")
_LEFT, _RIGHT, _FIGURE, _NONE = "L", "R", "D", "N"


def righted(text: str, reader: Words) -> list[Word]:
    """Return all words of a page; lines that run from right to left are read from the right."""
    if not is_right_to_left(text):
        return reader.read(text, 0, len(text))
    words: list[Word] = []
    for line in _LINE.finditer(text):
        if line.end() - line.start() <= _LONGEST_LINE and is_right_to_left(line.group()):
            for letters in _by_baseline(reader.letters(text, line.start(), line.end())):
                words += _words(in_order(_with_marks(letters)))
        else:
            words += reader.read(text, line.start(), line.end())
    return words


def in_order(letters: Sequence[Word]) -> list[Word]:
    """Return the letters of one line in reading order; a gap between two of them is a letter that is a space."""
    kinds = [_kind(letter.text) for letter in letters]
    from_right = kinds.count(_RIGHT) >= kinds.count(_LEFT)
    # A ligature gives several letters at one place. pdfium has turned round those that run from the right.
    sign = -1 if from_right else 1
    places = sorted(
        range(len(letters)),
        key=lambda place: (
            sign * (letters[place].left + letters[place].right),
            -place if kinds[place] == _RIGHT else place,
        ),
    )
    spaced = _spaced([letters[place] for place in places])
    return _turned(spaced, from_right=from_right)


def _by_baseline(letters: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for letter in letters:
        if lines and abs(lines[-1][0].baseline - letter.baseline) < 0.5 * max(letter.size, lines[-1][0].size):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return lines


def _with_marks(letters: Sequence[Word]) -> list[Word]:
    """Return the letters, each with the marks that stand above or below it."""
    bases = [letter for letter in letters if not unicodedata.combining(letter.text[0])]
    for mark in letters:
        if unicodedata.combining(mark.text[0]) and bases:
            middle = (mark.left + mark.right) / 2
            place = min(range(len(bases)), key=lambda each: abs((bases[each].left + bases[each].right) / 2 - middle))
            bases[place] = bases[place]._replace(text=unicodedata.normalize("NFC", bases[place].text + mark.text))
    return bases


def _spaced(letters: Sequence[Word]) -> list[Word]:
    made: list[Word] = []
    for letter in letters:
        if made:
            before = made[-1]
            gap = max(letter.left - before.right, before.left - letter.right)
            if gap > _GAP * letter.size:
                made.append(before._replace(text=" "))
        made.append(letter)
    return made


def _turned(letters: list[Word], *, from_right: bool) -> list[Word]:
    """Return the letters with the runs turned round that run against the line."""
    kinds = [_kind(letter.text) for letter in letters]
    against = (_LEFT, _FIGURE) if from_right else (_RIGHT,)
    made: list[Word] = []
    place = 0
    while place < len(letters):
        if kinds[place] not in against:
            # No word goes on from Latin letters to others: there the space is lost, as Word loses it.
            if made and kinds[place] == _RIGHT and _kind(made[-1].text) == _LEFT:
                made.append(letters[place]._replace(text=" "))
            made.append(letters[place])
            place += 1
            continue
        end = _end_of_run(letters, kinds, place, against)
        made += reversed(letters[place:end])
        place = end
    return made


def _end_of_run(letters: Sequence[Word], kinds: Sequence[str], start: int, against: Sequence[str]) -> int:
    """Return where a run ends: the last letter of its direction with nothing of the other before it.

    Figures alone are held together by their points and strokes, not by spaces.
    """
    end = place = start
    has_letters = False
    while place < len(letters) and kinds[place] in {*against, _NONE}:
        if letters[place].text == " " and _FIGURE in against and not has_letters:
            ahead = next((kind for kind in kinds[place + 1 :] if kind != _NONE), _NONE)
            if ahead != _LEFT:
                break
        if kinds[place] in against:
            end = place + 1
            has_letters = has_letters or kinds[place] != _FIGURE
        place += 1
    return end


def _kind(text: str) -> str:
    match unicodedata.bidirectional(text[0]):
        case "L":
            return _LEFT
        case "R" | "AL":
            return _RIGHT
        case "EN" | "AN":
            return _FIGURE
        case _:
            return _NONE


def _words(letters: Sequence[Word]) -> list[Word]:
    words: list[Word] = []
    is_new = True
    for letter in letters:
        if letter.text == " ":
            is_new = True
            continue
        if is_new:
            words.append(letter)
        else:
            words[-1] = joined(words[-1], letter.text, letter)
        is_new = False
    return words
