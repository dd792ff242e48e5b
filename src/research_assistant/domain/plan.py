"""The question broken into parts that can each be answered."""

from dataclasses import dataclass


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
