"""How likely a passage answers a question, and which of its sentences does: two plain logistic models.

A passage is judged by what it is near to and by what it names; its sentences are then told apart by the same, by where
they stand and by how they speak. Both models are fitted by `bench/train_relevance.py`, which says on what; change no
coefficient by hand, for they are calibrated as a set.
"""

from dataclasses import dataclass
from math import exp

GATE = 0.3
"""A passage less likely than this to answer gives no evidence.

Where answerable and unanswerable questions of the training data are told apart best; 0.26 to 0.36 do much the same.
"""

NEAR_ENOUGH = 0.4
"""Nor does one whose nearest sentence is farther than this (cosine), whatever it names.

99 of 100 answerable training questions have a nearer one. "The capital of Australia" is named word for word by an
abstract on human capital; the model knows few questions as short as that, and this keeps it from guessing.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFeatures:
    """What speaks for a passage.

    Attributes:
        whole: Cosine of the question and the mean of title and looked-at sentences; `None` without an embedder.
        nearest: Cosine of the question and the nearest of these sentences; `None` without an embedder.
        named: Share of what is asked for that title and passage name.
        named_at_once: The largest share that the title and one sentence name.
    """

    whole: float | None
    nearest: float | None
    named: float
    named_at_once: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFeatures:
    """What speaks for a sentence among those of its passage.

    Attributes:
        cosine: Of question and sentence; `None` without an embedder, or where it was not looked at.
        named: Share of what is asked for that the sentence names.
        place: How far down it stands, from 0 to 1.
        tells: Whether it speaks as one that reports what was found.
        intends: Whether it speaks as one that says what was asked, planned or done.
    """

    cosine: float | None
    named: float
    place: float
    tells: bool
    intends: bool


def passage_logit(features: PassageFeatures) -> float:
    """Return the log odds that the passage answers the question."""
    if features.whole is None or features.nearest is None:
        return -5.51 + 4.68 * features.named + 3.52 * features.named_at_once
    return (
        -8.06 + 3.54 * features.whole + 3.60 * features.nearest + 3.34 * features.named + 2.19 * features.named_at_once
    )


def sentence_logit(features: SentenceFeatures) -> float:
    """Return the log odds that the sentence is the one that tells, given that its passage answers."""
    if features.cosine is None:
        return -3.75 + 3.86 * features.named + 1.71 * features.place + 0.84 * features.tells - 1.13 * features.intends
    return (
        -4.51
        + 2.15 * features.cosine
        + 2.70 * features.named
        + 1.69 * features.place
        + 0.82 * features.tells
        - 1.17 * features.intends
    )


def answers(relevance: float, features: PassageFeatures) -> bool:
    """Return whether a sentence of this relevance, in a passage like this, is evidence."""
    return relevance >= GATE and (features.nearest is None or features.nearest >= NEAR_ENOUGH)


def probability(logit: float) -> float:
    """Return the probability that log odds stand for."""
    return 1 / (1 + exp(-logit))
