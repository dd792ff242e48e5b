"""The words of a text that carry what it is about, and the form in which they are compared."""

import re

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


def content_words(text: str) -> list[str]:
    """Return the different words of `text` in small letters and in order, stop words left out.

    A text of stop words alone is returned whole.
    """
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))
    return [word for word in words if word not in STOP_WORDS] or words
