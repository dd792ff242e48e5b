"""How good verdicts and their probabilities are: what is measured, in one place for training and measuring."""

import numpy
from numpy.typing import NDArray

from fitting import Rows

Numbers = NDArray[numpy.int64]

SUPPORTED, REFUTED = 0, 1
MOST_REFUTED = 0.1
BINS = 10


def figures(chances: Rows, verdicts: Numbers, labels: Numbers) -> dict[str, float]:
    """Return the figures by name; columns are supported, refuted, not enough info."""
    score = chances[:, SUPPORTED]
    return {
        "passing": passing(score, labels),
        "AUC": auc(score[labels == SUPPORTED], score[labels == REFUTED]),
        "balanced accuracy": balanced_accuracy(verdicts, labels),
        "macro-F1": macro_f1(verdicts, labels),
        "ECE": calibration_error(chances, labels),
    }


def passing(score: Rows, labels: Numbers) -> float:
    """Return the share of supported pairs above the score that at most a tenth of the refuted ones pass."""
    refuted = numpy.sort(score[labels == REFUTED])[::-1]
    limit = refuted[int(MOST_REFUTED * len(refuted))]
    return float((score[labels == SUPPORTED] > limit).mean())


def auc(high: Rows, low: Rows) -> float:
    """Return the chance that a number of `high` is above one of `low`, ties counted half."""
    ordered = numpy.sort(low)
    below = numpy.searchsorted(ordered, high, side="left")
    ties = numpy.searchsorted(ordered, high, side="right") - below
    return float((below + ties / 2).mean() / len(low))


def balanced_accuracy(verdicts: Numbers, labels: Numbers) -> float:
    """Return the mean of the shares of each class that are judged rightly."""
    return float(numpy.mean([(verdicts[labels == each] == each).mean() for each in numpy.unique(labels)]))


def macro_f1(verdicts: Numbers, labels: Numbers) -> float:
    """Return the mean of the F1 of each class that the labels have."""
    found = []
    for each in numpy.unique(labels):
        right = float(((verdicts == each) & (labels == each)).sum())
        found.append(2 * right / (float((verdicts == each).sum()) + float((labels == each).sum())))
    return float(numpy.mean(found))


def calibration_error(chances: Rows, labels: Numbers) -> float:
    """Return the expected calibration error of the likeliest class, in ten bins of equal width."""
    return float(sum(share * abs(right - told) for told, right, share, _ in reliability(chances, labels)))


def reliability(chances: Rows, labels: Numbers) -> list[tuple[float, float, float, int]]:
    """Return for each bin what was told, what was right, its share and its size; empty bins are left out."""
    told = chances.max(axis=1)
    right = chances.argmax(axis=1) == labels
    bins = numpy.minimum((told * BINS).astype(numpy.int64), BINS - 1)
    return [
        (
            float(told[bins == each].mean()),
            float(right[bins == each].mean()),
            float((bins == each).mean()),
            int((bins == each).sum()),
        )
        for each in numpy.unique(bins)
    ]
