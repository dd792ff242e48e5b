"""Judging: how likely each sentence that a source offers bears on one question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from research_assistant.pipeline.coverage import Asked, asked
from research_assistant.pipeline.quotable import Offer, Sentence
from research_assistant.pipeline.relevance import (
    PassageFeatures,
    SentenceFeatures,
    passage_logit,
    probability,
    sentence_logit,
)
from research_assistant.ports.embedder import Embedder, Vectors

CALIBRATED_FOR = "all-MiniLM-L6-v2"
"""The model whose cosines the coefficients know; those of another mean something else, and words decide alone."""

FIRST_SOURCES = 10
LOOKED_AT_FIRST = 4
LOOKED_AT_LATER = 2
"""Sentences that are embedded: four of each of the first ten sources and two of each later one, chosen by their words.

Four chosen so hold a sentence that experts marked as a rationale in 92 of 100 of SciFact's abstracts that answer.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A sentence that was looked at.

    Attributes:
        relevance: Probability that it bears on the question: that of its passage for the most telling sentence there,
            less for the others by their odds against it.
        passage: What the passage was judged by.
        features: What the sentence was told apart by.
    """

    offer: Offer
    sentence: Sentence
    relevance: float
    passage: PassageFeatures
    features: SentenceFeatures

    @property
    def scores(self) -> dict[str, float]:
        """What the relevance is made of, by name."""
        found = {
            "passage": probability(passage_logit(self.passage)),
            "passage_named": self.passage.named,
            "passage_named_at_once": self.passage.named_at_once,
            "passage_cosine": self.passage.whole,
            "nearest_cosine": self.passage.nearest,
            "cosine": self.features.cosine,
            "named": self.features.named,
            "place": self.features.place,
            "tells": float(self.features.tells),
            "intends": float(self.features.intends),
        }
        return {name: score for name, score in found.items() if score is not None}


async def judge(question: str, sources: Sequence[Sequence[Offer]], embedder: Embedder | None) -> list[Judged]:
    """Return the sentences that were looked at, in the order of the sources.

    Args:
        question: One part of what was asked.
        sources: What each source offers, the best source first.
        embedder: Where there is none, or another than the coefficients know, words alone decide.

    Raises:
        EmbedderUnavailable: The model did not answer.
    """
    wanted = asked(question)
    if not wanted.weights:
        return []
    looked_at: list[tuple[Offer, list[Sentence]]] = []
    for place, offers in enumerate(sources):
        looked_at += _looked_at(offers, wanted, LOOKED_AT_FIRST if place < FIRST_SOURCES else LOOKED_AT_LATER)
    known = embedder is not None and embedder.name == CALIBRATED_FOR
    vectors = await _vectors(question, looked_at, embedder) if embedder is not None and known and looked_at else None
    return [judged for offer, sentences in looked_at for judged in _judged(question, wanted, offer, sentences, vectors)]


def sentence_features(sentence: Sentence, wanted: Asked, cosine: float | None) -> SentenceFeatures:
    """Return what the sentence is told apart by."""
    return SentenceFeatures(
        cosine=cosine,
        named=wanted.share(sentence.words),
        place=sentence.place,
        tells=sentence.tells,
        intends=sentence.intends,
    )


def _looked_at(offers: Sequence[Offer], wanted: Asked, limit: int) -> list[tuple[Offer, list[Sentence]]]:
    """Return the sentences of one source that speak most for themselves by their words, under their passages."""
    rated = [
        (sentence_logit(sentence_features(sentence, wanted, None)) + wanted.share(offer.words), number, sentence)
        for number, offer in enumerate(offers)
        for sentence in offer.sentences
    ]
    best = sorted(rated, key=lambda each: (-each[0], each[1], each[2].span.start))[:limit]
    found = [(offer, [each[2] for each in best if each[1] == number]) for number, offer in enumerate(offers)]
    return [(offer, sorted(chosen, key=lambda each: each.span.start)) for offer, chosen in found if chosen]


async def _vectors(
    question: str, looked_at: Sequence[tuple[Offer, Sequence[Sentence]]], embedder: Embedder
) -> dict[str, Vectors]:
    texts = [question]
    for offer, sentences in looked_at:
        texts += [_title(offer), *(sentence.text for sentence in sentences)]
    wanted = [text for text in dict.fromkeys(texts) if text]
    return dict(zip(wanted, await embedder.embed(wanted), strict=True))


def _title(offer: Offer) -> str:
    return offer.document.title or offer.source.work.title


def _judged(
    question: str, wanted: Asked, offer: Offer, sentences: Sequence[Sentence], vectors: dict[str, Vectors] | None
) -> list[Judged]:
    cosines: list[float | None] = [None] * len(sentences)
    whole = nearest = None
    if vectors is not None:
        rows = numpy.stack([vectors[sentence.text] for sentence in sentences])
        found = rows @ vectors[question]
        cosines = [float(each) for each in found]
        nearest = float(found.max())
        middle = rows.sum(axis=0) + vectors.get(_title(offer), 0.0)
        whole = float(middle @ vectors[question] / (numpy.linalg.norm(middle) or 1.0))
    passage = PassageFeatures(
        whole=whole,
        nearest=nearest,
        named=wanted.share(offer.words),
        named_at_once=max(wanted.share(each.words | offer.title_words) for each in offer.sentences),
    )
    features = [sentence_features(each, wanted, cosine) for each, cosine in zip(sentences, cosines, strict=True)]
    logits = [sentence_logit(each) for each in features]
    return [
        Judged(
            offer=offer,
            sentence=sentence,
            relevance=probability(passage_logit(passage) + logit - max(logits)),
            passage=passage,
            features=each,
        )
        for sentence, each, logit in zip(sentences, features, logits, strict=True)
    ]
