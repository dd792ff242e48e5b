"""A report on its way to Markdown: what its parts look up, and how a claim is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from research_assistant.adapters.export import wording
from research_assistant.domain.citation import citation_key
from research_assistant.domain.claim import CheckedClaim, Verdict
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source
from research_assistant.kit.markdown import escape
from research_assistant.ports.citer import Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report with its references and its evidence and sources by id."""

    report: Report
    references: Rendered
    evidence: Mapping[str, Evidence]
    sources: Mapping[str, Source]

    @classmethod
    def of(cls, report: Report, references: Rendered) -> "Page":
        """Return the page of `report`."""
        return cls(
            report=report,
            references=references,
            evidence={each.evidence_id: each for each in report.evidence},
            sources={each.source_id: each for each in report.sources},
        )

    def source_of(self, evidence_id: str) -> Source:
        """Return where this evidence comes from."""
        return self.sources[self.evidence[evidence_id].source_id]

    def told(self, text: str, evidence_ids: Sequence[str]) -> str:
        """Return a sentence, in quotation marks if it is a quote, with its citations and the marks of its evidence."""
        quoted = any(self.evidence[each].quote.exact == text for each in evidence_ids)
        keys = dict.fromkeys(citation_key(self.source_of(each)) for each in evidence_ids)
        cited = [self.references.in_text[key] for key in keys]
        marks = [f"[{each}]" for each in evidence_ids]
        return " ".join([f"“{escape(text)}”" if quoted else escape(text), *cited, *marks])

    def claim(self, checked: CheckedClaim) -> str:
        """Return a claim as it is told, with the checker's doubts."""
        told = self.told(checked.claim.text, checked.claim.evidence_ids)
        doubt = doubts(checked)
        return f"{told} — {doubt}" if doubt else told


def doubts(checked: CheckedClaim) -> str:
    """Return what the checker has against a claim, as Markdown; empty where it is supported."""
    if checked.judgement.verdict is Verdict.SUPPORTED:
        return ""
    reasons = "; ".join(checked.judgement.reasons) or "no reason given"
    return f"*{wording.VERDICTS[checked.judgement.verdict]}:* {escape(reasons)}"


def confidence(value: float) -> str:
    """Return a confidence as a word and a number."""
    return f"{wording.confidence(value)} ({value:.2f})"
