"""Whether two sentences on one point say the same or contrary things: by negation and direction, and by a checker.

The rule is careful: it speaks only where the sentences share most of their content words, so that what
differs is the negation or the direction itself.
"""

import re

from research_assistant.domain.claim import Judgement, Verdict

REFUTED = 0.5
"""Mean probability of being refuted, each by the other, from which a checker alone tells a contradiction."""

REFUTED_BY_RULE = 0.3
"""The same where the rule tells it too: a little more than the share of refuted claims the checker was trained on."""

SHARED = 0.5
"""Of the content words of the shorter sentence: below this the two may speak of different things."""

_WORD = re.compile(r"[a-z]+")
_NEGATIONS = frozenset(
    {"no", "not", "without", "neither", "nor", "never", "lack", "lacks", "lacked", "failed", "cannot"}
)
_UP = ("increas", "rais", "elevat", "higher", "greater", "more", "enhanc", "improv", "promot", "activat", "stimulat")
_DOWN = (
    "decreas",
    "reduc",
    "lower",
    "fewer",
    "less",
    "diminish",
    "impair",
    "inhibit",
    "suppress",
    "prevent",
    "attenuat",
)
_EMPTY = frozenset(
    """
    a an and are as at be been by for from had has have in is it its of on or our that the their these this to was
    we were which with than between after before during among did does do study studies results patients
    """.split()  # noqa: SIM905 - a list of forty short strings is harder to read
)


def contrary(one: str, other: str) -> bool:
    """Return whether `one` and `other` say contrary things on the same point."""
    first, second = _WORD.findall(one.lower()), _WORD.findall(other.lower())
    content, against = _content(first), _content(second)
    if not content or not against:
        return False
    if len(content & against) / min(len(content), len(against)) < SHARED:
        return False
    directions = {_direction(first), _direction(second)}
    if directions == {"up", "down"}:
        return _negated(first) == _negated(second)
    return len(directions) == 1 and _negated(first) != _negated(second)


def contradict(one: str, other: str, there: Judgement, back: Judgement) -> bool:
    """Return whether two sentences contradict each other, by the rule and by what a checker says of them.

    Args:
        one: A sentence.
        other: Another one.
        there: What a checker says of `one`, with `other` as its evidence. Where it judged by identity, the rule tells.
        back: The same the other way round: contradiction goes both ways.
    """
    chances = [each.probabilities[Verdict.REFUTED] for each in (there, back) if each.probabilities]
    if not chances:
        return contrary(one, other)
    told = sum(chances) / len(chances)
    return told >= REFUTED or (told >= REFUTED_BY_RULE and contrary(one, other))


def same_way(one: str, other: str) -> bool:
    """Return whether the sentences speak in the same direction, and both or neither of them in the negative."""
    first, second = _WORD.findall(one.lower()), _WORD.findall(other.lower())
    return (_direction(first), _negated(first)) == (_direction(second), _negated(second))


def points_one_way(text: str) -> bool:
    """Return whether the sentence speaks of more or of less, and not of both."""
    return _direction(_WORD.findall(text.lower())) in {"up", "down"}


def _content(words: list[str]) -> set[str]:
    polar = (*_UP, *_DOWN)
    return {word[:6] for word in words if word not in _EMPTY and word not in _NEGATIONS and not word.startswith(polar)}


def _negated(words: list[str]) -> bool:
    return not _NEGATIONS.isdisjoint(words)


def _direction(words: list[str]) -> str:
    up = any(word.startswith(_UP) for word in words)
    down = any(word.startswith(_DOWN) for word in words)
    if up == down:
        return "both" if up else "none"
    return "up" if up else "down"
