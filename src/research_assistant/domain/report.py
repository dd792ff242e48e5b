"""Findings, summary, disagreements, what was not found, and how it was made."""

from dataclasses import dataclass, replace
from datetime import datetime

from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import Finding
from research_assistant.domain.hit import Search
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import Outcome, ResearchQuery, Status
from research_assistant.domain.recheck import Recheck, with_changes
from research_assistant.domain.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """A sentence of the short answer and the claim it is."""

    text: str
    claim_id: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a report was made, so that another can make it again.

    Attributes:
        searches: Every search, without its hits.
        counts: Works, sources, passages and the like, by name.
        versions: Of the program, model, checker and extractor, by name.
    """

    searches: tuple[Search, ...]
    counts: dict[str, int]
    versions: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The answer to one research query.

    Attributes:
        summary: The short answer; empty where there is no evidence.
        findings: The most certain first.
        not_found: What was looked for and not found, and other limits, in plain sentences.
        sources: Every work that was taken in, cited or not.
        recheck: The last look at the works that it cites, after it was made; `None` where there was none.
        confidence: Of the short answer: the surest finding on each part of the question that was answered, their mean;
            `None` without a short answer.
    """

    query: ResearchQuery
    plan: Plan
    outcome: Outcome
    summary: tuple[SummarySentence, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...]
    not_found: tuple[str, ...]
    confidence: float | None
    made: Making
    finished_at: datetime
    recheck: Recheck | None = None

    @property
    def status(self) -> Status:
        """The status that the query ends in: its outcome's, unless the reader cancelled it."""
        return Status.CANCELLED if self.query.status is Status.CANCELLED else self.outcome.status

    def since(self, recheck: Recheck | None) -> "Report":
        """Return the report with what has become of the works that it cites; what it found stays as it was."""
        if recheck is None:
            return self
        changes = {change.source_id: change for change in recheck.changes}
        sources = tuple(with_changes(source, changes.get(source.source_id)) for source in self.sources)
        return replace(self, sources=sources, recheck=recheck)
