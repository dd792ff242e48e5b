"""A plan as a text that people edit: one part of the question a line."""

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.plan import Plan

_HELP = """\
# The plan: each line that begins with a dash is a part of the question, answered by itself.
# What is searched for is the part itself, unless a line "search: …" below it says otherwise.
# Change, add or remove parts, save and close to go on. Remove them all to stop here.
"""
_SEARCH = "search:"


def written(plan: Plan) -> str:
    """Return the text of a plan, with what can be done with it."""
    lines = [_HELP]
    for part in plan.subquestions:
        lines.append(f"- {part.text}\n")
        if part.search_text != part.text:
            lines.append(f"  {_SEARCH} {part.search_text}\n")
    return "".join(lines)


def read(text: str) -> list[tuple[str, str]]:
    """Return text and search text of each part in such a text.

    Raises:
        InvalidInput: A line belongs to no part.
    """
    parts: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if words.startswith("-"):
            parts.append((words.removeprefix("-").strip(), ""))
        elif words.casefold().startswith(_SEARCH) and parts:
            parts[-1] = (parts[-1][0], words[len(_SEARCH) :].strip())
        else:
            raise InvalidInput(
                f"Line {number} of the plan is no part of the question: {words[:60]!r}",
                next_step='Begin each part with a dash, and what is searched for it, on the next line, with "search:".',
            )
    return parts
