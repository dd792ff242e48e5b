"""Lines of a plain text that a program broke at some column, told from lines that a person ended."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

_NARROWEST = 40
_WIDEST = 120
"""Columns between which text is wrapped; longer lines are paragraphs."""
_SLACK = 2
"""Columns that a wrapping program may leave free though the next word would fit."""
_WRAPPED = 0.85
"""Of the line ends of a paragraph, those where the next word would not have fitted; the rest precede a formula."""
_NARROWER = 0.7
"""Of the column: a paragraph that is narrower by itself, such as a quotation; verse begins its lines in capitals."""
_COLUMNS = re.compile(r"\S {3,}\S|\t")
_DRAWN = re.compile(r"[|+][-=+|]{2}|[{};]\s*$|^\s*[|#/]")
_MARK = re.compile(r"([-*•‣–o]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\[\d{1,3}\])\s+(?=\S)")
_HYPHEN = re.compile(r"([^\W_]+)[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+")


def column_of(blocks: Sequence[Sequence[str]]) -> int:
    """Return the column at which the text is wrapped, or 0 where it is not.

    It is the length that no line but one in fifty exceeds; where the lines of prose were broken by hand, or not at
    all, few of them come near it.
    """
    lengths = sorted(len(line) for block in blocks for line in block if len(block) > 1)
    if not lengths:
        return 0
    column = lengths[int(len(lengths) * 0.98) - 1] if len(lengths) > 50 else lengths[-1]
    return column if _NARROWEST <= column <= _WIDEST else 0


def paragraphs(block: Sequence[str]) -> Iterator[list[str]]:
    """Yield the paragraphs and items of a block, which begin at a list's mark or where a line is indented."""
    margin = min(_indent(line) for line in block)
    lines: list[str] = []
    for line in block:
        starts = _MARK.match(line.lstrip()) and (not lines or _indent(line) <= _indent(lines[0]))
        indented = (
            lines and _indent(line) > margin and _indent(lines[-1]) == margin and not _MARK.match(lines[0].lstrip())
        )
        if lines and (starts or indented):
            yield lines
            lines = []
        lines.append(line)
    yield lines


def is_wrapped(lines: Sequence[str], column: int) -> bool:
    """Tell whether the lines are one paragraph of several lines that was broken because `column` was reached."""
    if not column or len(lines) < 2 or any(len(line) > column + _SLACK for line in lines):
        return False
    if any(has_columns(line) or _DRAWN.search(line) for line in lines):
        return False
    if len({_indent(line) for line in lines[1:]}) > 1:
        return False
    own = max(map(len, lines))
    is_prose = own >= _NARROWER * column and any(line.lstrip()[:1].islower() for line in lines[1:])
    return _are_full(lines, column) or (is_prose and _are_full(lines, own))


def joined(lines: Sequence[str], words: Counter[str]) -> str:
    """Return the lines as one, without the hyphens that a line end made.

    Args:
        lines: Of one paragraph.
        words: All words of the text in small letters: a word that stands there whole lost its hyphen rightly.
    """
    told = [lines[0].strip()]
    for line in lines[1:]:
        after = line.strip()
        last, first = _HYPHEN.search(told[-1]), re.match(r"[^\W_]+", after)
        if last is None or first is None:
            after = f" {after}"
        elif words[(last[1] + first[0]).casefold()] and after[0].islower():
            told[-1] = told[-1][:-1]
        told.append(after)
    return "".join(told)


def words_of(text: str) -> Counter[str]:
    """Return how often each word stands in the text, in small letters."""
    return Counter(word.casefold() for word in _WORD.findall(text))


def has_columns(line: str) -> bool:
    """Tell whether words stand apart in the line as they do in a table, or at both edges of a page."""
    return _COLUMNS.search(line.strip()) is not None


def marked(text: str) -> tuple[str, str]:
    """Return the mark of a list's item and its words; no mark where it is none."""
    mark = _MARK.match(text)
    return (mark[1], text[mark.end() :]) if mark else ("", text)


def _are_full(lines: Sequence[str], column: int) -> bool:
    full = [len(line) + 1 + len(after.split(maxsplit=1)[0]) > column - _SLACK for line, after in pairwise(lines)]
    return sum(full) >= _WRAPPED * len(full)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
