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
from research_assistant.pipeline.relevance import PassageFeatures, SentenceFeatures
from research_assistant.ports.embedder import Embedder
from stock import Stock, stocked


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


async def fit_passages(questions: Sequence[Question], stock: Stock, embedder: Embedder | None) -> Rows:
    """Return the coefficients of the passage model."""
    bags, used = [], []
    async for question, found in judged(questions, stock, embedder):
        if found:
            bags.append(bag(found))
            used.append(question)
    labels = numpy.array([float(question.answerable) for question in used])
    return fit_best(bags, labels, numpy.array([question.weight for question in used]))


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
            show(
                f"passage, {told}", [*cosines, "named", "named_at_once"], await fit_passages(questions, stock, embedder)
            )
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
