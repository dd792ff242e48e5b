"""What speaks for and against a claim: each feature by itself."""

import pytest

from research_assistant.adapters.check.features import NAMES, Compared, compare
from research_assistant.adapters.check.figures import changed, figures, stated
from research_assistant.adapters.check.opposite import opposite
from research_assistant.adapters.check.wording import wording

CLAIM = "Zinc reduces the duration of colds by 40% in adults."


def compared(claim: str, *evidence: str) -> Compared:
    return compare(wording(claim), [wording(each) for each in evidence], None, lambda _: 1.0)


def test_the_same_sentence_covers_all_and_has_nothing_against_it():
    same = compared(CLAIM, CLAIM)

    assert len(same.row) == len(NAMES)
    assert same.of("cover") == same.of("all_cover") == same.of("order") == same.of("figures") == 1.0
    assert same.of("oppose") == same.of("negation") == same.of("changed") == same.of("missing") == 0.0
    assert (same.of("agree"), same.of("sign"), same.of("balance")) == (1.0, 1.0, 1.0)


def test_an_unrelated_sentence_covers_nothing():
    far = compared(CLAIM, "The court fined the driver for parking.")

    assert far.of("most_cover") == far.of("agree") == far.of("oppose") == 0.0
    assert far.of("missing") > 3


@pytest.mark.parametrize(
    "evidence",
    [
        "Zinc did not reduce the duration of colds in adults.",
        "No reduction of the duration of colds by zinc was seen in adults.",
        "Zinc never reduces the duration of colds.",
    ],
)
def test_a_negation_on_one_side_speaks_against(evidence: str):
    against = compared(CLAIM, evidence)

    assert against.of("negation") > 0
    assert against.of("sign") == -1.0
    assert against.of("oppose") > against.of("agree")


def test_a_negation_on_both_sides_does_not():
    both = compared("Zinc does not reduce colds.", "Colds were not reduced by zinc.")

    assert both.of("sign") == 1.0
    assert both.of("oppose") == 0.0


def test_a_negation_of_something_else_is_out_of_reach():
    apart = compared("Zinc reduces colds.", "There was no harm, and zinc reduced colds.")

    assert apart.of("negation") == 0.0
    assert apart.of("oppose") == 0.0


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Zinc reduces colds.", "Zinc increased colds."),
        ("Statins raise the risk of diabetes.", "Statins lower the risk of diabetes."),
        ("Smokers have more strokes.", "Smokers have fewer strokes."),
    ],
)
def test_another_direction_speaks_against(claim: str, evidence: str):
    against = compared(claim, evidence)

    assert against.of("oppose") > against.of("agree")
    assert against.of("balance") == -1.0


def test_words_that_exclude_each_other_are_seen():
    assert compared("The test was positive.", "The test was negative.").of("opposites") == 1.0
    assert compared("The test was positive.", "The test was positive or negative.").of("opposites") == 0.0


@pytest.mark.parametrize(
    ("evidence", "share", "other"),
    [
        ("Zinc reduces colds by 40 percent.", 1.0, 0.0),
        ("Zinc reduces colds by 30%.", 0.0, 1.0),
        ("Zinc reduces colds by 40 days.", 0.0, 0.0),
        ("Zinc reduces colds.", 0.0, 0.0),
    ],
)
def test_figures_are_compared_with_their_units(evidence: str, share: float, other: float):
    found = compared("Zinc reduces colds by 40%.", evidence)

    assert (found.of("figures"), found.of("changed")) == (share, other)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 patients took 2.5 mg for three weeks", [(1200, "patient"), (2.5, "mg"), (3, "")]),
        ("p53 and IL-6 and CD4", []),
        ("1 in 5 million", [(1, ""), (5e6, "")]),
        ("half of them, twofold", [(0.5, ""), (2, "")]),
        ("", []),
    ],
)
def test_figures_are_read(text: str, values: list[tuple[float, str]]):
    assert [(each.value, each.unit) for each in figures(text)] == values


def test_a_figure_is_stated_changed_or_not_there():
    (mine,) = figures("12 mg")

    assert stated(mine, figures("They took 12.0 mg."))
    assert changed(mine, figures("They took 15 mg."))
    assert not changed(mine, figures("They took 15 kg."))


def test_a_null_result_and_a_possibility_are_told():
    assert wording("There was no significant difference between groups.").null
    assert wording("Zinc was not associated with mortality.").null
    assert not wording("Zinc was associated with mortality.").null
    assert wording("Zinc may help.").hedged


def test_names_and_marks_of_citation_are_seen():
    seen = wording("IL-6 and p53 rise [3, 4] in adults (Kim et al., 2014).")

    assert seen.names == {"IL6", "p53"}
    assert seen.cited
    assert seen.cited_together
    assert seen.text == "IL-6 and p53 rise in adults."
    assert not wording("Adults [3] are tall.").cited_together
    assert not wording("IL-6 rises.").cited


@pytest.mark.parametrize(
    ("text", "contrary"),
    [
        ("Zinc does not help.", "Zinc does help."),
        ("Zinc cannot help.", "Zinc can help."),
        ("Zinc increases copper.", "Zinc decreases copper."),
        ("Zinc is a metal.", "Zinc is not a metal."),
        ("Zinc helps.", "It is not true that Zinc helps."),
    ],
)
def test_the_contrary_of_a_sentence(text: str, contrary: str):
    assert opposite(text) == contrary
