"""Hyphens at line ends: whether they only part a word or belong to it, told by the document's other words."""

import re
from collections import defaultdict
from collections.abc import Iterable

from research_assistant.adapters.extract.pdf.words import HYPHEN, Word

_PLAIN = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LAST = re.compile(r"(?:[^\W\d_]+-)*([^\W\d_]+)$")
_FIRST = re.compile(r"([^\W\d_]+)")
_HABIT = 2  # compounds that begin with a word, for it to be taken for a part of compounds
_SIGNS = "-\u2010\u00ad" + HYPHEN
_ALWAYS = frozenset({"self", "well", "non", "ex", "cross", "state", "e", "x", "t"})


class Vocabulary:
    """The words of a document that no line end parts."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._whole: set[str] = set()
        self._behind: defaultdict[str, set[str]] = defaultdict(set)
        for word in words:
            text = word.text
            if text[-1] in _SIGNS:
                continue
            for found in _PLAIN.findall(text):
                told = found.lower()
                self._whole.add(told)
                if "-" in told:
                    head, _, tail = told.partition("-")
                    self._behind[head].add(tail)

    def keeps(self, first: str, second: str) -> bool:
        """Tell whether the hyphen between the two parts is the word's own: `long-term`, not `inter-national`."""
        head, tail = _LAST.search(first), _FIRST.match(second)
        if head is None or tail is None:
            return True
        one, other = head[1].lower(), tail[1].lower()
        if one + other in self._whole:
            return False
        if f"{one}-{other}" in self._whole or other in self._behind.get(one, ()):
            return True
        if not tail[1][0].islower():
            return not head[1].isupper() or not tail[1].isupper()
        if one in _ALWAYS or "-" in first.strip("-"):
            return True
        return len(self._behind.get(one, ())) >= _HABIT and one in self._whole and other in self._whole


def parted(word: str) -> str | None:
    """Return what stands before the hyphen that ends `word`; nothing where there is none."""
    stem = word.rstrip(_SIGNS)
    return stem if stem and len(stem) + 1 == len(word) and stem[-1].isalnum() else None
