"""Contrast: contrary things on the same point, and nothing else."""

import pytest

from research_assistant.domain.claim import Judgement, Verdict
from research_assistant.pipeline.contrast import contradict, contrary, same_way

CONTRARY = [
    ("Zinc reduced the duration of colds in adults.", "Zinc did not reduce the duration of colds in adults."),
    ("Statins increase the risk of diabetes.", "Statins decrease the risk of diabetes in adults."),
    ("Vitamin D was associated with fracture risk.", "Vitamin D was not associated with fracture risk."),
]
NOT_CONTRARY = [
    ("Zinc reduced the duration of colds in adults.", "Zinc shortened colds and reduced their duration in adults."),
    ("Zinc reduced the duration of colds.", "Aspirin did not reduce mortality after stroke."),
    ("Statins increase the risk of diabetes.", "Statins do not decrease the risk of diabetes."),
    ("", "Zinc did not help."),
]


@pytest.mark.parametrize(("one", "other"), CONTRARY)
def test_contrary(one: str, other: str):
    assert contrary(one, other)
    assert contrary(other, one)


@pytest.mark.parametrize(("one", "other"), NOT_CONTRARY)
def test_not_contrary(one: str, other: str):
    assert not contrary(one, other)
    assert not contrary(other, one)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Zinc reduced colds.", "Colds were less frequent with zinc.", True),
        ("Zinc reduced colds.", "Zinc is necessary in winter.", False),
        ("Zinc reduced colds.", "Zinc did not reduce colds.", False),
        ("Zinc is a metal.", "Zinc is found in meat.", True),
    ],
)
def test_sentences_that_speak_the_same_way(one: str, other: str, same: bool):
    assert same_way(one, other) == same_way(other, one) == same


def judged(refuted: float) -> Judgement:
    chances = {Verdict.SUPPORTED: 1 - refuted, Verdict.REFUTED: refuted, Verdict.NOT_ENOUGH_INFO: 0.0}
    return Judgement(verdict=Verdict.REFUTED, reasons=(), checker="test", probabilities=chances)


@pytest.mark.parametrize(
    ("pair", "there", "back", "told"),
    [
        (CONTRARY[0], 0.4, 0.4, True),
        (CONTRARY[0], 0.1, 0.1, False),
        (NOT_CONTRARY[0], 0.4, 0.4, False),
        (NOT_CONTRARY[0], 0.9, 0.7, True),
        (NOT_CONTRARY[0], 0.9, 0.0, False),
    ],
)
def test_rule_and_checker_tell_a_contradiction_together(pair: tuple[str, str], there: float, back: float, told: bool):
    assert contradict(*pair, judged(there), judged(back)) == told


def test_where_the_checker_judged_by_identity_the_rule_tells():
    by_identity = Judgement(verdict=Verdict.SUPPORTED, reasons=(), checker="test")

    assert contradict(*CONTRARY[0], by_identity, by_identity)
    assert not contradict(*NOT_CONTRARY[0], by_identity, by_identity)
