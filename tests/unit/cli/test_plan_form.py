"""A plan as a text that people edit."""

import pytest

from research_assistant.cli.plan_form import read, written
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.plan import Plan


def test_what_was_written_reads_as_the_same_plan() -> None:
    empty = Plan(subquestions=(), language="en")
    plan = empty.edited([("Does zinc help?", ""), ("# - odd: search: words?", "search: zinc"), ("- dashes - ?", "")])

    assert empty.edited(read(written(plan))) == plan


def test_comments_and_empty_lines_are_left_out() -> None:
    assert read("# help\n\n-  one?\n   SEARCH:  two \n-three?\n") == [("one?", "two"), ("three?", "")]
    assert read("# nothing\n") == []


@pytest.mark.parametrize("text", ["one?", "search: x", "- one?\ntwo?"])
def test_a_line_that_belongs_to_no_part_is_refused_with_its_number(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"Line \d of the plan"):
        read(text)
