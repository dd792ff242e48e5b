"""Where the sentences of a text stand."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypedDict

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped]  # ships no type information

from research_assistant.kit.text import Span

# Time grows with the square of the length where quotation marks never close: long paragraphs go in by pieces.
_LONGEST_PIECE = 20_000
_LONGEST_REMEMBERED = 200_000
_BLANK_LINE = re.compile(r"\n\s*\n")

# What misleads the library in scientific text is hidden from it: "<" and apostrophes open brackets that never close,
# a numbering such as "(ii)" opens a list that swallows the paragraph, a wrapped line ends "E.\ncoli". And it panics
# where white space of more than one byte follows a single letter: it sees plain spaces only.
_MISLEADING = re.compile(r"[<>]|(?<=\w)['’]|\n(?=\w)|[^\S\n]|(?<!\S)\((?:\d{1,2}|[ivx]{1,4}|[a-z])\)|(?<=[;:,]\s)\d\)")

# A mark of a note behind the full stop hides it: "values.⁴⁴,⁴⁶ SHAP". The library is shown the stop behind the mark.
_RAISED = "[⁰¹²³⁴-⁹]"
_NOTE_MARK = re.compile(rf"([.!?][\"'”’)\]]*)({_RAISED}(?:[⁰¹²³⁴-⁹,⁻–—‐-]*{_RAISED})?)(?=\s|$)")
_ENDS_IN_NOTE_MARK = re.compile(rf"[.!?][\"'”’)\]]*{_RAISED}(?:[⁰¹²³⁴-⁹,⁻–—‐-]*{_RAISED})?$")


class _Boundary(TypedDict):
    start_index: int
    end_index: int


def sentences(text: str, *, language: str = "en") -> list[Span]:
    """Return the spans of the sentences of `text`, in order.

    They do not overlap, neither start nor end with white space, and hold all that is not white space. A blank line
    always ends a sentence.

    Args:
        text: Any text; lines may be wrapped.
        language: ISO 639-1 code, which decides the abbreviations that are known; an unknown one is read as English.
    """
    return list(_remembered(text, language) if len(text) <= _LONGEST_REMEMBERED else _spans(text, language))


def _spans(text: str, language: str) -> list[Span]:
    return [span for piece in _pieces(text) for span in _sentences_of(piece, text, language)]


# One text is split into passages and again into what can be quoted, a moment later.
_remembered = lru_cache(maxsize=64)(_spans)


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    for end in [*(gap.start() for gap in _BLANK_LINE.finditer(text)), len(text)]:
        while end - start > _LONGEST_PIECE:
            space = max(text.rfind(white, start + 1, start + _LONGEST_PIECE) for white in " \n")
            cut = space if space > start else start + _LONGEST_PIECE
            yield Span(start, cut)
            start = cut
        yield Span(start, end)
        start = end


def _sentences_of(piece: Span, text: str, language: str) -> list[Span]:
    spans: list[Span] = []
    shown = _MISLEADING.sub(_hide, _NOTE_MARK.sub(_swap, piece.of(text)))
    found: list[_Boundary] = get_sentence_boundaries(language, shown)
    for boundary in found:
        span = _trimmed(Span(piece.start + boundary["start_index"], piece.start + boundary["end_index"]), text)
        if span.start == span.end:
            continue
        if spans and _is_one_sentence(spans[-1], span, text):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _hide(match: re.Match[str]) -> str:
    return " " if match.group().isspace() else "=" * len(match.group())


def _swap(match: re.Match[str]) -> str:
    return "=" * len(match[2]) + match[1]


def _trimmed(span: Span, text: str) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _is_one_sentence(left: Span, right: Span, text: str) -> bool:
    """Tell whether the library cut where no sentence ends: "H2A.|Z", "such as|(i) the", "the end.|”"."""
    if not any(character.isalnum() for character in right.of(text)):
        return True
    last, gap = text[left.end - 1], text[left.end : right.start]
    if not gap:
        return last == "." and text[right.start].isalnum()
    if _ENDS_IN_NOTE_MARK.search(text, left.start, left.end):
        return text[right.start].islower()
    return "\n" not in gap and (last.isalnum() or last in ",;:")
