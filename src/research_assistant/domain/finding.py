"""What the evidence says on one point."""

from dataclasses import dataclass
from enum import StrEnum

from research_assistant.domain.claim import CheckedClaim, Claim


class FindingType(StrEnum):
    """How the sources stand to a finding."""

    AGREEMENT = "agreement"
    """Two or more independent sources say it."""
    SINGLE_SOURCE = "single_source"
    DISAGREEMENT = "disagreement"
    """At least one source says it and at least one says the contrary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFinding:
    """A point before it is verified.

    Attributes:
        claims: What is said, the most telling first.
        opposing: What is said to the contrary.
    """

    subquestion_id: str
    claims: tuple[Claim, ...]
    opposing: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedFinding:
    """A point whose claims have been judged; claims whose quote was not found are gone.

    Attributes:
        dropped: Claims that were left out, and why, in words that can be shown.
    """

    subquestion_id: str
    claims: tuple[CheckedClaim, ...]
    opposing: tuple[CheckedClaim, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the evidence says on one point, as the report tells it.

    Attributes:
        finding_id: UUID version 7.
        text: The point in one sentence. Where no model writes, it is a quote.
        confidence: In [0, 1], computed from the evidence; see `domain.confidence`.
        source_ids: The independent sources that say it, the strongest first.
        flags: What a reader has to know before relying on it, in words that can be shown.
        in_summary: Whether the level of verification lets it stand in the summary.
    """

    finding_id: str
    subquestion_id: str
    text: str
    type: FindingType
    confidence: float
    claims: tuple[CheckedClaim, ...]
    opposing: tuple[CheckedClaim, ...]
    source_ids: tuple[str, ...]
    flags: tuple[str, ...] = ()
    in_summary: bool = True
