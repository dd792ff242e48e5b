"""What was looked for and not found, and other limits, in plain sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from research_assistant.domain.budget import OUT_OF_TIME
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import Finding, VerifiedFinding
from research_assistant.domain.hit import Search
from research_assistant.domain.notices import told
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import ResearchQuery, VerificationLevel
from research_assistant.domain.source import Source, Taken
from research_assistant.domain.verification import Threshold
from research_assistant.domain.work import Extent
from research_assistant.pipeline.filtering import kept_untold, left_out

MOST_NEAREST = 3
"""Titles that are named where nothing answers."""

MOST_REASONS = 5
"""Reasons for one trouble that are told in sentences of their own."""

LONGEST_TITLE = 120
"""Code points after which such a title is cut."""


def what_was_not_found(
    query: ResearchQuery,
    plan: Plan,
    searches: Sequence[Search],
    taken: Taken,
    sources: Sequence[Source],
    evidence: Sequence[Evidence],
    findings: Sequence[Finding],
    verified: Sequence[VerifiedFinding],
    threshold: Threshold,
) -> tuple[str, ...]:
    """Return one sentence for everything a reader has to know before relying on the report."""
    return (
        *_cut_short(searches, sources),
        *_unanswered(plan, findings, query, sources),
        *_void(evidence, sources),
        *_failed(searches),
        *_not_in_summary(query, findings, threshold),
        *_reading(sources),
        *left_out(taken.left_out),
        *kept_untold(sources, query.scope),
        *(f"A claim was left out: {reason}." for finding in verified for reason in finding.dropped),
    )


def is_cut_short(searches: Sequence[Search], sources: Sequence[Source]) -> bool:
    """Tell whether anything was left out because the time allowed was spent."""
    reasons = (*(search.failure for search in searches), *(source.unread or source.unopened for source in sources))
    return OUT_OF_TIME in reasons


def _cut_short(searches: Sequence[Search], sources: Sequence[Source]) -> Iterator[str]:
    if is_cut_short(searches, sources):
        yield f"{OUT_OF_TIME.capitalize()}: not everything was searched and read."


def _unanswered(
    plan: Plan, findings: Sequence[Finding], query: ResearchQuery, sources: Sequence[Source]
) -> Iterator[str]:
    answered = {finding.subquestion_id for finding in findings}
    places = ", ".join(query.scope.connectors)
    for part in plan.subquestions:
        if part.id not in answered:
            yield f"Nothing that answers “{part.text}” was found in: {places}."
            yield from _nearest(part, sources)
    if not answered and plan.language not in {"en", "und"}:
        yield (
            f"The question is in the language “{plan.language}”. Without a language model it is searched word by "
            "word, so that only sources in the same language are found: ask again in the language of the sources."
        )


def _nearest(part: SubQuestion, sources: Sequence[Source]) -> Iterator[str]:
    found = [
        each
        for each in sources
        if not each.work.is_void and any(origin.subquestion_id == part.id for origin in each.origins)
    ]
    titles = [_shortened(each.work.title) for each in sorted(found, key=lambda each: each.rank) if each.work.title]
    if titles:
        named = "; ".join(f"“{title}”" for title in titles[:MOST_NEAREST])
        yield f"What came nearest, which is no evidence: {named}."


def _void(evidence: Sequence[Evidence], sources: Sequence[Source]) -> Iterator[str]:
    """Yield what retracted works say to the question, which no finding rests on."""
    known = {source.source_id: source for source in sources}
    for each in evidence:
        if each.void:
            work = known[each.source_id].work
            why = told(work.notices) if work.is_void else "its text is that of a retracted work"
            yield f"Left out, and no finding rests on it: “{each.quote.exact}” (“{_shortened(work.title)}”, {why})."


def _shortened(title: str) -> str:
    return title.rstrip(" .") if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE].rstrip()}…"


def _failed(searches: Sequence[Search]) -> Iterator[str]:
    for connector, failure in dict.fromkeys(
        (search.connector, search.failure) for search in searches if search.failure
    ):
        yield f"{connector} could not be searched ({failure.rstrip('.')}): what it holds is missing here."
    for connector, refused in dict.fromkeys((search.connector, each) for search in searches for each in search.refused):
        yield f"{connector}: {refused}"


def _not_in_summary(query: ResearchQuery, findings: Sequence[Finding], threshold: Threshold) -> Iterator[str]:
    if not findings or any(finding.in_summary for finding in findings):
        return
    if query.options.verification_level is VerificationLevel.STRICT:
        yield (
            f"No finding has {threshold.min_sources} independent sources and confidence "
            f"{threshold.min_confidence:.2f}, so there is no short answer; the findings are told with what they have."
        )
    else:
        yield (
            "What was found bears on the question only loosely, or did not pass the checker, so there is no short "
            "answer; the findings are told with what they have."
        )


def _reading(sources: Sequence[Source]) -> Iterator[str]:
    read = [source for source in sources if source.document_id is not None]
    if read and all(source.extent is Extent.ABSTRACT for source in read):
        yield f"All {len(read)} sources were read as abstracts: their full texts may say more, or limit what is said."
    yield from _each_reason((source.unread for source in sources), len(sources), "were not read")
    abstracts = (source.unopened for source in read if source.extent is Extent.ABSTRACT)
    yield from _each_reason(abstracts, len(sources), "were read as abstracts, for their full texts could not be")
    for source in read:
        if source.opened is not None and source.opened.drift:
            yield f"“{_shortened(source.work.title)}”: {source.opened.drift}"


def _each_reason(reasons: Iterable[str], number: int, befell: str) -> Iterator[str]:
    """Yield one sentence a reason, the most frequent first; what only a few sources met is told with the sources."""
    told = Counter(reason for reason in reasons if reason)
    for reason, times in told.most_common(MOST_REASONS):
        yield f"{times} of {number} sources {befell}: {reason}."
    if len(told) > MOST_REASONS:
        left = told.total() - sum(times for _, times in told.most_common(MOST_REASONS))
        yield f"{left} more of {number} sources {befell}; why is told with each of them."
