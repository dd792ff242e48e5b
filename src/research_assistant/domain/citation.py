"""The pointer in the text from a claim to evidence."""

from dataclasses import dataclass

from research_assistant.domain.claim import CheckedClaim
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import Finding
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One claim of one finding, one piece of the evidence it stands on, and where that comes from.

    Attributes:
        opposing: Whether the claim says the contrary of its finding.
    """

    finding: Finding
    checked: CheckedClaim
    evidence: Evidence
    source: Source
    opposing: bool


def citation_key(source: Source) -> str:
    """Return the name of `source` among the references of its report."""
    return f"s{source.rank}"


def citations(report: Report) -> tuple[Citation, ...]:
    """Return every citation of the report, in the order of its findings."""
    evidence = {each.evidence_id: each for each in report.evidence}
    sources = {each.source_id: each for each in report.sources}
    return tuple(
        Citation(
            finding=finding,
            checked=checked,
            evidence=evidence[evidence_id],
            source=sources[evidence[evidence_id].source_id],
            opposing=opposing,
        )
        for finding in report.findings
        for side, opposing in ((finding.claims, False), (finding.opposing, True))
        for checked in side
        for evidence_id in checked.claim.evidence_ids
    )


def cited_sources(report: Report) -> tuple[Source, ...]:
    """Return the sources that the report cites, the best first."""
    cited = {citation.source.source_id for citation in citations(report)}
    return tuple(source for source in report.sources if source.source_id in cited)
