"""The lines that a page layout puts between the lines of a text: running heads, feet and page numbers."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from research_assistant.kit.text import Span

_MOST_WORDS = 12
_LEAST_LETTERS = 4
_LEAST_PAGE = 500  # code points between two heads that say the same
_LINE = re.compile(r"[^\s\n][^\n]*")
_PAGE_NUMBER = re.compile(r"[-–—]?\s*(\d{1,4})\s*[-–—]?\s*")
_ADDRESS = re.compile(r"https?:|www\.|doi", re.IGNORECASE)

# A line that could turn a sentence round is never taken for a head, however often it stands there.
_TURNING = frozenset(
    [
        "no",
        "not",
        "non",
        "none",
        "never",
        "neither",
        "nor",
        "without",
        "cannot",
        "hardly",
        "barely",
        "fail",
        "fails",
        "failed",
        "lack",
        "lacks",
        "lacked",
        "except",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "ohne",
        "nie",
        "weder",
        "ne",
        "pas",
        "sans",
        "jamais",
        "aucun",
        "aucune",
        "sin",
        "nunca",
        "ningún",
        "non",
        "senza",
        "mai",
    ]
)


def page_heads(text: str) -> list[Span]:
    """Return the lines of `text` that are heads, feet or page numbers by what can be checked, in order.

    A line of at most twelve words is one where it stands, digits aside, a second time at least 500 code points
    away, begins like a head (no small letter) and holds no word of negation; a line that is a number and nothing
    else, where the number before or after it stands so on an earlier or later line.
    """
    lines = [Span(match.start(), match.start() + len(match.group().rstrip())) for match in _LINE.finditer(text)]
    return sorted([*_running(lines, text), *_numbers(lines, text)], key=lambda span: span.start)


def without(text: str, spans: list[Span]) -> str:
    """Return `text` with these spans blank, so that all that remains keeps its place."""
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += [text[done : span.start], " " * (span.end - span.start)]
        done = span.end
    return "".join([*parts, text[done:]])


def _running(lines: list[Span], text: str) -> Iterator[Span]:
    alike: defaultdict[str, list[Span]] = defaultdict(list)
    for line in lines:
        words = _words_of(line, text)
        if words:
            alike[words].append(line)
    for same in alike.values():
        first, last = same[0].start, same[-1].start
        yield from (line for line in same if max(line.start - first, last - line.start) >= _LEAST_PAGE)


def _words_of(line: Span, text: str) -> str:
    """Return the words that make a head the same on every page, or nothing if the line cannot be a head."""
    if line.end - line.start > 200 or (text[line.start].islower() and not _ADDRESS.match(text, line.start)):
        return ""
    words = re.sub(r"\d+", "", line.of(text)).casefold().split()
    if len(words) > _MOST_WORDS or sum(map(str.isalpha, "".join(words))) < _LEAST_LETTERS:
        return ""
    if any(word.strip(".,;:()'’") in _TURNING or word.replace("’", "'").endswith("n't") for word in words):
        return ""
    return " ".join(words)


def _numbers(lines: list[Span], text: str) -> Iterator[Span]:
    pages: defaultdict[int, list[int]] = defaultdict(list)
    found: list[tuple[int, Span]] = []
    for line in lines:
        match = _PAGE_NUMBER.fullmatch(text, line.start, line.end)
        if match:
            pages[int(match[1])].append(line.start)
            found.append((int(match[1]), line))
    for number, line in found:
        is_after = bisect_right(pages.get(number - 1, []), line.start - _LEAST_PAGE) > 0
        later = pages.get(number + 1, [])
        if is_after or bisect_left(later, line.start + _LEAST_PAGE) < len(later):
            yield line
