"""The weighing of features: a linear model and trees, their probabilities averaged and calibrated.

The numbers come from `bench/train_checker.py`, which says on what; they are calibrated as a set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from research_assistant.adapters.check.features import NAMES, OF_VECTORS, Features
from research_assistant.domain.claim import Verdict

CLASSES = (Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_INFO)
"""The order of all columns."""

_LONG = 16
"""Different content words from which a claim is rather one of many parts than one plain sentence."""

_POLAR = ("contrary", "oppose", "agree", "negation", "null", "sign", "balance")
"""What says much only where claim and evidence speak of one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One fit.

    Attributes:
        columns: Which of `NAMES` it reads.
        means: Of the widened features, and `scales` their standard deviations.
        linear: Coefficients, shape `(classes, 1 + widened)`.
        starts: Where the trees of each class start.
        trees: Columns `feature threshold left right value`, each of shape `(rounds, classes, nodes)`.
        depth: Of the deepest tree.
        sharpness: What log probabilities are multiplied by to be calibrated.
        shares: How common each class was in training: a verdict is the class that rises most above its share.
    """

    columns: tuple[int, ...]
    means: Features
    scales: Features
    linear: Features
    starts: Features
    trees: Mapping[str, NDArray[Any]]
    depth: int
    sharpness: float
    shares: Features

    def probabilities(self, rows: Features) -> Features:
        """Return the probability of each class, row by row; each row of `rows` has all `NAMES`."""
        widened = (widen(rows, self.columns) - self.means) / self.scales
        linear = softmax(widened @ self.linear[:, 1:].T + self.linear[:, 0])
        told = (linear + softmax(self._grown(rows[:, self.columns]))) / 2
        return softmax(self.sharpness * numpy.log(told))

    def verdict(self, probabilities: Features) -> Verdict:
        """Return the class whose probability rises most above its share in training."""
        return CLASSES[int((probabilities / self.shares).argmax())]

    def _grown(self, rows: Features) -> Features:
        shape = self.trees["feature"].shape[:2]
        rounds, classes = numpy.indices(shape)
        places = numpy.zeros((len(rows), *shape), numpy.int64)
        for _ in range(self.depth):
            seen = rows[numpy.arange(len(rows))[:, None, None], self.trees["feature"][rounds, classes, places]]
            goes_left = seen <= self.trees["threshold"][rounds, classes, places]
            sides = (self.trees[side][rounds, classes, places] for side in ("left", "right"))
            places = numpy.where(goes_left, *sides)
        found: Features = self.trees["value"][rounds, classes, places].sum(axis=1) + self.starts
        return found


def columns(*, with_vectors: bool) -> tuple[int, ...]:
    """Return which of `NAMES` a model reads that has vectors, or has none."""
    return tuple(place for place, name in enumerate(NAMES) if with_vectors or name not in OF_VECTORS)


def widen(rows: Features, read: Sequence[int]) -> Features:
    """Return the columns that are read, each once more for long claims, and polar ones weighed by coverage."""
    known = rows[:, list(read)]
    length = rows[:, [NAMES.index("length")]]
    is_long = 1 / (1 + numpy.exp(-4 * (length - numpy.log(_LONG))))
    polar = [place for place in map(NAMES.index, _POLAR) if place in read]
    return numpy.hstack([known, known * is_long, rows[:, polar] * rows[:, [NAMES.index("cover")]]])


def softmax(scores: Features) -> Features:
    """Return the probabilities that scores stand for, row by row."""
    chances = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    made: Features = chances / chances.sum(axis=1, keepdims=True)
    return made


def packed(model: Model) -> dict[str, Any]:
    """Return the model as JSON keeps it."""
    return {
        "means": model.means.tolist(),
        "scales": model.scales.tolist(),
        "linear": model.linear.tolist(),
        "starts": model.starts.tolist(),
        "trees": {name: column.tolist() for name, column in model.trees.items()},
        "depth": model.depth,
        "sharpness": model.sharpness,
        "shares": model.shares.tolist(),
    }


def unpacked(stored: Mapping[str, Any], *, with_vectors: bool) -> Model:
    """Return the model that `packed` made."""
    return Model(
        columns=columns(with_vectors=with_vectors),
        means=numpy.array(stored["means"]),
        scales=numpy.array(stored["scales"]),
        linear=numpy.array(stored["linear"]),
        starts=numpy.array(stored["starts"]),
        trees={name: numpy.array(column) for name, column in stored["trees"].items()},
        depth=int(stored["depth"]),
        sharpness=float(stored["sharpness"]),
        shares=numpy.array(stored["shares"]),
    )
