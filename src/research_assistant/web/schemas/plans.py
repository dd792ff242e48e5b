"""Bodies about plans, and about what a query may use up."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from research_assistant.domain.budget import MOST_MONEY, MOST_SECONDS, MOST_TOKENS
from research_assistant.domain.plan import LONGEST_PART, MOST_SUBQUESTIONS


class Budget(BaseModel):
    """What the query may use up; what is left out has no bound."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seconds": 30, "money": 0.5}]})

    money: Decimal | None = Field(
        default=None,
        ge=0,
        le=MOST_MONEY,
        decimal_places=9,
        description="US dollars: bounds paid calls of models.",
        examples=[0.5],
    )
    tokens: int | None = Field(
        default=None,
        ge=0,
        le=MOST_TOKENS,
        description="Read and written: bounds paid calls of models.",
        examples=[20000],
    )
    seconds: float | None = Field(
        default=None,
        gt=0,
        le=MOST_SECONDS,
        description="How long it may run; waiting does not count. When they are spent, nothing more is searched or "
        "fetched, and the report is made of what there is: its outcome is `budget`.",
        examples=[30],
    )


class EditedSubQuestion(BaseModel):
    """One part of the question, as the reader wants it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(default="", max_length=16, description="Not looked at: parts are numbered in their order.")
    text: str = Field(max_length=4 * LONGEST_PART, examples=["Does vitamin D prevent fractures in older adults?"])
    search_text: str = Field(
        default="",
        max_length=4 * LONGEST_PART,
        description="What is searched for; the text itself where it is left out.",
        examples=["vitamin D fractures older adults"],
    )


class EditedPlan(BaseModel):
    """What is to be searched, as the reader wants it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "subquestions": [
                        {"text": "Does vitamin D prevent fractures in older adults?"},
                        {"text": "Does calcium add to it?", "search_text": "vitamin D calcium fractures"},
                    ]
                }
            ]
        },
    )

    subquestions: list[EditedSubQuestion] = Field(min_length=1, max_length=MOST_SUBQUESTIONS)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Text and search text of each subquestion."""
        return [(each.text, each.search_text) for each in self.subquestions]
