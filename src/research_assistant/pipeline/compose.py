"""Compose: findings with their confidence, the short answer, what was not found, and how it was made."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from research_assistant.domain.claim import CheckedClaim, Claim, Verdict
from research_assistant.domain.confidence import confidence
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import Finding, FindingType, VerifiedFinding
from research_assistant.domain.hit import Search
from research_assistant.domain.notices import told
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import Outcome, ResearchQuery, VerificationLevel
from research_assistant.domain.report import Making, Report, SummarySentence
from research_assistant.domain.source import Source, Taken
from research_assistant.domain.verification import Threshold
from research_assistant.pipeline.independence import Voices
from research_assistant.pipeline.limits import is_cut_short, what_was_not_found
from research_assistant.ports.tools import Tools

SUMMARY_SENTENCES = 3

LEAST_RELEVANCE = 0.5
"""What bears on the question less likely than not is told as a finding, never in the short answer."""


async def compose(
    query: ResearchQuery,
    plan: Plan,
    searches: tuple[Search, ...],
    taken: Taken,
    sources: tuple[Source, ...],
    evidence: tuple[Evidence, ...],
    verified: tuple[VerifiedFinding, ...],
    tools: Tools,
) -> Report:
    """Return the report; every claim in it has a verdict."""
    level = query.options.verification_level
    known = {each.evidence_id: each for each in evidence}
    read = {known[claim.claim.evidence_ids[0]].quote.document_id for draft in verified for claim in _claims(draft)}
    voices = Voices({each.document_id: each for each in await tools.documents.get(sorted(read))})
    noticed = {source.source_id: source for source in sources if source.work.notices}
    made = [
        _finding(draft, known, voices, level, tools.thresholds[level], noticed, tools.new_id()) for draft in verified
    ]
    findings = tuple(sorted((each for each in made if each is not None), key=lambda finding: -finding.confidence))
    used = _used(findings)
    outcome, sure, now = _outcome(findings, searches, sources), _confidence(findings), tools.clock()
    return Report(
        query=replace(query, status=outcome.status, outcome=outcome, confidence=sure, finished_at=now),
        plan=plan,
        outcome=outcome,
        summary=_summary(findings),
        findings=findings,
        evidence=tuple(each for each in evidence if each.evidence_id in used),
        sources=sources,
        not_found=what_was_not_found(
            query, plan, searches, taken, sources, evidence, findings, verified, tools.thresholds[level]
        ),
        confidence=sure,
        made=Making(
            searches=tuple(replace(search, hits=()) for search in searches),
            counts=_counts(searches, taken, sources, evidence, findings),
            versions={**tools.versions, "checker": tools.checker.name},
        ),
        finished_at=now,
    )


def _claims(draft: VerifiedFinding) -> tuple[CheckedClaim, ...]:
    return (*draft.claims, *draft.opposing)


def _finding(
    draft: VerifiedFinding,
    evidence: dict[str, Evidence],
    voices: Voices,
    level: VerificationLevel,
    threshold: Threshold,
    noticed: Mapping[str, Source],
    finding_id: str,
) -> Finding | None:
    claims, opposing = draft.claims, draft.opposing
    if level is VerificationLevel.STRICT:
        claims = tuple(claim for claim in claims if _supported(claim))
        opposing = tuple(claim for claim in opposing if _supported(claim))
    if not claims:
        return None
    independent = voices.of([_first(claim, evidence) for claim in claims])
    saying = _best_of_each(claims, evidence, independent)
    contrary = _best_of_each(opposing, evidence, voices.of([_first(claim, evidence) for claim in opposing]))
    sure = confidence(saying.values(), contrary.values())
    lacking = _flags(claims, len(saying), sure, threshold)
    return Finding(
        finding_id=finding_id,
        subquestion_id=draft.subquestion_id,
        text=claims[0].claim.text,
        type=_type(len(saying), len(opposing)),
        confidence=sure,
        claims=claims,
        opposing=opposing,
        source_ids=tuple(dict.fromkeys(independent.values())),
        flags=(*lacking, *_copies(independent), *_noticed((*claims, *opposing), evidence, noticed)),
        in_summary=max(saying.values(), default=0.0) >= LEAST_RELEVANCE
        and _supported(claims[0])
        and not (lacking and level is VerificationLevel.STRICT),
    )


def _supported(checked: CheckedClaim) -> bool:
    return checked.judgement.verdict is Verdict.SUPPORTED


def _first(checked: CheckedClaim, evidence: dict[str, Evidence]) -> Evidence:
    return evidence[checked.claim.evidence_ids[0]]


def _best_of_each(
    claims: Sequence[CheckedClaim], evidence: dict[str, Evidence], independent: dict[str, str]
) -> dict[str, float]:
    """Return the best relevance of each independent source among claims that passed the checker."""
    best: dict[str, float] = {}
    for checked in claims:
        if _supported(checked):
            first = _first(checked, evidence)
            source_id = independent[first.source_id]
            best[source_id] = max(first.relevance, best.get(source_id, 0.0))
    return best


def _type(saying: int, opposing: int) -> FindingType:
    if opposing:
        return FindingType.DISAGREEMENT
    return FindingType.AGREEMENT if saying > 1 else FindingType.SINGLE_SOURCE


def _flags(claims: Sequence[CheckedClaim], sources: int, sure: float, threshold: Threshold) -> tuple[str, ...]:
    flags: list[str] = []
    if not _supported(claims[0]):
        flags.append("not settled: " + "; ".join(claims[0].judgement.reasons))
    if sources < threshold.min_sources:
        flags.append(f"said by {sources} of the {threshold.min_sources} independent sources that this level asks for")
    if sure < threshold.min_confidence:
        flags.append(f"confidence {sure:.2f} is below the {threshold.min_confidence:.2f} that this level asks for")
    return tuple(flags)


def _copies(independent: dict[str, str]) -> Iterator[str]:
    for number in Counter(independent.values()).values():
        if number > 1:
            others = "two copies" if number == 2 else f"{number} copies"
            yield f"the same text in {others}: counted once"


def _noticed(
    claims: Sequence[CheckedClaim], evidence: dict[str, Evidence], noticed: Mapping[str, Source]
) -> Iterator[str]:
    """Yield what became of the works that say it; it changes no number, for a notice does not tell what it touches."""
    for source_id in dict.fromkeys(_first(claim, evidence).source_id for claim in claims):
        if source_id in noticed:
            yield f"source {noticed[source_id].rank}: {told(noticed[source_id].work.notices)}"


def _summary(findings: Sequence[Finding]) -> tuple[SummarySentence, ...]:
    """Return the leading sentences of the surest findings, no two of them led by one source."""
    chosen: dict[str, Claim] = {}
    for finding in findings:
        if finding.in_summary:
            chosen.setdefault(finding.source_ids[0], finding.claims[0].claim)
    return tuple(
        SummarySentence(text=claim.text, claim_id=claim.claim_id, evidence_ids=claim.evidence_ids)
        for claim in list(chosen.values())[:SUMMARY_SENTENCES]
    )


def _confidence(findings: Sequence[Finding]) -> float | None:
    """Return the mean, over the parts of the question that were answered, of the surest finding on each."""
    surest: dict[str, float] = {}
    for finding in findings:
        if finding.in_summary:
            surest[finding.subquestion_id] = max(finding.confidence, surest.get(finding.subquestion_id, 0.0))
    return round(sum(surest.values()) / len(surest), 3) if surest else None


def _used(findings: Sequence[Finding]) -> set[str]:
    return {
        evidence_id
        for finding in findings
        for checked in (*finding.claims, *finding.opposing)
        for evidence_id in checked.claim.evidence_ids
    }


def _outcome(findings: Sequence[Finding], searches: Sequence[Search], sources: Sequence[Source]) -> Outcome:
    if is_cut_short(searches, sources):
        return Outcome.BUDGET
    if any(search.failure for search in searches):
        return Outcome.PARTIAL
    return Outcome.COMPLETE if findings else Outcome.NO_EVIDENCE


def _counts(
    searches: Sequence[Search],
    taken: Taken,
    sources: Sequence[Source],
    evidence: Sequence[Evidence],
    findings: Sequence[Finding],
) -> dict[str, int]:
    return {
        "searches": len(searches),
        "hits": sum(search.count for search in searches),
        "left_out": sum(taken.left_out.values()),
        "sources": len(sources),
        "sources_read": sum(source.document_id is not None for source in sources),
        "evidence": sum(not each.void for each in evidence),
        "findings": len(findings),
        "claims": sum(len(finding.claims) + len(finding.opposing) for finding in findings),
    }
