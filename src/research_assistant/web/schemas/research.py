"""Bodies about research queries."""

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from research_assistant.adapters.export import schema
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.query import (
    LONGEST_QUESTION,
    MOST_SOURCES,
    Outcome,
    QueryLine,
    ResearchQuery,
    Status,
    VerificationLevel,
)
from research_assistant.web.schemas.library import PRINTED
from research_assistant.web.schemas.plans import Budget

Year = Annotated[int, Field(ge=-3000, le=3000)]


class Filters(BaseModel):
    """Which works are wanted."""

    model_config = ConfigDict(extra="forbid")

    year_from: Year | None = Field(default=None, description="Older works are left out.", examples=[2015])
    year_to: Year | None = Field(default=None, description="Younger works are left out.")
    types: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="CSL item types that are wanted, with all that are kinds of them: `article` is `article-journal` "
        "too. `journal` alone names the kind.",
        examples=[["article", "book"]],
    )
    languages: list[str] = Field(
        default_factory=list, max_length=50, description="ISO 639-1 codes of languages.", examples=[["en", "de"]]
    )
    preprints: bool = Field(default=True, description="Whether works that no venue has published yet are wanted.")


class Question(BaseModel):
    """What is asked."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "query": "Does vitamin D prevent fractures?",
                    "max_sources": 20,
                    "verification_level": "standard",
                    "filters": {"year_from": 2015, "types": ["article"], "languages": ["en"], "preprints": False},
                    "budget": {"seconds": 60},
                }
            ]
        },
    )

    query: str = Field(max_length=4 * LONGEST_QUESTION, examples=["Does vitamin D prevent fractures?"])
    sources: list[str] | None = Field(
        default=None,
        max_length=20,
        description="Connectors to search; all there are where it is left out.",
        examples=[["library"]],
    )
    search_web: bool | None = Field(default=None, description="Search the web, where this server does.")
    search_arxiv: bool | None = Field(default=None, description="Search arXiv, where this server does.")
    search_documents: bool | None = Field(default=None, description="Search the library.")
    max_sources: int | None = Field(default=None, ge=1, le=MOST_SOURCES)
    verification_level: VerificationLevel | None = None
    citation_style: str | None = Field(default=None, max_length=100, examples=["APA"])
    locale: str = Field(default="", max_length=20, examples=["de-DE"])
    collection: str | None = Field(
        default=None, max_length=128, pattern=PRINTED, description="Of the library, only this collection."
    )
    filters: Filters = Field(
        default_factory=Filters,
        description="Which works are wanted. Those of which no record tells are kept, and that is said.",
    )
    budget: Budget = Field(default_factory=Budget, description="What the query may use up.")
    edit_plan: bool = Field(
        default=False,
        description="Wait, once it is planned, until the plan is sent to `POST /api/research/{query_id}/plan`: the "
        "status is `awaiting_plan` until then, and no time counts.",
    )


class QueryRow(BaseModel):
    """One research query in a list."""

    query_id: str
    query: str
    status: Status
    outcome: Outcome | None
    confidence: float | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, query: ResearchQuery | QueryLine) -> "QueryRow":
        """Return the row of `query`."""
        return cls(
            query_id=query.query_id,
            query=query.text,
            status=query.status,
            outcome=query.outcome,
            confidence=query.confidence,
            created_at=query.created_at,
            finished_at=query.finished_at,
        )


class Queries(BaseModel):
    """One page of the caller's queries, the newest first."""

    queries: list[QueryRow]
    total: int
    limit: int
    offset: int
    next_cursor: str | None = Field(description="Given as `cursor`, it leads to the next page; null on the last one.")


class Unfinished(QueryRow):
    """A query without a report: the fields of a result, empty as yet."""

    reason: str = Field(default="", description="Why it failed, and what to do about it.")
    plan: schema.Plan | None = Field(default=None, description="What will be searched; null before it is planned.")
    scope: schema.Scope | None = None
    budget: schema.Budget | None = None
    summary: str = ""
    findings: list[schema.Finding] = []
    sources: list[schema.Source] = []
    citations: list[schema.Citation] = []
    stats: dict[str, int] = Field(default_factory=dict, description="How much was made so far, by stage.")


class EventRow(BaseModel):
    """Something that happened while a query ran."""

    seq: int = Field(description="1, 2, 3, … without gaps.")
    step: str = Field(examples=["search"])
    kind: EventKind
    counts: dict[str, int]
    at: datetime

    @classmethod
    def of(cls, event: Event) -> "EventRow":
        """Return the row of `event`."""
        return cls(seq=event.seq, step=event.step, kind=event.kind, counts=dict(event.counts), at=event.at)


def cursor_of(query: QueryLine) -> str:
    """Return what leads to the queries that are older than `query`."""
    return cursor_to(query.query_id)


def cursor_to(last_id: str) -> str:
    """Return what leads to what is older than the thing with this id, a UUID."""
    return base64.urlsafe_b64encode(UUID(last_id).bytes).decode().rstrip("=")


def before(cursor: str) -> str:
    """Return the id that a cursor was made of.

    Raises:
        InvalidInput: It is no cursor of ours.
    """
    try:
        return str(UUID(bytes=base64.b64decode(f"{cursor}==", altchars=b"-_", validate=True)))
    except (binascii.Error, ValueError) as error:
        raise InvalidInput(
            "This is no cursor of ours.", next_step="Take next_cursor of the page before, or leave it out."
        ) from error
