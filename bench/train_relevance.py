"""Fit the coefficients of `research_assistant.pipeline.relevance`, from public data alone.

Run: python bench/train_relevance.py --data ../shared/data [--vectors FILE]

The passage model is fitted on the best passage of each question: claims of SciFact's training part that have a
rationale, as statements and turned into questions (answerable), the same with their abstracts removed, the questions of
PubMedQA and questions of other fields (not answerable). The sentence model is fitted on all sentences of the abstracts
that answer, told from each other by the rationales that experts marked.
"""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy

from corpora import scifact
from fitting import Rows, fit, fit_best
from judged import Question, claims, judged, marked, others
from kept import KeptEmbedder
from research_assistant.pipeline.judging import Judged
from research_assistant.pipeline.relevance import PassageFeatures, SentenceFeatures, probability
from research_assistant.ports.embedder import Embedder
from stock import Stock, stocked

GATES = (0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.32, 0.34, 0.36, 0.38, 0.4)


def passage_row(features: PassageFeatures) -> list[float]:
    """Return the features that the model of this kind has."""
    cosines = [] if features.whole is None or features.nearest is None else [features.whole, features.nearest]
    return [*cosines, features.named, features.named_at_once]


def sentence_row(features: SentenceFeatures) -> list[float]:
    """Return the features that the model of this kind has."""
    cosine = [] if features.cosine is None else [features.cosine]
    return [*cosine, features.named, features.place, float(features.tells), float(features.intends)]


def bag(found: Sequence[Judged]) -> Rows:
    """Return the features of every passage that was looked at."""
    return numpy.array([passage_row(features) for features in dict.fromkeys(each.passage for each in found)])


async def fit_passages(
    questions: Sequence[Question], stock: Stock, embedder: Embedder | None
) -> tuple[list[Rows], list[Question], Rows]:
    """Return the passages of each question, the questions that found some, and the coefficients of the model."""
    bags, used = [], []
    async for question, found in judged(questions, stock, embedder):
        if found:
            bags.append(bag(found))
            used.append(question)
    labels = numpy.array([float(question.answerable) for question in used])
    return bags, used, fit_best(bags, labels, numpy.array([question.weight for question in used]))


def show_gates(bags: Sequence[Rows], questions: Sequence[Question], coefficients: Rows) -> None:
    """Print how well each gate tells questions apart; those whose abstracts were removed may be answered by others."""
    best = [row[(row @ coefficients[1:]).argmax()] for row in bags]
    chances = [probability(float(row @ coefficients[1:] + coefficients[0])) for row in best]
    sure = [number for number, question in enumerate(questions) if question.answerable or not question.without]
    yes = numpy.array([chances[number] for number in sure if questions[number].answerable])
    no = numpy.array([chances[number] for number in sure if not questions[number].answerable])
    for gate in GATES:
        print(f"    gate {gate:.2f}: mean of both rates {((yes >= gate).mean() + (no < gate).mean()) / 2:.3f}")
    if best[0].size == len(PassageFeatures.__slots__):
        nearest = [row[1] for row, question in zip(best, questions, strict=True) if question.answerable]
        print(f"    99 of 100 answerable questions have a sentence as near as {numpy.quantile(nearest, 0.01):.2f}")


async def fit_sentences(questions: Sequence[Question], stock: Stock, embedder: Embedder | None) -> Rows:
    """Return the coefficients of the sentence model."""
    rows: list[list[float]] = []
    labels: list[float] = []
    for question in questions:
        for _, sentences in await marked(question, stock, embedder):
            rows += [sentence_row(features) for features, _ in sentences]
            labels += [float(is_rationale) for _, is_rationale in sentences]
    return fit(numpy.array(rows), numpy.array(labels), numpy.full(len(rows), 1 / 3))


async def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--vectors", type=Path, help="keep vectors here (.npz) and take them from here")
    given = parser.parse_args()
    kept = KeptEmbedder(given.vectors)
    questions = [*claims(given.data, "train"), *others(given.data)]
    async with stocked(scifact(given.data), kept) as stock:
        for embedder in (kept, None):
            told = "with vectors" if embedder else "by words alone"
            cosines = ["whole", "nearest"] if embedder else []
            bags, used, coefficients = await fit_passages(questions, stock, embedder)
            show(f"passage, {told}", [*cosines, "named", "named_at_once"], coefficients)
            show_gates(bags, used, coefficients)
            kept.keep()
            cosine = ["cosine"] if embedder else []
            names = [*cosine, "named", "place", "tells", "intends"]
            show(f"sentence, {told}", names, await fit_sentences(questions, stock, embedder))
            kept.keep()


def show(model: str, names: Sequence[str], coefficients: Rows) -> None:
    """Print the coefficients as they stand in the code."""
    print(model)
    for name, value in zip(["intercept", *names], coefficients, strict=True):
        print(f"    {name}={value:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
