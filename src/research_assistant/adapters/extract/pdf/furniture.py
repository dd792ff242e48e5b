"""Running heads, running feet and page numbers: what a page shows in its margins and no sentence goes through."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from research_assistant.adapters.extract.pdf.lines import Line
from research_assistant.adapters.extract.pdf.words import HYPHEN

_DEEP = 3  # rows from the page's edge that can be furniture
_MARGIN, _LONE_MARGIN = 0.2, 0.13  # of the page's height
_SAME_HEIGHT = 6.0  # points
_MOST_LETTERS = 160
_LARGEST = 1.2  # of the body's size: what is larger is a heading
_NEIGHBOURS = 2  # pages before and behind: one of them has to count on
_SHARE = 0.3  # of the pages, at most: heads differ from chapter to chapter and from left to right
_APART = 1.4  # sizes of white between a head and the text
_FAR = 1.6  # sizes of white between a head on a single page and its text

_NUMBER = re.compile(
    r"(?:[^\W\d_]{1,8}\.?\s)?[-–—|\[(]?\s?(?P<label>\d{1,4}|\d{1,3}-\d{1,4}|[ivxlc]{1,7}|[A-Z]-?\d{1,3})\s?[-–—|\])]?"
    r"(?:\s?(?:of|von|de|di|/)\s?\d{1,4})?"
)
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Margin:
    """A row near the upper or lower edge of a page."""

    page: int
    lines: tuple[Line, ...]
    edge: str
    place: float
    white: float

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(line.text for line in self.lines)


def without_furniture(
    pages: Sequence[Sequence[Line]], heights: Sequence[float], body: float
) -> tuple[list[list[Line]], list[str]]:
    """Return the lines of each page without heads, feet and page numbers, and the number printed on each, if any.

    Args:
        pages: The lines of each page.
        heights: Of the pages, in points.
        body: The size of most letters.
    """
    margins = [list(_margins(place, lines, heights[place], body)) for place, lines in enumerate(pages)]
    rows = [row for page in margins for row in page]
    numbers = _numbers([row for row in rows if row.lines[0].size < _LARGEST * body])
    dropped = {id(line) for row, line, _ in numbers for line in _same_row(row, line)}
    repeated = list(_repeated(rows, len(pages)))
    dropped |= {id(line) for row in repeated for line in row.lines}
    dropped |= {id(line) for row in rows if _is_lone(row, body, heights[row.page], len(pages)) for line in row.lines}
    labels = [""] * len(pages)
    for row in repeated:
        for _, text in _ends(row):
            labels[row.page] = match["label"] if (match := _NUMBER.fullmatch(text)) else labels[row.page]
    for row, _, label in numbers:
        labels[row.page] = label
    kept = [[line for line in lines if id(line) not in dropped] for lines in pages]
    # Pages that hold nothing else, such as labels to print, hold this.
    return (kept if any(kept) else [list(lines) for lines in pages]), labels


def _margins(page: int, lines: Sequence[Line], height: float, body: float) -> Iterator[Margin]:
    """Yield the rows nearest to the page's edges, from the edge inwards."""
    for edge, inwards in (("head", 1), ("foot", -1)):
        ordered = sorted(lines, key=lambda line: inwards * line.baseline)
        rows: list[list[Line]] = []
        for line in ordered:
            if rows and abs(rows[-1][0].baseline - line.baseline) < 0.35 * max(line.size, body):
                rows[-1].append(line)
            elif len(rows) > _DEEP:
                break
            else:
                rows.append([line])
        for row, beyond in zip(rows[:_DEEP], [*rows[1:], []], strict=False):
            place = row[0].baseline if inwards == 1 else height - row[0].baseline
            if place > _MARGIN * height:
                break
            white = abs(beyond[0].baseline - row[0].baseline) if beyond else height
            yield Margin(page, tuple(sorted(row, key=lambda line: line.left)), edge, place, white)


def _repeated(rows: Sequence[Margin], count: int) -> Iterator[Margin]:
    """Yield the rows that stand on several pages at one height, figures aside."""
    alike: defaultdict[tuple[str, str], list[Margin]] = defaultdict(list)
    for row in rows:
        text = row.text
        if len(text) <= _MOST_LETTERS and not text.endswith(HYPHEN):
            alike[row.edge, _DIGITS.sub("#", text.casefold())].append(row)
    found = {id(row): row for same in alike.values() for row in _often(same, count)}
    # What nothing but the usual distance parts from the text is a line of it that comes back, unless it is the outer
    # one of two rows of a head.
    for place, row in enumerate(rows):
        inner = rows[place + 1] if place + 1 < len(rows) else row
        is_apart = row.white > _APART * row.lines[0].size
        is_outer = inner is not row and (inner.page, inner.edge) == (row.page, row.edge) and id(inner) in found
        if id(row) in found and (is_apart or is_outer):
            yield row


def _often(same: Sequence[Margin], count: int) -> Iterator[Margin]:
    """Yield the rows that stand at about one height on enough pages."""
    pages: defaultdict[int, set[int]] = defaultdict(set)
    for row in same:
        pages[round(row.place / _SAME_HEIGHT)].add(row.page)
    for row in same:
        height = round(row.place / _SAME_HEIGHT)
        near = sum(len(pages[each]) for each in (height - 1, height, height + 1) if each in pages)
        # Of a long text some chapters are short: three times is often enough.
        if near >= max(2, min(3, round(_SHARE * count))):
            yield row


def _numbers(rows: Sequence[Margin]) -> list[tuple[Margin, Line, str]]:
    """Return the lines that are page numbers: those that count with the pages around them, at one height."""
    found: list[tuple[Margin, Line, str, int]] = []
    places: defaultdict[tuple[str, int, int], list[float]] = defaultdict(list)
    for row in rows:
        for line, text in _ends(row):
            match = _NUMBER.fullmatch(text)
            if match and (value := _value(match["label"])) is not None:
                found.append((row, line, match["label"], value - row.page))
                places[row.edge, value - row.page, row.page].append(row.place)
    kept: dict[int, tuple[Margin, Line, str]] = {}
    for row, line, label, step in found:
        around = [row.page + off for off in range(-_NEIGHBOURS, _NEIGHBOURS + 1) if off]
        heights = [height for page in around for height in places.get((row.edge, step, page), ())]
        if any(abs(height - row.place) < _SAME_HEIGHT for height in heights):
            kept.setdefault(row.page, (row, line, label))
    return list(kept.values())


def _ends(row: Margin) -> Iterator[tuple[Line, str]]:
    """Yield the lines of a row, and the first and last word of those that have more."""
    for line in row.lines:
        yield line, line.text
        if len(line.words) > 1 and line in {row.lines[0], row.lines[-1]}:
            # Inside a line only figures can be told from words.
            yield from ((line, word.text) for word in (line.words[0], line.words[-1]) if word.text[-1].isdecimal())


def _same_row(row: Margin, line: Line) -> tuple[Line, ...]:
    """Return what goes with a page number: all of its row where that is a head, the number alone where it is long."""
    return row.lines if len(row.text) <= _MOST_LETTERS else (line,)


def _is_lone(row: Margin, body: float, height: float, count: int) -> bool:
    """Tell whether a row of a single page is a head by its look: small, apart from the text, with a page number."""
    texts = [line.text for line in row.lines]
    if (
        count > 1
        or row.place > _LONE_MARGIN * height
        or row.white < _FAR * body
        or row.lines[0].size > 1.02 * body
        or len(row.text) > _MOST_LETTERS
    ):
        return False
    ends = {texts[0], texts[-1]} if len(texts) > 1 else {texts[0]}
    return any(_NUMBER.fullmatch(text) for text in ends)


def _value(label: str) -> int | None:
    if label.isdecimal():
        return int(label)
    if "-" in label and label[0].isdecimal():
        chapter, _, number = label.partition("-")
        return 10_000 * (int(chapter) + 100) + int(number)
    if label[0].isupper():
        digits = re.sub(r"\D", "", label)
        return 10_000 * ord(label[0]) + int(digits)
    values = [_ROMAN[letter] for letter in label]
    ahead = [*values[1:], 0]
    # Far from all Arabic numbers, so that the two rows of numbers are kept apart.
    return 100_000 + sum(-value if value < after else value for value, after in zip(values, ahead, strict=True))
