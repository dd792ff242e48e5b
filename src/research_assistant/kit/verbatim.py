"""Where words stand verbatim in a text, and when they do not."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from research_assistant.kit.fold import HYPHENS, Fold, is_unspaced
from research_assistant.kit.page_heads import page_heads, without
from research_assistant.kit.text import Span, clean
from research_assistant.kit.token_edges import may_end, may_start

LEAST_WORDS = 4
_MOST_HEADS = 2  # a running head and a page number


def find(exact: str, text: str, *, within: Span | None = None) -> Span | None:
    """Return the place in `text` where `exact` stands verbatim, or None.

    To look for several quotes in one text, keep a `Folded`; this is its shorthand.
    """
    return Folded(text).find(exact, within=within)


class Folded:
    """A text in which many quotes are looked for; it is prepared once."""

    def __init__(self, text: str) -> None:
        """Prepare `text`, which must be clean, as the text of every document is."""
        self._text = text

    @cached_property
    def _plain(self) -> Fold:
        return Fold(self._text)

    @cached_property
    def _heads(self) -> list[Span]:
        return page_heads(self._text)

    @cached_property
    def _headless(self) -> Fold:
        return Fold(without(self._text, self._heads))

    def find(self, exact: str, *, within: Span | None = None) -> Span | None:
        """Return the place where `exact` stands verbatim, or None.

        Equal is what differs by type alone: the kind and amount of white space, the kind of a dash, a quotation mark
        or an apostrophe, ligatures, soft hyphens, a word divided at a line end, and the case of the very first
        letter. Every other sign has to be the same, so that no digit, superscript, sign or letter can have changed.
        The place never begins or ends inside a word or a number, and may go over up to two lines that are heads or
        numbers of a page; it is the document's own words, so `text[start:end]` is what to show.

        Args:
            exact: The words looked for; fewer than four are never found.
            within: The part of the text to look in, in which the whole place must lie; else the whole text.

        Returns:
            The first such place.
        """
        quote = Fold(clean(exact).strip())
        if _word_count(quote.key) < LEAST_WORDS:
            return None
        bounds = within or Span(0, len(self._text))
        found = next(_places(quote, self._plain, bounds), None)
        if found is None and self._heads:
            over_heads = _places(quote, self._headless, bounds)
            found = next((span for span in over_heads if self._heads_in(span) <= _MOST_HEADS), None)
        return found

    def _heads_in(self, span: Span) -> int:
        starts = [head.start for head in self._heads]
        return bisect_left(starts, span.end) - bisect_left(starts, span.start)


def _places(quote: Fold, text: Fold, bounds: Span) -> Iterator[Span]:
    hyphens = dict(quote.hyphens(0, len(quote.key)))
    for key in _spellings(quote.key):
        for start in _occurrences(key, text, bounds):
            end = start + len(key)
            if not (may_start(text, start) and may_end(text, end) and text.is_whole(start, end)):
                continue
            span = text.span(start, end)
            if bounds.holds(span) and _are_same(hyphens, text.hyphens(start, end)):
                yield span


def _spellings(key: str) -> Iterator[str]:
    """Yield the key, and with its first letter in the other case where the word's second is small or missing."""
    yield key
    if key[0].isalpha() and (key[1].islower() or key[1] == " ") and len(key[0].swapcase()) == 1:
        yield key[0].swapcase() + key[1:]


def _occurrences(key: str, text: Fold, bounds: Span) -> Iterator[int]:
    start, stop = text.offset(bounds.start), text.offset(bounds.end) + 3  # a ligature or an ellipsis more
    start = text.key.find(key, start, stop)
    while start >= 0:
        yield start
        start = text.key.find(key, start + 1, stop)


def _are_same(ours: dict[int, str], theirs: Iterator[tuple[int, str]]) -> bool:
    """Tell whether both have the same hyphens inside their words, as far as a line end lets one know."""
    met: set[int] = set()
    for place, hyphen in theirs:
        if _readings(ours.get(place, "")).isdisjoint(_readings(hyphen)):
            return False
        met.add(place)
    return all(place in met or "" in _readings(hyphen) for place, hyphen in ours.items())


def _readings(hyphen: str) -> set[str]:
    """Return what a hyphen may be: none, one within a word ("well-known"), one before a space ("pre- and post-").

    Before a line end it may be either of the latter, and one that is no longer dash may divide a plain word.
    """
    if "\n" in hyphen:
        return {"-", "- ", ""} if hyphen[0] in HYPHENS else {"-", "- "}
    return {hyphen[:1] and ("- " if any(map(str.isspace, hyphen)) else "-")}


def _word_count(key: str) -> int:
    """Count words; where a script puts no spaces between them, two signs are one."""
    spaced = sum(1 for word in key.split() if any(map(str.isalnum, word)))
    return spaced + sum(map(is_unspaced, key)) // 2
