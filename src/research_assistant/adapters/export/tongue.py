"""Which language a part of a page is in, so that it is read aloud, set and hyphenated as such."""

import re
from typing import Literal
from unicodedata import bidirectional

from research_assistant.kit.language import UNDETERMINED, language_of

PAGE = "en"
"""The language of our own words."""

_BEYOND_ASCII = re.compile(r"[^\W\d_a-zA-Z]")


def tongue(text: str) -> str:
    """Return the ISO 639-1 code of `text`; empty where it is English like the page, or cannot be told.

    Text in plain letters is taken for English: most of it is, and telling takes a second when it is done first.
    """
    return foreign(language_of(text)) if _BEYOND_ASCII.search(text) else ""


def foreign(language: str) -> str:
    """Return `language` where it is known and not the page's own; else nothing."""
    return "" if language in {PAGE, UNDETERMINED} else language


def direction(text: str) -> Literal["ltr", "rtl"]:
    """Return the way `text` is written, which its first letter tells (Unicode Standard Annex 9, P2 and P3)."""
    ways = (bidirectional(character) for character in text)
    return "rtl" if next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L" else "ltr"
