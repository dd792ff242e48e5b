"""What a checker sees in one sentence: its words, names, figures, negations and directions."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from research_assistant.adapters.check.figures import Figure, figures
from research_assistant.adapters.check.polarity import Polarity, is_negation, opposites, polarity
from research_assistant.kit.words import STOP_WORDS, stem

LONGEST = 4_000
"""Code points of a sentence that are looked at: nobody writes longer ones, but a table may come without full stops."""

_TOKEN = re.compile(r"n't\b|[^\W_]+(?:[-/'’][^\W_]+)*|[,;:]")
_PART = re.compile(r"[-/'’]")
_CITED = re.compile(
    r"\s?\[[^\[\]]*<\|\w+\|>[^\[\]]*\]|\s?\([^()]*<\|\w+\|>[^()]*\)|<\|\w+\|>"
    r"|\s?\[\s*\d+(?:\s*[,–-]\s*\d+)*\s*\]|\s?\([^()]*\bet al\b[^()]*\)"
)
"""Marks of citation: numbers in brackets, names with a year, and placeholders such as `<|cit|>`."""
_TOGETHER = re.compile(r"multi|\d\s*[,–-]\s*\d|;")
_KNOWN_TOKENS = 50_000
_NEXT_TO = 5
"""Words on each side of a direction in which stands what it is said of."""
_NULL = re.compile(
    r"\bno (?:\w+ ){0,3}(?:difference|association|effect|evidence|correlation|benefit|relationship|impact|increase"
    r"|change|reduction|improvement|role|link)s?\b"
    r"|\b(?:not|n't) (?:\w+ ){0,3}(?:differ|associated|affect|significant|correlate|improve|increase|reduce|alter"
    r"|change|support|required|related|necessary|linked|influence|play|predict)\w*"
    r"|\bunrelated\b|\bunaffected\b|\bunchanged\b|\bdispensable\b|\bindependent(?:ly)? of\b|\bnon-?significant\b"
    r"|\b(?:was|were|is|are) similar\b|\bfail(?:s|ed)? to\b|\black of (?:association|evidence|effect)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may|might|could|suggests?|possibl[ey]|potential(?:ly)?|likely|appears?|seems?)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Wording:
    """One sentence, read.

    Attributes:
        text: The sentence, without marks of citation.
        words: Its words and marks in small letters, in order.
        stems: The stem of each word; empty for marks and stop words.
        names: Words written with digits or capitals inside, as substances, genes and studies are.
        cited: Whether it carries a mark of citation.
        cited_together: Whether one such mark names several works.
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    names: frozenset[str]
    cited: bool
    cited_together: bool

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different stems."""
        return frozenset(each for each in self.stems if each)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers with their units."""
        return figures(self.text)

    @cached_property
    def polarity(self) -> Polarity:
        """Negations and directions, word by word."""
        return polarity(self.words)

    @cached_property
    def bearings(self) -> tuple[tuple[int, frozenset[str]], ...]:
        """Each direction, turned round where it is negated, with the stems it is said of."""
        found = []
        for place, (way, negated) in enumerate(zip(self.polarity.direction, self.polarity.negated, strict=True)):
            if way:
                near = range(max(0, place - _NEXT_TO), min(len(self.stems), place + _NEXT_TO + 1))
                said_of = frozenset(self.stems[each] for each in near if not self.polarity.direction[each]) - {""}
                found.append((-way if negated else way, said_of))
        return tuple(found)

    @cached_property
    def negated(self) -> frozenset[str]:
        """The stems in the scope of a negation."""
        pairs = zip(self.stems, self.polarity.negated, strict=True)
        return frozenset(each for each, is_negated in pairs if is_negated and each)

    @cached_property
    def sign(self) -> int:
        """-1 where words of less and negations are odd in number, else +1."""
        turns = sum(way < 0 for way in self.polarity.direction) + sum(map(is_negation, self.words))
        return -1 if turns % 2 else 1

    @cached_property
    def balance(self) -> int:
        """+1 where it speaks more of more, -1 where more of less, with negations seen; else 0."""
        total = sum(way for way, _ in self.bearings)
        return (total > 0) - (total < 0)

    @cached_property
    def opposites(self) -> frozenset[str]:
        """The beginnings of words that exclude others."""
        return opposites(frozenset(self.words))

    @cached_property
    def null(self) -> bool:
        """Whether it tells that something was not found or made no difference."""
        return _NULL.search(self.text) is not None

    @cached_property
    def hedged(self) -> bool:
        """Whether it tells a possibility."""
        return _HEDGED.search(self.text) is not None


def wording(text: str) -> Wording:
    """Return what can be seen in one sentence."""
    marks = [match[0] for match in _CITED.finditer(text[:LONGEST])]
    plain = " ".join(_CITED.sub("", text[:LONGEST]).split())
    tokens = _tokens(plain)
    words = tuple(token.lower() for token in tokens)
    return Wording(
        text=plain,
        words=words,
        stems=tuple("" if word in STOP_WORDS or not word[0].isalnum() else stem(word) for word in words),
        names=frozenset(_plain(token) for token in tokens if _is_name(token)),
        cited=bool(marks),
        cited_together=any(_TOGETHER.search(mark) for mark in marks),
    )


def _tokens(text: str) -> list[str]:
    """Return words and marks; a joined word is one where it is a name such as `IL-6`, else its parts."""
    found: list[str] = []
    for token in _TOKEN.findall(text.replace("n’t", "n't").replace("n't", " n't")):
        if _is_name(token) or not _PART.search(token):
            found.append(_plain(token) if _is_name(token) else token)
        else:
            found += [part for part in _PART.split(token) if part]
    return found


@lru_cache(_KNOWN_TOKENS)
def _is_name(token: str) -> bool:
    """Return whether a token is written as a name of substances, genes, cells or studies is: digits or capitals."""
    letters = sum(character.isalpha() for character in token)
    capitals = sum(character.isupper() for character in token[1:])
    return letters > 0 and (capitals > 0 or any(character.isdigit() for character in token))


def _plain(token: str) -> str:
    return _PART.sub("", token)
