"""Verify: a quote stands at its offsets, in a work that was not retracted, or its claim is gone; then it is judged."""

from collections.abc import Mapping, Sequence

from research_assistant.domain.claim import CheckedClaim, Claim
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import DraftFinding, VerifiedFinding
from research_assistant.ports.checker import Checker
from research_assistant.ports.tools import Documents


async def verify(
    drafts: tuple[DraftFinding, ...], evidence: tuple[Evidence, ...], documents: Documents, checker: Checker
) -> tuple[VerifiedFinding, ...]:
    """Return the findings with every claim judged; those left without a claim are gone."""
    known = {each.evidence_id: each for each in evidence}
    cited = {known[evidence_id].quote.document_id for evidence_id in _cited(drafts) if evidence_id in known}
    stored = {document.document_id: document for document in await documents.get(sorted(cited))}
    verified = [await _finding(draft, known, stored, checker) for draft in drafts]
    return tuple(finding for finding in verified if finding.claims)


def _cited(drafts: Sequence[DraftFinding]) -> set[str]:
    return {
        evidence_id
        for draft in drafts
        for claim in (*draft.claims, *draft.opposing)
        for evidence_id in claim.evidence_ids
    }


async def _finding(
    draft: DraftFinding, evidence: Mapping[str, Evidence], documents: Mapping[str, Document], checker: Checker
) -> VerifiedFinding:
    dropped: list[str] = []

    async def judged(claims: Sequence[Claim]) -> tuple[CheckedClaim, ...]:
        kept: list[CheckedClaim] = []
        for claim in claims:
            if reason := _unreliable(claim, evidence, documents):
                dropped.append(f"{claim.claim_id}: {reason}")
                continue
            used = [evidence[evidence_id] for evidence_id in claim.evidence_ids]
            read = [documents[each.quote.document_id] for each in used]
            kept.append(CheckedClaim(claim=claim, judgement=await checker.judge(claim, used, read)))
        return tuple(kept)

    claims, opposing = await judged(draft.claims), await judged(draft.opposing)
    return VerifiedFinding(
        subquestion_id=draft.subquestion_id, claims=claims, opposing=opposing, dropped=tuple(dropped)
    )


def _unreliable(claim: Claim, evidence: Mapping[str, Evidence], documents: Mapping[str, Document]) -> str:
    """Return why a quote of `claim` does not stand where it says, or must not be relied on; or nothing."""
    if not claim.evidence_ids:
        return "it names no evidence"
    for evidence_id in claim.evidence_ids:
        if evidence_id not in evidence:
            return f"there is no evidence {evidence_id!r}"
        if evidence[evidence_id].void:
            return f"{evidence_id} is from a work that was retracted or withdrawn"
        quote = evidence[evidence_id].quote
        if quote.document_id not in documents:
            return f"the copy that {evidence_id} quotes is not stored"
        if not quote.exact or documents[quote.document_id].text[quote.start : quote.end] != quote.exact:
            return f"the words of {evidence_id} do not stand at {quote.start}–{quote.end} of its copy"
    return ""
