"""What of a pair is read: the claim, and the sentences of the evidence that share most with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from research_assistant.adapters.check.features import Likeness, Rarity, cover
from research_assistant.adapters.check.opposite import opposite
from research_assistant.adapters.check.wording import Wording, wording
from research_assistant.domain.claim import Pair
from research_assistant.kit.sentences import sentences
from research_assistant.kit.text import clean
from research_assistant.ports.embedder import Embedder

LOOKED_AT = 8
"""Sentences of the evidence that are looked at: those that share most with the claim."""

READ = 200_000
"""Code points of each text of the evidence that are read."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A claim with the sentences that are looked at."""

    claim: Wording
    sentences: tuple[Wording, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What is embedded: the claim, its contrary, and the sentences."""
        return (self.claim.text, opposite(self.claim.text), *(each.text for each in self.sentences))


def prepare(pair: Pair, rare: Rarity) -> Prepared | None:
    """Return the claim and the sentences to look at, in their order; `None` where one of the two has no words."""
    claim = wording(" ".join(clean(pair.claim).split()))
    if not claim.vocabulary:
        return None
    read = [wording(text) for each in pair.evidence for text in _sentences(clean(each[:READ]))]
    read = [each for each in read if each.vocabulary]
    if not read:
        return None
    shares = [cover(claim, each.vocabulary, rare) for each in read]
    chosen = sorted(range(len(read)), key=lambda place: -shares[place])[:LOOKED_AT]
    return Prepared(claim, tuple(read[place] for place in sorted(chosen)))


async def likeness(prepared: Sequence[Prepared], embedder: Embedder | None) -> list[Likeness | None]:
    """Return the cosines of each claim and its contrary with its sentences; nothing without an embedder."""
    if embedder is None or not prepared:
        return [None] * len(prepared)
    texts = list(dict.fromkeys(text for each in prepared for text in each.texts))
    vectors = dict(zip(texts, await embedder.embed(texts), strict=True))
    found: list[Likeness | None] = []
    for each in prepared:
        claim, contrary, *rows = (vectors[text] for text in each.texts)
        stacked = numpy.stack(rows)
        found.append(Likeness(claim=stacked @ claim, opposite=stacked @ contrary))
    return found


def _sentences(text: str) -> list[str]:
    return [" ".join(span.of(text).split()) for span in sentences(text)]
