"""What of an item's text may be rich: CSL's tags where they are in order, and nothing else.

The engine takes exponential time over tags and curly quotation marks that are never closed (twenty of either: seconds),
so none reaches it.
"""

import re
from collections.abc import Sequence

DEEPEST = 3
"""Tags inside tags; what lies deeper loses its tags and keeps its words."""

_KEPT = frozenset({"<i>", "<b>", "<sub>", "<sup>", '<span class="nocase">', '<span style="font-variant:small-caps;">'})
_TAG = re.compile(r"<(?P<opened>i|b|sub|sup|sc|span)(?:\s[^<>]*)?>|</(?P<closed>i|b|sub|sup|sc|span)>", re.IGNORECASE)
# The engine makes curly marks of straight ones itself, and reads those for what they are.
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def in_order(text: str) -> str:
    """Return `text` with straight quotation marks, without unprintable characters and tags out of order."""
    text = _UNPRINTABLE.sub("\ufffd", text).translate(_STRAIGHT)
    found = list(_TAG.finditer(text))
    kept = _pairs(found)
    parts: list[str] = []
    done = 0
    for number, tag in enumerate(found):
        parts += [text[done : tag.start()], tag.group() if number in kept else ""]
        done = tag.end()
    return "".join([*parts, text[done:]])


def _pairs(found: Sequence[re.Match[str]]) -> set[int]:
    """Return the numbers of the tags that are CSL's, and open and close in order."""
    kept: set[int] = set()
    waiting: list[int] = []
    for number, tag in enumerate(found):
        if tag["opened"]:
            waiting.append(number)
        elif waiting and found[waiting[-1]]["opened"] == tag["closed"]:
            opened = waiting.pop()
            if found[opened].group() in _KEPT and len(waiting) < DEEPEST:
                kept |= {opened, number}
    return kept
