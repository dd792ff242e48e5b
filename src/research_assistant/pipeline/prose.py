"""Which stretches of a text say something: no heading, title, caption, row of a table, or fragment without a verb."""

import re
from bisect import bisect_right

from research_assistant.domain.document import Document
from research_assistant.domain.likeness import folded
from research_assistant.kit.text import Span

SHORT = 12
"""Words below which a stretch without a full stop is a fragment, in languages whose verbs are not known here."""

_BLANK_LINE = re.compile(r"\n\s*\n")
_CAPTION = re.compile(
    r"(?:supplementa\w+ |extended data )?(?:fig(?:ure|\.)?|table|scheme|chart|plate|listing|algorithm|abb(?:ildung|\.)?"
    r"|tab(?:elle|\.)?|tableau|figura|tabla|tabela|рис(?:унок|\.)?|таблица)\s*[A-Z]?\d+[a-z]?\s*[.:|]\s"
    r"|[图表圖図]\s*\d+",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\([^()\n]*\)|\[[^\[\]\n]*\]|\{[^{}\n]*\}")
_CELL = re.compile(r"\s\|\s|\S\t+\S")
_ENDED = re.compile(r"[.!?…։؟।。！？]+[\s\"'”’»›)\]}⁰¹²³⁴-⁹⁻,–-]*(?:\[[\d,;\s–-]+\])?$")

# Without a full stop a verb must show that something is said. A word in -s may be a plural, so verbs are named; in
# capitals they are words of titles, months and names.
_VERBS = frozenset(
    """
    is are was were be been am has have had do does did can cannot could may might must shall should will would
    affects allows became become becomes began causes comes decreases depends differs enables fell found gave gives
    grew increases indicate indicates induces inhibits involves kept led leads makes made means occurs predicts prevents
    promotes protects provides reduces regulates remains requires rose said saw say says seems showed shown show shows
    suggest suggests takes took went
    """.split()  # noqa: SIM905 - a list of sixty short strings is harder to read
)
_PAST = re.compile(r"(?<=\s)[a-z]{2,}ed\b")
_WORD = re.compile(r"[^\W\d_]+(?:['’]\w+)?")
_KNOWN = frozenset(("en", "und"))


class Prose:
    """Tells which stretches of one document say something.

    Args:
        title: What the work is called, where the document itself gives no title.
    """

    def __init__(self, document: Document, title: str) -> None:
        self._text = document.text
        self._knows_verbs = document.language in _KNOWN
        self._titles = {folded(each) for each in (document.title, title)} - {""}
        self._blocks = [0, *(gap.end() for gap in _BLANK_LINE.finditer(document.text))]
        self._headings = {
            section.start: section.start + len(section.heading)
            for section in document.sections
            if document.text.startswith(section.heading, section.start)
        }

    def says(self, span: Span) -> bool:
        """Tell whether the words at `span`, a sentence by its bounds, can be quoted as saying something."""
        block = self._blocks[bisect_right(self._blocks, span.start) - 1]
        if span.end <= self._headings.get(block, -1) or _CAPTION.match(self._text, block):
            return False
        words = span.of(self._text)
        if _CELL.search(_BRACKETED.sub("", words)) or folded(words) in self._titles:
            return False
        return _ENDED.search(words) is not None or self._has_verb(words)

    def _has_verb(self, words: str) -> bool:
        if not self._knows_verbs:
            return len(words.split()) >= SHORT
        return _PAST.search(words) is not None or not _VERBS.isdisjoint(_WORD.findall(words))
