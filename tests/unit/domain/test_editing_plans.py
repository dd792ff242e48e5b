"""A plan as its reader wants it."""

import pytest

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.plan import Plan, SubQuestion

PLAN = Plan(subquestions=(SubQuestion(id="q1", text="Does zinc help?", search_text="zinc"),), language="en")


def test_parts_are_numbered_anew_and_searched_as_they_stand_unless_told_otherwise() -> None:
    edited = PLAN.edited([("Does  zinc\nhelp?", ""), ("Does copper?", " copper colds ")])

    assert edited.subquestions == (
        SubQuestion(id="q1", text="Does zinc help?", search_text="Does zinc help?"),
        SubQuestion(id="q2", text="Does copper?", search_text="copper colds"),
    )
    assert edited.language == "en"


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [("Why?", "")] * 11,
        [("", "zinc")],
        [("?!", "")],
        [("Does zinc help?", "?!")],
        [("x" * 10_001, "")],
        [("Does zinc help?", "x" * 10_001)],
    ],
)
def test_what_says_nothing_or_too_much_is_refused(parts: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput):
        PLAN.edited(parts)
