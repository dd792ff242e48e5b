"""Stop words that the engine does not know: in title case they stay small, as CSL 1.0.2 and its reference have it.

The engine keeps the short list of CSL 1.0.1 small and capitalises the rest; `nocase` keeps it from that, and from
nothing else. Capitals of the record stay; the first and the last word and those behind a colon, question or exclamation
mark are capitalised: that the engine does by itself.
"""

import re

from research_assistant.domain.csl import nocase

TITLE_CASE = 'text-case="title"'
"""What stands in the file of a style that capitalises titles."""

_STOP_WORDS = """
    above across afore after against al along alongside amid amidst among amongst anenst apropos apud around
    aside astride athwart atop barring before behind below beneath beside besides between beyond ca circa
    despite during et except forenenst given inside lest like modulo near next notwithstanding off out per plus
    qua sans since than through throughout thru thruout toward towards under underneath until unto upon
    versus vis-à-vis vs within without
"""
_SPECIAL = r"(?:al|vs)\.,?|pro(?!-)"  # with a full stop; and `pro-` is a prefix
_EDGE = r"[\s‐‑–—-]"
_SMALL = re.compile(
    rf"(?<={_EDGE})(?:{_SPECIAL}|{'|'.join(sorted(_STOP_WORDS.split(), key=len, reverse=True))})(?={_EDGE}+\S)"
)
_LONE_GREEK = re.compile(r"(?<!\w)[α-ω](?!\w)")
_BEGINS_ANEW = re.compile(r"[:?!][”’\"')]*\s*$")


def protected(title: str) -> str:
    """Return the rich text `title` with the small words marked that title case must leave alone."""
    # No tag that rich text may have holds such a word.
    title = _SMALL.sub(lambda found: found.group() if _begins(title, found.start()) else nocase(found.group()), title)
    return _LONE_GREEK.sub(lambda found: nocase(found.group()), title)


def _begins(text: str, place: int) -> bool:
    """Tell whether a new title or sentence begins at `place`."""
    return _BEGINS_ANEW.search(text, max(0, place - 8), place) is not None
