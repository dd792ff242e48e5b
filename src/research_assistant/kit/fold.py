"""Text as it is compared: the same words set in other type become equal, and every place stays known.

The table of what is equal is here, and nowhere else. It is not NFKC: digits, superscripts and letters are never
changed, so "10²" is neither "102" nor "10 2".
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from research_assistant.kit.text import Span

HYPHENS = "-\u2010\u2011"
_DASHES = HYPHENS + "\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_SINGLE_QUOTES = "'‘’‚‛′‹›ʼ`´"
_DOUBLE_QUOTES = '"“”„‟″«»'
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LETTER = r"[^\W\d_¹²³⁰⁴-⁹₀-₉¼-¾⅐-⅟]"
_UNSPACED = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"  # kana and ideographs

# One character for another: lengths stay.
_ALIKE = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys("\t\n\u00a0\u1680\u202f\u205f\u3000", " ")
    | {chr(code): " " for code in range(0x2000, 0x200B)}
    | {"\u00b5": "\u03bc"}  # the micro sign is a mu
)

# All else that changes: what is found becomes what `_replacement` says, and the lengths differ.
_UNLIKE = re.compile(
    rf"(?P<joint>(?<={_LETTER})[{_DASHES}][\s{_INVISIBLE}]*(?={_LETTER}))"
    rf"|(?P<gap>(?<=[^{_DASHES}\s][{_DASHES}])[{_INVISIBLE}]*\s[\s{_INVISIBLE}]*(?=\S))"
    rf"|(?P<nothing>(?<={_LETTER})\u00ad[{_INVISIBLE}]*\s*\n\s*(?={_LETTER})"
    rf"|(?<={_UNSPACED})[\s{_INVISIBLE}]+(?={_UNSPACED})"
    rf"|(?<![\d{_INVISIBLE}])[{_INVISIBLE}]++(?!\s)|(?<![{_INVISIBLE}])[{_INVISIBLE}]++(?![\d\s]))"
    rf"|(?P<space>(?=[{_INVISIBLE}]*\s)[\s{_INVISIBLE}]{{2,}})"
    rf"|[{''.join(_LIGATURES)}]|…"
)


def is_unspaced(character: str) -> bool:
    """Tell whether the script of this character puts no spaces between words."""
    return re.match(_UNSPACED, character) is not None


class Fold:
    """A text in the form in which it is compared, with the way back.

    Attributes:
        key: The folded text: every run of white space is one space, or none behind a dash; no word holds a hyphen.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._hyphens: list[tuple[int, str]] = []  # where the key lost a hyphen, or the space behind one
        self._pieces: list[tuple[int, int, int]] = []  # key offset, text offset, length in the text if they differ
        self.key = self._folded()

    def _folded(self) -> str:
        parts: list[str] = []
        done = length = 0
        for match in _UNLIKE.finditer(self._text):
            start, end = match.span()
            if start > done:
                self._pieces.append((length, done, 0))
                parts.append(self._text[done:start])
                length += start - done
            if match["joint"] or match["gap"]:
                self._hyphens.append((length, match["joint"] or "-" + match["gap"]))
            replacement = _replacement(match)
            if replacement:
                self._pieces.append((length, start, end - start))
                parts.append(replacement)
                length += len(replacement)
            done = end
        self._pieces.append((length, done, 0))
        parts.append(self._text[done:])
        return "".join(parts).translate(_ALIKE)

    def hyphens(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield what hyphens and spaces behind them the key has lost between two offsets: from `start`, as written."""
        for index in range(bisect_left(self._hyphens, (start + 1, "")), len(self._hyphens)):
            offset, written = self._hyphens[index]
            if offset >= end:
                return
            yield offset - start, written

    def hyphen_at(self, offset: int) -> str:
        """Return the hyphen, or the hyphen with its space, lost just before this key offset, as written, or nothing."""
        index = bisect_left(self._hyphens, (offset, ""))
        found = self._hyphens[index : index + 1]
        return found[0][1] if found and found[0][0] == offset else ""

    def written(self, offset: int) -> str:
        """Return what the text has for the key's character at `offset`."""
        return self.span(offset, offset + 1).of(self._text)

    def span(self, start: int, end: int) -> Span:
        """Return the place in the text of the key between two offsets."""
        return Span(self._origin(start).start, self._origin(end - 1).end)

    def is_whole(self, start: int, end: int) -> bool:
        """Tell whether no character of the text is cut in two by the key between two offsets."""
        return all(
            not 0 < offset < len(self.key) or self._origin(offset) != self._origin(offset - 1)
            for offset in (start, end)
        )

    def offset(self, place: int) -> int:
        """Return the key offset at or just before a place in the text."""
        index = bisect_right(self._pieces, place, key=lambda piece: piece[1]) - 1
        key, origin, differs = self._pieces[max(index, 0)]
        return key if differs else min(key + place - origin, self._next(index))

    def _next(self, index: int) -> int:
        return self._pieces[index + 1][0] if index + 1 < len(self._pieces) else len(self.key)

    def _origin(self, offset: int) -> Span:
        key, origin, differs = self._pieces[bisect_right(self._pieces, offset, key=lambda piece: piece[0]) - 1]
        if differs:
            return Span(origin, origin + differs)
        return Span(origin + offset - key, origin + offset - key + 1)


def _replacement(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "joint" | "gap" | "nothing":
            return ""
        case "space":
            return " "
        case _:
            return _LIGATURES.get(match.group(), "...")
