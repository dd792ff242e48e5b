"""The terms of a question: words, compounds and quoted phrases that indexes of literature are asked for."""

import re
from collections.abc import Sequence

from research_assistant.kit.words import STOP_WORDS

MOST_TOGETHER = 8
"""Terms that are asked for all at once: no abstract has all words of a long question."""

MOST_TERMS = 30
"""Terms that are asked for at all: what a long text is about is said in its first words."""

_PHRASE = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»')
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(rf"{_WORD.pattern}(?:[-\u2010\u2011.'’]{_WORD.pattern})*")


def terms_of(text: str) -> list[str]:
    """Return the different terms of `text` in small letters and in order, made of letters, digits and single spaces.

    A term is a word that is no stop word, the words of a compound (`covid 19`), a word with the letter or digit behind
    it (`vitamin d`), or a phrase that is quoted in `text`. Where that leaves nothing, all words are terms.
    """
    phrases = [_words(next(filter(None, found.groups()))) for found in _PHRASE.finditer(text)]
    loose = [_words(compound) for compound in _COMPOUND.findall(_PHRASE.sub(" ", text))]
    terms = [words for words in (*phrases, *_with_letters(loose)) if words and not STOP_WORDS.issuperset(words)]
    terms = terms or [words for words in loose if words]
    return list(dict.fromkeys(" ".join(words) for words in terms))[:MOST_TERMS]


def fitting(terms: Sequence[str], *, longest: int) -> list[str]:
    """Return the first of the terms that have `longest` characters together at most; at least a part of the first."""
    taken: list[str] = []
    for term in terms:
        left = longest - sum(map(len, taken))
        if len(term) > left:
            return taken or [term[:left].rstrip()]
        taken.append(term)
    return taken


def _with_letters(tokens: list[list[str]]) -> list[list[str]]:
    """Return the tokens, those of a single letter or digit joined to the word before them, which they belong to."""
    joined: list[list[str]] = []
    for words in tokens:
        is_letter = len(words) == 1 and len(words[0]) == 1 and words[0].isascii() and words[0] not in STOP_WORDS
        if is_letter and joined and joined[-1] and not STOP_WORDS.issuperset(joined[-1]):
            joined[-1] = [*joined[-1], *words]
        else:
            joined.append(words)
    return joined


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_POSSESSIVE.sub("", text))]
