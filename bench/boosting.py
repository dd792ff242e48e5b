"""Gradient-boosted trees for classes, as plain as they are: softmax loss, second-order gains, leaves grown best first.

Source: Chen and Guestrin, XGBoost: A Scalable Tree Boosting System (KDD 2016), section 2; leaf-wise growth as in
Ke et al., LightGBM (NIPS 2017), section 3.
"""

from dataclasses import dataclass, field

import numpy
from numpy.typing import NDArray

from fitting import Rows

ROUNDS = 80
RATE = 0.05
LEAVES = 8
FEWEST = 20
RIDGE = 5.0
CUTS = 48
WIDTH = CUTS + 1

Numbers = NDArray[numpy.int64]


@dataclass(slots=True)
class Tree:
    """One tree as columns: a leaf's children are itself."""

    feature: list[int] = field(default_factory=list)
    threshold: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def leaf(self, value: float) -> int:
        """Add a leaf and return its number."""
        place = len(self.feature)
        self.feature.append(0)
        self.threshold.append(0.0)
        self.left.append(place)
        self.right.append(place)
        self.value.append(value)
        return place


@dataclass(frozen=True, slots=True)
class _Split:
    gain: float
    feature: int
    cut: int


@dataclass(frozen=True, slots=True)
class _Binned:
    """Rows as numbers of bins; those of feature `f` start at `f * WIDTH`."""

    cuts: list[Rows]
    bins: Numbers


def boost(rows: Rows, labels: Numbers, classes: int) -> tuple[Rows, list[list[Tree]]]:
    """Return where each class starts, and the trees of each round, one a class."""
    wanted = numpy.eye(classes)[labels]
    starts = numpy.log(wanted.mean(axis=0))
    scores = numpy.tile(starts, (len(rows), 1))
    binned = _binned(rows)
    rounds: list[list[Tree]] = []
    for _ in range(ROUNDS):
        chances = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        trees = []
        for each in range(classes):
            tree, leaves = _grow(binned, wanted[:, each] - chances[:, each], chances[:, each])
            scores[:, each] += numpy.array(tree.value)[leaves]
            trees.append(tree)
        rounds.append(trees)
    return starts, rounds


def _binned(rows: Rows) -> _Binned:
    cuts = [
        numpy.round(numpy.unique(numpy.quantile(column, numpy.linspace(0, 1, CUTS + 2)[1:-1])), 5) for column in rows.T
    ]
    bins = [numpy.searchsorted(cut, column, side="left") for cut, column in zip(cuts, rows.T, strict=True)]
    starts = WIDTH * numpy.arange(rows.shape[1])
    return _Binned(cuts=cuts, bins=numpy.array(bins).T + starts)


def _grow(binned: _Binned, slopes: Rows, chances: Rows) -> tuple[Tree, Numbers]:
    """Return a tree and the leaf of each row."""
    curves = chances * (1 - chances)
    tree = Tree()
    leaves = numpy.zeros(len(slopes), numpy.int64)
    tree.leaf(_value(slopes, curves))
    growing = {0: _best(binned.bins, slopes, curves)}
    for _ in range(LEAVES - 1):
        place = max(growing, key=lambda each: (growing[each].gain, -each))
        split = growing.pop(place)
        if split.gain <= 0:
            break
        here = numpy.flatnonzero(leaves == place)
        goes_left = binned.bins[here, split.feature] <= WIDTH * split.feature + split.cut
        tree.feature[place] = split.feature
        tree.threshold[place] = float(binned.cuts[split.feature][split.cut])
        for members, side in ((here[goes_left], tree.left), (here[~goes_left], tree.right)):
            child = tree.leaf(_value(slopes[members], curves[members]))
            side[place] = child
            leaves[members] = child
            growing[child] = _best(binned.bins[members], slopes[members], curves[members])
    return tree, leaves


def _value(slopes: Rows, curves: Rows) -> float:
    return float(numpy.round(RATE * slopes.sum() / (curves.sum() + RIDGE), 5))


def _best(bins: Numbers, slopes: Rows, curves: Rows) -> _Split:
    """Return the split that gains most; no gain where each side would have too few rows."""
    count, features = bins.shape
    if count < 2 * FEWEST:
        return _Split(0.0, 0, 0)
    flat = bins.ravel()
    size = WIDTH * features
    below, left, curve = (
        numpy.bincount(flat, weights, size).reshape(features, WIDTH).cumsum(axis=1)
        for weights in (None, numpy.repeat(slopes, features), numpy.repeat(curves, features))
    )
    slope, whole = slopes.sum(), curves.sum()
    gains = left**2 / (curve + RIDGE) + (slope - left) ** 2 / (whole - curve + RIDGE) - slope**2 / (whole + RIDGE)
    gains[(below < FEWEST) | (count - below < FEWEST)] = 0.0
    # Rounded, so that the order of additions on another machine chooses no other split.
    gains = numpy.round(gains, 6)
    feature, cut = numpy.unravel_index(int(gains.argmax()), gains.shape)
    return _Split(float(gains[feature, cut]), int(feature), int(cut))
