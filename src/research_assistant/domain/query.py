"""What a reader asked: text, scope, options, and how far it has come."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from research_assistant.domain.budget import Budget
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.languages import ISO_639_1
from research_assistant.domain.plan import Plan
from research_assistant.domain.wanted import ITEM_TYPES
from research_assistant.kit.text import clean

LONGEST_QUESTION = 10_000
"""In code points. Longer texts are documents: they belong in the library."""

MOST_SOURCES = 200


class VerificationLevel(StrEnum):
    """How much a finding needs before it is told."""

    STRICT = "strict"
    STANDARD = "standard"
    LENIENT = "lenient"


class Status(StrEnum):
    """How far a research query has come."""

    QUEUED = "queued"
    RUNNING = "running"
    AWAITING_PLAN = "awaiting_plan"
    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens unless the reader asks for it."""
        return self not in {Status.QUEUED, Status.RUNNING, Status.AWAITING_PLAN}


class Outcome(StrEnum):
    """What a report amounts to."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"
    BUDGET = "budget"

    @property
    def status(self) -> Status:
        """The status of a query that ended so; finding nothing is an answer too."""
        return Status.COMPLETED if self in {Outcome.COMPLETE, Outcome.NO_EVIDENCE} else Status.PARTIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where to look, how much to take, and which works are wanted.

    Attributes:
        connectors: Names of the places to search.
        max_sources: Sources taken into the query at most.
        collection: Of the library, only this collection.
        year_from: Works older than this year are left out; works without a year are kept and said so.
        year_to: Works younger than this year are left out.
        types: CSL types of works that are wanted, such as `article-journal`; empty for all.
        languages: ISO 639-1 codes of languages that are wanted; empty for all. Works whose language no record tells
            are kept and said so.
        preprints: Whether works that no venue has published yet are wanted.
    """

    connectors: tuple[str, ...] = ("library",)
    max_sources: int = 20
    collection: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    preprints: bool = True

    def __post_init__(self) -> None:
        """Check what is asked for.

        Raises:
            InvalidInput: A number is out of its range, or there is no such type or language.
        """
        if not 1 <= self.max_sources <= MOST_SOURCES:
            raise InvalidInput(
                f"{self.max_sources} sources cannot be taken.", next_step=f"Ask for 1 to {MOST_SOURCES} sources."
            )
        if self.year_from is not None and self.year_to is not None and self.year_from > self.year_to:
            raise InvalidInput(
                f"The years {self.year_from} to {self.year_to} run backwards.",
                next_step="Give the earlier year as the first.",
            )
        if unknown := [*({*self.types} - {*ITEM_TYPES}), *({*self.languages} - ISO_639_1)]:
            raise InvalidInput(
                f"There is no type or language {unknown[0]!r}.", next_step="Types are CSL's, languages ISO 639-1."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the answer is to be made.

    Attributes:
        verification_level: How much a finding needs before it is told.
        citation_style: A name of the table of styles, such as `APA`, or that of the style's file.
        style_file: Path of a CSL file that is taken instead of a style of the table; empty for none. It comes from the
            command line only: a path that came over the network would open files of this machine.
        locale: The language of the references' terms, such as `de-DE`; the style's own where it is empty.
        budget: What it may use up.
        edit_plan: Whether the query waits, once it is planned, until its reader has looked at the plan.
    """

    verification_level: VerificationLevel = VerificationLevel.STANDARD
    citation_style: str = "APA"
    style_file: str = ""
    locale: str = ""
    budget: Budget = field(default_factory=Budget)
    edit_plan: bool = False

    @property
    def style(self) -> str | Path:
        """What references are rendered in: a name, or the path of a file."""
        return Path(self.style_file) if self.style_file else self.citation_style


@dataclass(frozen=True, slots=True, kw_only=True)
class ResearchQuery:
    """One question of one reader.

    Attributes:
        query_id: UUID version 7.
        user_id: Whose it is.
        text: The question, cleaned.
        plan: The plan as its reader wants it; `None` where they were not asked, or have not said yet.
        reason: Why it failed and what to do now, or why it was let go the last time; empty otherwise.
        rechecked_at: When the works that its report cites were looked at again; `None` where they were not.
    """

    query_id: str
    user_id: str
    text: str
    scope: Scope
    options: Options
    created_at: datetime
    plan: Plan | None = None
    status: Status = Status.QUEUED
    outcome: Outcome | None = None
    confidence: float | None = None
    finished_at: datetime | None = None
    reason: str = ""
    rechecked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLine:
    """What a list tells of a research query."""

    query_id: str
    text: str
    status: Status
    outcome: Outcome | None
    confidence: float | None
    created_at: datetime
    finished_at: datetime | None


def question(text: str) -> str:
    """Return `text` as a question that can be asked: trimmed, white space folded.

    Raises:
        InvalidInput: The text is empty, has no letters or digits, or is longer than `LONGEST_QUESTION`.
    """
    folded = " ".join(clean(text).split())
    if not any(character.isalnum() for character in folded):
        raise InvalidInput(
            "The question is empty.", next_step='Ask in words: research query "Does zinc shorten colds?"'
        )
    if len(folded) > LONGEST_QUESTION:
        raise InvalidInput(
            f"The question has {len(folded):,} characters; {LONGEST_QUESTION:,} are allowed.",
            next_step="Ask one question, and add long texts to the library: research library add FILE",
        )
    return folded
