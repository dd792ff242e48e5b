"""A judgement's grounds in words: what was found, and what stands between claim and evidence."""

from collections.abc import Sequence

from research_assistant.adapters.check.features import Compared, Rarity
from research_assistant.adapters.check.figures import stated
from research_assistant.adapters.check.wording import Wording
from research_assistant.domain.claim import Verdict

LONGEST_QUOTE = 240
MOST_MISSING = 4
RARE = 5.0
"""From this rarity on a missing word is named: it stands in fewer than one of 150 abstracts."""

_UNITS = frozenset(
    {
        *("metres", "meters", "kilometres", "kilometers", "centimetres", "centimeters", "millimetres", "millimeters"),
        *("grams", "grammes", "kilograms", "milligrams", "micrograms", "percent", "degrees"),
        *("litres", "liters", "millilitres", "milliliters"),
    }
)

CLEAR = 0.3
"""From this value on, of 1, a feature is told, or minded."""


def reasons(
    claim: Wording, sentences: Sequence[Wording], compared: Compared, verdict: Verdict, rarity: Rarity
) -> tuple[str, ...]:
    """Return what a reader should look at, the likest sentence first."""
    likest = sentences[compared.likest]
    found = [f"nearest in the evidence: “{_cut(likest.text)}”"]
    if verdict is not Verdict.SUPPORTED:
        found += _against(compared)
    if apart := _figures(claim, sentences):
        found.append(f"figures that the evidence does not have: {', '.join(apart)}")
    if verdict is not Verdict.REFUTED and (missing := _missing(claim, sentences, rarity)):
        found.append(f"not named in the evidence: {', '.join(missing)}")
    return tuple(found)


def _against(compared: Compared) -> list[str]:
    found = []
    if compared.of("most_oppose") > max(CLEAR, compared.of("most_agree")):
        found.append("the evidence points the other way: more where the claim says less, or less where it says more")
    if compared.of("likest_negation") > CLEAR:
        found.append("one of the two is negated where the other is not")
    if compared.of("null_beside"):
        found.append("the evidence tells that something was not found or made no difference")
    if compared.of("opposites") > CLEAR:
        found.append("they use words that exclude each other")
    return found


def _figures(claim: Wording, sentences: Sequence[Wording]) -> list[str]:
    among = [figure for sentence in sentences for figure in sentence.figures]
    return list(dict.fromkeys(figure.shown for figure in claim.figures if not stated(figure, among)))


def _missing(claim: Wording, sentences: Sequence[Wording], rarity: Rarity) -> list[str]:
    known = frozenset().union(*(sentence.vocabulary for sentence in sentences))
    words = zip(claim.words, claim.stems, strict=True)
    # Numbers are told as figures, with their units.
    named = ((word, each) for word, each in words if each and not word[0].isdigit() and word not in _UNITS)
    rare = [word for word, each in named if each not in known and rarity(each) >= RARE]
    return list(dict.fromkeys(rare))[:MOST_MISSING]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…"
