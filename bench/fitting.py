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
