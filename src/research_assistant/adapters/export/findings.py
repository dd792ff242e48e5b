"""Findings and disagreements as Markdown."""

from collections.abc import Iterator, Sequence
from textwrap import indent

from research_assistant.adapters.export.page import Page, confidence
from research_assistant.adapters.export.wording import kind
from research_assistant.domain.claim import CheckedClaim
from research_assistant.domain.finding import Finding
from research_assistant.kit.markdown import escape


def findings(page: Page) -> Iterator[str]:
    """Yield the numbered findings with their claims, type, confidence, sources and flags."""
    yield "## Findings"
    for number, finding in enumerate(page.report.findings, start=1):
        lead = f"{number}. "
        yield lead + indent("\n\n".join(_finding(page, finding)), " " * len(lead)).lstrip(" ")


def _finding(page: Page, finding: Finding) -> Iterator[str]:
    if finding.text != finding.claims[0].claim.text:
        yield f"**{escape(finding.text)}**"
    for checked in finding.claims:
        told = page.told(checked.claim.text, checked.claim.evidence_ids)
        yield told if _flagged(checked, finding) else page.claim(checked)
    ranks = [page.sources[source_id].rank for source_id in finding.source_ids]
    yield f"*{kind(finding)}* · confidence {confidence(finding.confidence)} · {_sources(ranks)}"
    if finding.flags:
        yield "\n".join(f"- **Note:** {escape(flag)}" for flag in finding.flags)


def _flagged(checked: CheckedClaim, finding: Finding) -> bool:
    """Tell whether the flags say already what speaks against the claim."""
    reasons = "; ".join(checked.judgement.reasons)
    return bool(reasons) and any(reasons in flag for flag in finding.flags)


def _sources(ranks: Sequence[int]) -> str:
    return f"source{'s' if len(ranks) > 1 else ''} {', '.join(str(rank) for rank in ranks)}"


def disagreements(page: Page) -> Iterator[str]:
    """Yield both sides of every finding on which sources disagree."""
    numbered = [each for each in enumerate(page.report.findings, start=1) if each[1].opposing]
    if numbered:
        yield "## Where sources disagree"
    for number, finding in numbered:
        yield f"On finding {number}, one side says:"
        yield _side(page, finding.claims)
        yield "The other side says:"
        yield _side(page, finding.opposing)


def _side(page: Page, claims: Sequence[CheckedClaim]) -> str:
    return "\n".join(f"- {page.claim(checked)}" for checked in claims)
