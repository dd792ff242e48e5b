"""Plan: the question is broken into parts that can each be answered, by rules."""

import re

from research_assistant.domain.errors import AwaitingPlan
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import ResearchQuery
from research_assistant.kit.language import language_of

MOST_PARTS = 5
"""Parts that are searched; what a longer list asks beyond them is searched together with the last."""

SHORTEST_PART = 3
"""Words: a shorter part, such as `Why?`, says nothing by itself and stays with the part before it."""

_END_OF_PART = re.compile(r"(?<=[?？;；])\s+")


async def plan(query: ResearchQuery) -> Plan:
    """Return one subquestion for every part that ends in a question mark or semicolon."""
    parts: list[str] = []
    for part in _END_OF_PART.split(query.text):
        if parts and (len(part.split()) < SHORTEST_PART or len(parts) == MOST_PARTS):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return Plan(
        subquestions=tuple(
            SubQuestion(id=f"q{number}", text=part.rstrip(";； "), search_text=part.rstrip(";； "))
            for number, part in enumerate(parts, start=1)
        ),
        language=language_of(query.text),
    )


def settled(query: ResearchQuery, planned: Plan) -> Plan:
    """Return the plan to go by: its reader's where they wanted to look at it, else as it was made.

    Raises:
        AwaitingPlan: They have not said yet what it is to be.
    """
    if query.options.edit_plan and query.plan is None:
        raise AwaitingPlan(f"The query {query.query_id} waits until its plan has been looked at.")
    return query.plan or planned
