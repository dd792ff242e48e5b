"""Keys to cite works by as Better BibTeX for Zotero makes them of itself: `kimZincSupplementCells2014`.

The formula is `auth.lower + shorttitle(3,3) + year`; see https://retorque.re/zotero-better-bibtex/citing/ (2026).
"""

import re
import unicodedata

from research_assistant.domain.markup import plain
from research_assistant.domain.work import Name, Work

TITLE_WORDS = 3

_SKIPPED = """
    a ab aboard about above across after against al along amid among an and anti around as at before behind below
    beneath beside besides between beyond but by d da das de del dell della delle dem den der des despite die do down
    du during ein eine einem einen einer eines el en et except for from gli i il in inside into is l la las le les like
    lo los near nor of off on onto or over past per plus round save since so some sur than the through to toward
    towards un una unas under underneath une unlike uno unos until up upon versus via von while with within without yet
    zu zum
"""
_SKIPPED_WORDS = frozenset(_SKIPPED.split())
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
_NO_PART_OF_A_WORD = re.compile(r"[\W_]+")
_BETWEEN_WORDS = re.compile(r"[\s/—–]+")


def better_bibtex_key(work: Work) -> str:
    """Return the key that the work would have alone: letters and digits only.

    It is the family name of the first author, or else editor or translator; the first three words of the title that
    are no articles or prepositions, each with a capital; and the year.
    """
    people = (work.authors, work.creators.get("editor", ()), work.creators.get("translator", ()))
    author = next((_family(each[0]) for each in people if each), "")
    words = [_bare(word) for word in _BETWEEN_WORDS.split(plain(work.title))]
    telling = [word for word in words if word and word.casefold() not in _SKIPPED_WORDS]
    title = "".join(f"{word[0].upper()}{word[1:]}" for word in telling[:TITLE_WORDS])
    return f"{f'{author}{title}' or 'work'}{work.year or ''}"


def _family(name: Name) -> str:
    return _bare(f"{name.particle}{name.family}" if name.family else name.literal or name.given).lower()


def _bare(text: str) -> str:
    """Return the letters and digits of `text`, without accents."""
    letters = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return _NO_PART_OF_A_WORD.sub("", "".join(each for each in letters if not unicodedata.combining(each)))
