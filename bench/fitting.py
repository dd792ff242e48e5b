"""Logistic regression, as plain as it is: Newton's method with a small ridge."""

from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

RIDGE = 1.0
STEPS = 50
ROUNDS = 8

Rows = NDArray[numpy.float64]


def fit(rows: Rows, labels: Rows, weights: Rows) -> Rows:
    """Return the coefficients, the intercept first."""
    given = numpy.column_stack([numpy.ones(len(rows)), rows])
    ridge = RIDGE * numpy.eye(given.shape[1])
    ridge[0, 0] = 0.0
    found = numpy.zeros(given.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + numpy.exp(-given @ found))
        slope = given.T @ (weights * (chance - labels)) + ridge @ found
        curve = (given * (weights * chance * (1 - chance))[:, None]).T @ given + ridge
        step = numpy.linalg.solve(curve, slope)
        found -= step
        if abs(step).max() < 1e-8:
            break
    return found


def fit_best(bags: Sequence[Rows], labels: Rows, weights: Rows) -> Rows:
    """Return the coefficients where only the best row of each bag counts: what a question finds is its best passage."""
    found = numpy.ones(bags[0].shape[1] + 1)
    for _ in range(ROUNDS):
        best = numpy.stack([bag[(bag @ found[1:]).argmax()] for bag in bags])
        found = fit(best, labels, weights)
    return found


def fit_classes(rows: Rows, labels: NDArray[numpy.int64], *, ridge: float) -> Rows:
    """Return the coefficients of a softmax model: shape `(classes, 1 + features)`, the intercepts first."""
    given = numpy.column_stack([numpy.ones(len(rows)), rows])
    wanted = numpy.eye(labels.max() + 1)[labels]
    classes, width = wanted.shape[1], given.shape[1]
    # Intercepts are all but free: a trace of a ridge chooses among those that say the same.
    held = numpy.diag(numpy.tile([1e-6, *[ridge] * (width - 1)], classes))
    found = numpy.zeros(classes * width)
    for _ in range(STEPS):
        scores = given @ found.reshape(classes, width).T
        chances = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = ((chances - wanted).T @ given).ravel() + held @ found
        curve = held.copy()
        for one in range(classes):
            for other in range(classes):
                weights = chances[:, one] * ((one == other) - chances[:, other])
                places = slice(one * width, (one + 1) * width), slice(other * width, (other + 1) * width)
                curve[places] += (given * weights[:, None]).T @ given
        step = numpy.linalg.solve(curve, slope)
        found -= step
        if abs(step).max() < 1e-8:
            break
    return found.reshape(classes, width)
