"""What pandoc made, as Markdown: inline elements of its JSON (pandoc-types 1.23) become one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from research_assistant.kit.markdown import link

_PLAIN = "0123456789+-−=()"
_RAISED = dict(zip(_PLAIN + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))

UNSEEN = "\u2060"
"""Keeps the engine from taking text for what it looks like; no cleaned item has it, nor what comes back."""

HYPHEN = f"\u2011{UNSEEN}"
"""A hyphen that the engine does not take for the middle of a range."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words set alike, and the address they lead to."""

    text: str
    marks: frozenset[str] = frozenset()
    url: str = ""


def markdown(inlines: Sequence[object]) -> str:
    """Return the inline elements as one line of Markdown; emphasis and web links stay, all else is text.

    Raises:
        ValueError: There is an element that a citation processor does not make.
    """
    grouped = groupby(_runs(inlines, _Run("")), key=lambda run: (run.marks, run.url))
    runs = [_Run("".join(run.text for run in alike), *style) for style, alike in grouped]
    written = ""
    for run, following in pairwise([*runs, _Run("")]):
        written += _written(run, before=written[-1:], after=following.text[:1])
    return written.strip()


def _runs(inlines: Iterable[object], style: _Run) -> Iterable[_Run]:
    for inline in inlines:
        match inline:
            case {"t": "Str", "c": str(text)}:
                yield replace(style, text=text.replace(HYPHEN, "-").replace(UNSEEN, ""))
            case {"t": "Space" | "SoftBreak" | "LineBreak"}:
                yield replace(style, text=" ")
            case {"t": "Emph", "c": list(inner)}:  # inside emphasis it turns upright again
                yield from _runs(inner, replace(style, marks=style.marks ^ {"*"}))
            case {"t": "Strong", "c": list(inner)}:
                yield from _runs(inner, replace(style, marks=style.marks | {"**"}))
            case {"t": "Superscript", "c": list(inner)}:
                yield replace(style, text=_set(_text(inner), _RAISED, "^"))
            case {"t": "Subscript", "c": list(inner)}:
                yield replace(style, text=_set(_text(inner), _LOWERED, "_"))
            case {"t": "SmallCaps", "c": list(inner)} | {"t": "Span", "c": [_, list(inner)]}:
                yield from _runs(inner, style)
            case {"t": "Link", "c": [_, list(inner), [str(url), _]]}:
                yield from _runs(inner, replace(style, url=url))
            case _:
                raise ValueError(f"{inline!r:.200} is no part of a reference")


def _text(inlines: Iterable[object]) -> str:
    return "".join(run.text for run in _runs(inlines, _Run("")))


def _set(text: str, table: dict[str, str], mark: str) -> str:
    """Return `text` in characters that stand above or below the line, or else with a mark: 10² is never 102."""
    if all(character in table for character in text):
        return "".join(table[character] for character in text)
    return mark + text


def _written(run: _Run, *, before: str, after: str) -> str:
    core = run.text.strip()
    if not core:
        return " " if run.text else ""
    lead = " " if run.text[0].isspace() else ""
    trail = " " if run.text[-1].isspace() else ""
    shown = link(core, run.url)
    first, last = ("[", ")") if run.url else (core[0], core[-1])
    if _can_open(first, lead or before) and _can_open(last, trail or after):
        for mark in sorted(run.marks):
            shown = f"{mark}{shown}{mark}"
    return f"{lead}{shown}{trail}"


def _can_open(inner: str, outer: str) -> bool:
    """Tell whether emphasis may begin (or, seen from behind, end) between two characters (CommonMark 0.31.2, 6.2)."""
    return inner.isalnum() or not outer.isalnum()
