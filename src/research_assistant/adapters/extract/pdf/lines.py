"""Lines: words that stand beside each other on one baseline, without a gap that could part columns or cells."""

from collections import Counter
from collections.abc import Sequence

from research_assistant.adapters.extract.pdf.words import HYPHEN, Word, is_right_to_left, joined, off_line, shifted

_WIDE = 1.1  # of the size: spaces of a justified line are narrower, what parts columns and cells is wider
_SAME_LINE = 0.45  # of the size
_TOUCH = 0.15  # of the size: no space is as narrow
_AT_ONE_PLACE = 2.0  # points


class Line:
    """A run of words on one baseline; its place is in the frame of its reader, in points."""

    __slots__ = ("baseline", "bottom", "from_right", "left", "right", "size", "top", "words")

    def __init__(self, word: Word) -> None:
        self.words = [word]
        self.left, self.top, self.right, self.bottom = word.left, word.top, word.right, word.bottom
        self.baseline, self.size = word.baseline, word.size
        self.from_right = False

    @property
    def text(self) -> str:
        """The words with a space between each two."""
        return " ".join([word.text for word in self.words])

    @property
    def bold(self) -> bool:
        """Whether all words that have letters are bold."""
        return all(word.style.bold for word in self.words if any(map(str.isalnum, word.text)))

    @property
    def length(self) -> int:
        """How many characters its words have."""
        return sum([len(word.text) for word in self.words])

    def takes(self, word: Word) -> bool:
        """Tell whether `word` stands beside the last one: on the same baseline, or raised or lowered a little."""
        size = max(self.size, word.size)
        if abs(word.baseline - self.baseline) > _SAME_LINE * size:
            return False
        gap = max(word.left - self.right, self.left - word.right)
        return -0.5 * (word.right - word.left) < gap <= _WIDE * size

    def append(self, other: "Line") -> None:
        """Put the words of another line of the same row behind the others."""
        self.words += other.words
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.top, self.bottom = min(self.top, other.top), max(self.bottom, other.bottom)
        self.from_right = self.from_right or other.from_right

    def add(self, word: Word) -> None:
        """Put `word` behind the others; a raised or lowered one that touches its neighbour is a part of it."""
        before = self.words[-1]
        is_close = -_TOUCH * self.size < word.left - before.right < _TOUCH * self.size
        if off_line(word, before):
            word = shifted(word, before)
            self._join(word, is_close=is_close)
        elif off_line(before, word):
            if len(self.words) == 1:
                self.words[0] = shifted(before, word)
            self._join(word, is_close=is_close and not word.text[0].isalnum())
        else:
            self.words.append(word)
        self.left, self.right = min(self.left, word.left), max(self.right, word.right)
        self.top, self.bottom = min(self.top, word.top), max(self.bottom, word.bottom)
        if word.size > self.size:
            self.baseline, self.size = word.baseline, word.size

    def settle(self) -> None:
        """Take size and baseline of most letters: a large bullet or initial has another size than its line."""
        if all(word.size == self.size for word in self.words):
            return
        lengths: Counter[float] = Counter()
        for word in self.words:
            lengths[word.size] += len(word.text)
        self.size = lengths.most_common(1)[0][0]
        self.baseline = next(word.baseline for word in self.words if word.size == self.size)

    def _join(self, word: Word, *, is_close: bool) -> None:
        before = self.words[-1]
        if not is_close or before.text[-1] == HYPHEN:
            self.words.append(word)
            return
        self.words[-1] = joined(before, word.text, word)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Return the lines that `words` make, in their order; what is drawn twice at one place counts once."""
    lines: list[Line] = []
    drawn: set[tuple[str, int, int]] = set()
    for word in words:
        place = (word.text, round(word.left / _AT_ONE_PLACE), round(word.baseline / _AT_ONE_PLACE))
        if place in drawn:
            continue
        drawn.add(place)
        if lines and lines[-1].takes(word):
            lines[-1].add(word)
        else:
            lines.append(Line(word))
    for line in lines:
        line.settle()
        line.from_right = any(is_right_to_left(word.text) for word in line.words if not word.text.isascii())
    return lines
