"""Measure the checker on pairs that experts labelled, beside a majority and a similarity-only baseline.

python bench/checker.py --data ../shared/data [--vectors FILE] [--quick]

SciFact's development claims with the whole abstract given, and Citation-Integrity's development sentences; for
information three sets of other kinds. The similarity-only baseline knows one number, the cosine of the claim and its
nearest sentence, and is fitted on the same training pairs as the checker. Intervals are 95 %, by bootstrap.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy

from claim_pairs import Labelled, citation_integrity, climate_fever, covidfact, healthver, scifact_pairs
from contradictions import contradictions
from fitting import Rows, fit_classes
from judgement import Numbers, figures, reliability
from kept import KeptEmbedder
from research_assistant.adapters.check.model import CLASSES, softmax
from research_assistant.adapters.check.preparing import likeness, prepare
from research_assistant.adapters.check.stored import read_model
from research_assistant.adapters.check.trained import TrainedChecker
from research_assistant.ports.embedder import Embedder
from train_checker import ASSET

RESAMPLES = 500
EACH = 10
SEED = 20_261_123


async def judged(labelled: Sequence[Labelled], checker: TrainedChecker) -> tuple[Rows, Numbers]:
    """Return probabilities and verdicts of the checker; a verdict by identity is sure of itself."""
    found = await checker.judge_pairs([each.pair for each in labelled])
    sure = numpy.eye(len(CLASSES))
    chances = [
        sure[CLASSES.index(each.verdict)]
        if each.probabilities is None
        else [each.probabilities[name] for name in CLASSES]
        for each in found
    ]
    return numpy.array(chances), numpy.array([CLASSES.index(each.verdict) for each in found])


async def nearest(labelled: Sequence[Labelled], embedder: Embedder) -> Rows:
    """Return the cosine of each claim and its nearest sentence."""
    rare = read_model(ASSET).rarity
    prepared = [prepare(each.pair, rare) for each in labelled]
    alike = await likeness([each for each in prepared if each is not None], embedder)
    known = iter(alike)
    cosines = [None if each is None else next(known) for each in prepared]
    return numpy.array([0.0 if each is None else float(each.claim.max()) for each in cosines])


def labels_of(labelled: Sequence[Labelled]) -> Numbers:
    """Return the labels as numbers of `CLASSES`."""
    return numpy.array([CLASSES.index(each.verdict) for each in labelled])


def told(
    chances: Rows, verdicts: Numbers, labels: Numbers, resamples: int, beside: tuple[Rows, Numbers] | None = None
) -> dict[str, dict[str, float]]:
    """Return each figure with its interval and, `beside` another judge, in how many resamples it is the better one."""
    found = {name: {"value": value} for name, value in figures(chances, verdicts, labels).items()}
    random = numpy.random.default_rng(SEED)
    drawn: dict[str, list[float]] = {name: [] for name in found}
    better: dict[str, list[bool]] = {name: [] for name in found}
    for _ in range(resamples):
        rows = random.integers(0, len(labels), len(labels))
        ours = figures(chances[rows], verdicts[rows], labels[rows])
        for name, value in ours.items():
            drawn[name].append(value)
        if beside is not None:
            its = figures(beside[0][rows], beside[1][rows], labels[rows])
            for name, value in its.items():
                better[name].append(ours[name] < value if name == "ECE" else ours[name] > value)
    for name, values in drawn.items():
        found[name] |= {"low": float(numpy.quantile(values, 0.025)), "high": float(numpy.quantile(values, 0.975))}
        if better[name]:
            found[name]["better"] = float(numpy.mean(better[name]))
    return found


async def measured(
    labelled: Sequence[Labelled], kept: KeptEmbedder, judge: Callable[[Rows], tuple[Rows, Numbers]], resamples: int
) -> dict[str, object]:
    """Return the figures of the checker, with and without vectors, and of the baselines."""
    labels = labels_of(labelled)
    similar = judge(await nearest(labelled, kept))
    shares = read_model(ASSET).with_vectors.shares
    majority = numpy.tile(shares, (len(labels), 1)), numpy.full(len(labels), int(shares.argmax()))
    await judged(labelled, TrainedChecker(ASSET, kept))  # Once, so that no vector is made while the clock runs.
    began = time.process_time()
    ours = await judged(labelled, TrainedChecker(ASSET, kept))
    seconds = time.process_time() - began
    by_words = await judged(labelled, TrainedChecker(ASSET, None))
    return {
        "pairs": len(labels),
        "of": {name.value: int((labels == place).sum()) for place, name in enumerate(CLASSES)},
        "milliseconds": seconds / len(labels) * 1000,
        "checker": told(*ours, labels, resamples, similar),
        "without vectors": told(*by_words, labels, resamples),
        "similarity only": told(*similar, labels, resamples),
        "majority": told(*majority, labels, resamples),
        "reliability": reliability(ours[0], labels),
        "confusion": [[int(((ours[1] == said) & (labels == true)).sum()) for said in range(3)] for true in range(3)],
    }


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--vectors", type=Path, help="keep vectors here (.npz) and take them from here")
    parser.add_argument("--quick", action="store_true", help="one pair in ten of the sets that are for information")
    given = parser.parse_args()
    kept = KeptEmbedder(given.vectors)
    every = EACH if given.quick else 1
    training = [*scifact_pairs(given.data, "train"), *citation_integrity(given.data, "train")]
    linear = fit_classes((await nearest(training, kept))[:, None], labels_of(training), ridge=1.0)
    shares = read_model(ASSET).with_vectors.shares

    def judge(cosines: Rows) -> tuple[Rows, Numbers]:
        chances = softmax(cosines[:, None] @ linear[:, 1:].T + linear[:, 0])
        return chances, (chances / shares).argmax(axis=1)

    sets = {
        "SciFact": scifact_pairs(given.data, "dev"),
        "Citation-Integrity": citation_integrity(given.data, "dev"),
        "HealthVer": healthver(given.data)[::every],
        "CovidFact": covidfact(given.data)[::every],
        "Climate-FEVER": climate_fever(given.data)[::every],
    }
    found: dict[str, object] = {
        name: await measured(labelled, kept, judge, RESAMPLES) for name, labelled in sets.items()
    }
    found["every"] = every
    found["contradictions"] = await contradictions(given.data, "dev", kept)
    kept.keep()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    asyncio.run(main())
