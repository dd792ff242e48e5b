"""The words of a text that carry what it is about, and the form in which they are compared."""

import re
from functools import lru_cache

_STOP_WORDS = """
    a about after all also am an and any are as at be because been before being between both but by can cannot could
    did do does doing done during each either else ever every few for from further had has have having he her here hers
    him his how however i if in into is it its itself just may me might more most much must my neither no nor not now of
    off often on once one only or other our out over own per same she should since so some such than that the their them
    then there these they this those through thus to too under until up upon us very was we were what when where whether
    which while who whom whose why will with within without would yet you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words that say nothing of a subject; PostgreSQL's `english` configuration leaves out much the same."""

_WORD = re.compile(r"\w+")
_ENDINGS = """
    ization isation ations ation ators ator ates ated ating ate ions ion ings ing ized ised izes ises ize ise ers er
    ors or ments ment ness ities ity ies ied ical ic al ally ly ive ous es ed s e y
"""
_LONGEST_ENDING_FIRST = sorted(_ENDINGS.split(), key=lambda ending: (-len(ending), ending))
_SHORTEST_STEM = 4
_KNOWN_STEMS = 100_000


def content_words(text: str) -> list[str]:
    """Return the different words of `text` in small letters and in order, stop words left out.

    A text of stop words alone is returned whole.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))
    return [word for word in words if word not in STOP_WORDS] or words


def stems(text: str) -> frozenset[str]:
    """Return the stems of all words of `text` but the stop words."""
    return frozenset(stem(word) for word in _WORD.findall(text.lower()) if word not in STOP_WORDS)


@lru_cache(_KNOWN_STEMS)
def stem(word: str) -> str:
    """Return what is left of an English word in small letters without its endings.

    Coarser than Porter's stemmer: "mortality" and "mortal" become one, and so do "inhibits" and "inhibition". It serves
    to see whether a text speaks of what is asked for, where missing a word costs more than taking two for one.
    """
    while len(word) > _SHORTEST_STEM:
        for ending in _LONGEST_ENDING_FIRST:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                word = word[: -len(ending)]
                break
        else:
            break
    plural = len(word) == _SHORTEST_STEM and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word
