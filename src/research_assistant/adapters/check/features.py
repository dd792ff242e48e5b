"""What speaks for and against a claim in its evidence, as numbers that a model weighs.

A claim is held against each sentence; what the sentences show is averaged, the likest counting most by far.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from research_assistant.adapters.check.figures import changed, stated
from research_assistant.adapters.check.polarity import OPPOSITES
from research_assistant.adapters.check.wording import Wording
from research_assistant.ports.embedder import Vectors

VERSION = "features/1"
"""Changes with whatever decides a feature; weights are good for one version alone."""

SHARPNESS = 8.0
"""How much more the likest sentence counts: e to this, for each 1.0 of likeness."""

BESIDE = 0.4
"""Sentences this much less like the claim than the likest one are still looked at for a null result."""

Features = NDArray[numpy.float64]
Rarity = Callable[[str], float]
"""How much a stem says: its inverse document frequency."""

SHOWN = (
    "cover", "names", "agree", "oppose", "negation", "null", "both_null", "balance", "sign", "hedged", "figures",
    "changed", "order", "opposites", "cosine", "contrary",
)  # fmt: skip
"""What one sentence shows, in order; the last two come from vectors."""

OF_ALL = (
    "most_cover", "all_cover", "all_names", "all_figures", "missing", "place", "null_beside", "most_agree",
    "most_oppose", "likest_negation", "length", "sentences", "has_figures", "cited", "cited_together",
    "most_cosine", "two_cosines", "mean_cosine", "likest_contrary",
)  # fmt: skip
"""What the evidence shows as a whole, in order; the last four come from vectors."""

NAMES = (*SHOWN, *OF_ALL)
OF_VECTORS = frozenset({*SHOWN[-2:], *OF_ALL[-4:]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A claim held against its evidence.

    Attributes:
        row: One number for each of `NAMES`.
        likest: Which sentence is likest to the claim, from 0.
    """

    row: Features
    likest: int

    def of(self, name: str) -> float:
        """Return one feature by name."""
        return float(self.row[NAMES.index(name)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Cosines of each sentence, one a sentence.

    Attributes:
        claim: With the claim.
        opposite: With the claim's contrary.
    """

    claim: Vectors
    opposite: Vectors


def compare(claim: Wording, sentences: Sequence[Wording], likeness: Likeness | None, rarity: Rarity) -> Compared:
    """Return what the sentences, at least one, show of the claim; features of vectors are 0 without `likeness`."""
    shown = numpy.zeros((len(sentences), len(SHOWN)))
    for place, sentence in enumerate(sentences):
        shown[place, :-2] = _shown(claim, sentence, rarity)
    if likeness is not None:
        shown[:, -2] = likeness.claim
        shown[:, -1] = likeness.opposite - likeness.claim
    alike = shown[:, 0] + shown[:, -2]
    shares = numpy.exp(SHARPNESS * (alike - alike.max()))
    likest = int(alike.argmax())
    whole = _of_all(claim, sentences, shown, alike, rarity)
    return Compared(row=numpy.concatenate([(shares / shares.sum()) @ shown, whole]), likest=likest)


def cover(claim: Wording, words: frozenset[str], rarity: Rarity) -> float:
    """Return the share of the claim's words, each counted by its rarity, that are among `words`."""
    total = sum(map(rarity, claim.vocabulary))
    return sum(map(rarity, claim.vocabulary & words)) / total if total else 0.0


def _shown(claim: Wording, sentence: Wording, rarity: Rarity) -> tuple[float, ...]:
    shared = claim.vocabulary & sentence.vocabulary
    agree, oppose = _directions(claim, sentence, rarity)
    apart = (each for each in shared if (each in claim.negated) != (each in sentence.negated))
    return (
        cover(claim, sentence.vocabulary, rarity),
        _share(claim.names, sentence.names),
        agree,
        oppose,
        sum(map(rarity, apart)) / (sum(map(rarity, shared)) or 1.0),
        float(sentence.null and not claim.null),
        float(sentence.null and claim.null),
        float(claim.balance * sentence.balance),
        float(claim.sign * sentence.sign),
        float(sentence.hedged) - float(claim.hedged),
        _figures(claim, [sentence]),
        sum(changed(figure, sentence.figures) for figure in claim.figures) / (len(claim.figures) or 1),
        _order(claim, sentence),
        _opposites(claim, sentence),
    )


def _of_all(
    claim: Wording, sentences: Sequence[Wording], shown: Features, alike: Features, rarity: Rarity
) -> tuple[float, ...]:
    column = dict(zip(SHOWN, shown.T, strict=True))
    words = frozenset().union(*(sentence.vocabulary for sentence in sentences))
    names = frozenset().union(*(sentence.names for sentence in sentences))
    likest = int(alike.argmax())
    cosines = numpy.sort(column["cosine"])[::-1]
    return (
        float(column["cover"].max()),
        cover(claim, words, rarity),
        _share(claim.names, names),
        _figures(claim, sentences),
        sum(map(rarity, claim.vocabulary - words)),
        likest / max(1, len(sentences) - 1),
        float((column["null"] * (alike > alike.max() - BESIDE)).max()),
        float(column["agree"].max()),
        float(column["oppose"].max()),
        float(column["negation"][likest]),
        float(numpy.log1p(len(claim.vocabulary))),
        float(numpy.log(len(sentences))),
        float(bool(claim.figures)),
        float(claim.cited),
        float(claim.cited_together),
        float(cosines[0]),
        float(cosines[:2].mean()),
        float(cosines.mean()),
        float(column["contrary"][likest]),
    )


def _share(wanted: frozenset[str], found: frozenset[str]) -> float:
    """Return the share of names that are found; a half where there is none to find."""
    return len(wanted & found) / len(wanted) if wanted else 0.5


def _directions(claim: Wording, sentence: Wording, rarity: Rarity) -> tuple[float, float]:
    """Return how far a direction of the claim, and how far its contrary, is said of the same things."""
    agree = oppose = 0.0
    for way, said_of in claim.bearings:
        total = sum(map(rarity, said_of)) or 1.0
        found = [(sum(map(rarity, said_of & other)) / total, way * its) for its, other in sentence.bearings]
        share, same = max(found, key=lambda each: each[0], default=(0.0, 0))
        if same > 0:
            agree = max(agree, share)
        elif share:
            oppose = max(oppose, share)
    return agree, oppose


def _figures(claim: Wording, sentences: Sequence[Wording]) -> float:
    among = [figure for sentence in sentences for figure in sentence.figures]
    return sum(stated(figure, among) for figure in claim.figures) / (len(claim.figures) or 1)


def _order(claim: Wording, sentence: Wording) -> float:
    """Return the share of the claim's neighbouring words that are neighbours in the sentence."""
    wanted, found = _neighbours(claim), _neighbours(sentence)
    return len(wanted & found) / (len(wanted) or 1)


def _neighbours(of: Wording) -> set[tuple[str, str]]:
    said = [each for each in of.stems if each]
    return set(pairwise(said))


def _opposites(claim: Wording, sentence: Wording) -> float:
    """Return how many opposites stand one in the claim alone, the other in the sentence alone; at most 2."""
    mine, its = claim.opposites, sentence.opposites
    return min(2.0, float(sum(one in mine - its and other in its - mine for one, other in OPPOSITES)))
