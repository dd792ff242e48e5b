"""Which way words point: more or less, and what a negation turns round."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

UP = tuple(
    """
    increas rais elevat higher greater more larger enhanc improv promot activat stimulat upregul up-regul induc augment
    accelerat rise rising rose grow strengthen facilitat amplif gain boost overexpress worsen exacerbat aggravat potenti
    longer faster better stronger positiv trigger drive drove superior expand extend escalat intensif support restor
    excess high necessary essential required requir susceptib sensitiv caus
    """.split()  # noqa: SIM905 - a list of so many short strings is harder to read
)
"""Beginnings of words that speak of more, or of bringing something about."""

DOWN = tuple(
    """
    decreas reduc lower fewer less diminish impair inhibit suppress prevent attenuat downregul down-regul declin
    smaller shorten weaken block abolish abrogat ablat loss lost lack deplet deficien absen delet eliminat remov disrupt
    antagoni protect resist slow delay alleviat ameliorat mitigat silenc knockout knockdown knock-out knock-down null
    negativ inverse worse poorer poor limit restrict repress hinder interfer inferior low short shorter prohibit
    dispensab insensitiv inactivat unaffect inaccura ineffect insufficien impede counteract refractory cease drop fell
    fall destabili dysfunction minimi decelerat obstruct avoid unable free
    """.split()  # noqa: SIM905 - the same
)
"""Beginnings of words that speak of less, or of keeping something from coming about."""

_OPPOSITES = (
    ("posit", "negat"), ("high", "low"), ("benign", "malign"), ("hyper", "hypo"), ("present", "absent"),
    ("sensit", "resist"), ("gain", "loss"), ("early", "late"), ("acute", "chronic"), ("major", "minor"),
    ("male", "female"), ("old", "young"), ("long", "short"), ("strong", "weak"), ("surviv", "death"),
    ("dominant", "recessive"), ("internal", "external"), ("effective", "ineffective"), ("same", "different"),
    ("similar", "different"), ("common", "rare"), ("safe", "harm"), ("risk", "protect"), ("always", "never"),
    ("better", "worse"), ("superior", "inferior"), ("rapid", "slow"), ("agonist", "antagonist"),
)  # fmt: skip
OPPOSITES = (*_OPPOSITES, *((other, one) for one, other in _OPPOSITES))
"""Beginnings of words that exclude each other, both ways round."""

_BEGINNINGS = tuple(dict.fromkeys(one for one, _ in OPPOSITES))

_NOT_POLAR = ("growth", "highly", "highlight", "lesson", "freely")
_NEGATIONS = frozenset(
    """
    no not without neither nor never cannot none n't fail fails failed failing hardly rarely unlikely little
    """.split()  # noqa: SIM905 - the same
)
_SCOPE_ENDS = frozenset({",", ";", ":", "but", "however", "although", "whereas", "while", "though", "despite"})

_KNOWN_WORDS = 20_000

SCOPE = 8
"""Words that a negation reaches, unless its clause ends before."""


@dataclass(frozen=True, slots=True)
class Polarity:
    """What each word of a sentence carries.

    Attributes:
        negated: Whether the word stands in the scope of a negation.
        direction: +1 for a word of more, -1 for a word of less, 0 for all others.
    """

    negated: tuple[bool, ...]
    direction: tuple[int, ...]


def polarity(words: Sequence[str]) -> Polarity:
    """Return the polarity of words in small letters, marks between them included."""
    negated = [False] * len(words)
    for place, word in enumerate(words):
        if word in _NEGATIONS and not _not_only(words, place):
            _spread(words, place, negated)
    return Polarity(negated=tuple(negated), direction=tuple(direction(word) for word in words))


@lru_cache(_KNOWN_WORDS)
def direction(word: str) -> int:
    """Return which way a word in small letters points: +1, -1 or 0."""
    if word.startswith(_NOT_POLAR):
        return 0
    if word.startswith(DOWN):
        return -1
    return 1 if word.startswith(UP) else 0


def opposites(words: Collection[str]) -> frozenset[str]:
    """Return which beginnings of `OPPOSITES` the words in small letters have."""
    found = [word for word in words if word.startswith(_BEGINNINGS)]
    return frozenset(each for each in _BEGINNINGS if any(word.startswith(each) for word in found))


def is_negation(word: str) -> bool:
    """Return whether the word turns round what follows it."""
    return word in _NEGATIONS


def _not_only(words: Sequence[str], place: int) -> bool:
    return words[place] == "not" and words[place + 1 : place + 2] in (["only"], ["just"], ["merely"])


def _spread(words: Sequence[str], place: int, negated: list[bool]) -> None:
    for reached in range(place + 1, min(place + 1 + SCOPE, len(words))):
        if words[reached] in _SCOPE_ENDS:
            return
        # A second negation takes the first one back: "did not fail to".
        negated[reached] = not negated[reached]
