"""The question broken into parts that can each be answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from research_assistant.domain.errors import InvalidInput
from research_assistant.kit.text import clean

MOST_SUBQUESTIONS = 10
"""In a plan that its reader edited."""

LONGEST_PART = 10_000
"""Code points of a subquestion, or of what is searched for it: as many as the whole question may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubQuestion:
    """One part of the question.

    Attributes:
        id: `q1`, `q2`, … in the order of the question.
        text: The part as a question of its own.
        search_text: What connectors are asked.
    """

    id: str
    text: str
    search_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be searched.

    Attributes:
        language: The question's language (ISO 639-1), or `und` where it cannot be told.
    """

    subquestions: tuple[SubQuestion, ...]
    language: str

    def edited(self, parts: Sequence[tuple[str, str]]) -> "Plan":
        """Return the plan with other parts: each its text, and what is searched for it, or nothing for the same words.

        Raises:
            InvalidInput: There are no parts, too many, or one of them says nothing.
        """
        if not 1 <= len(parts) <= MOST_SUBQUESTIONS:
            raise InvalidInput(
                f"A plan of {len(parts)} subquestions cannot be used.",
                next_step=f"Give 1 to {MOST_SUBQUESTIONS} subquestions.",
            )
        subquestions = tuple(_part(number, *part) for number, part in enumerate(parts, start=1))
        return replace(self, subquestions=subquestions)


def _part(number: int, text: str, search_text: str) -> SubQuestion:
    words = _checked(text, number)
    searched = _checked(search_text, number) if search_text.strip() else words
    return SubQuestion(id=f"q{number}", text=words, search_text=searched)


def _checked(text: str, number: int) -> str:
    words = " ".join(clean(text).split())
    if not any(character.isalnum() for character in words):
        raise InvalidInput(f"Subquestion {number} is empty.", next_step="Ask in words, or leave it out.")
    if len(words) > LONGEST_PART:
        raise InvalidInput(
            f"Subquestion {number} has {len(words):,} characters; {LONGEST_PART:,} are allowed.",
            next_step="Ask for less in one part.",
        )
    return words
