"""What one ended query adds to the figures of its day: sums and histograms that stay small however much is asked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from research_assistant.domain.cached import Level
from research_assistant.domain.citation import citations
from research_assistant.domain.claim import Verdict
from research_assistant.domain.report import Report

STEPS_OF_TIME = 4
"""Buckets of processing time for each doubling: a percentile is off by 9 % at most."""

STEPS_OF_CONFIDENCE = 10

SECONDS, CONFIDENCE, OUTCOME, VERDICT = "seconds", "confidence", "outcome", "verdict"
RETRIEVED, CITED, SUPPORTED = "retrieved", "cited", "supported"
BY_CONNECTOR, BY_TYPE = "connector", "type"
CACHE = "cache"

AT_HAND = frozenset({"library"})
"""Connectors that are never asked over the net."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One sum.

    Attributes:
        figure: What is counted, such as `verdict` or `retrieved:connector`.
        key: Of which kind, such as `supported` or `library`.
        number: How many.
        total: The sum of their values, where they have one.
    """

    figure: str
    key: str
    number: int
    total: float = 0.0


def figures(report: Report) -> Iterator[Figure]:
    """Yield what the report adds; every pair of figure and key once."""
    seconds = max(0.0, (report.finished_at - report.query.created_at).total_seconds())
    yield Figure(figure=SECONDS, key=str(bucket_of_seconds(seconds)), number=1, total=seconds)
    yield Figure(figure=OUTCOME, key=report.outcome.value, number=1)
    if report.confidence is not None:
        step = min(int(report.confidence * STEPS_OF_CONFIDENCE), STEPS_OF_CONFIDENCE - 1)
        yield Figure(figure=CONFIDENCE, key=str(step), number=1, total=report.confidence)
    for level, looked in _looks(report).items():
        if looked:
            yield Figure(figure=CACHE, key=level.value, number=len(looked), total=sum(looked))
    told = citations(report)
    verdicts = Counter(
        verdict for _, verdict in {(each.checked.claim.claim_id, each.checked.judgement.verdict) for each in told}
    )
    for verdict, number in sorted(verdicts.items()):
        yield Figure(figure=VERDICT, key=verdict.value, number=number)
    cited = {each.source.source_id for each in told}
    supported = {each.source.source_id for each in told if each.checked.judgement.verdict is Verdict.SUPPORTED}
    for stage, wanted in ((RETRIEVED, None), (CITED, cited), (SUPPORTED, supported)):
        sources = [source for source in report.sources if wanted is None or source.source_id in wanted]
        kinds = {
            BY_CONNECTOR: Counter(source.origins[0].connector for source in sources),
            BY_TYPE: Counter(source.work.type for source in sources),
        }
        for kind, counted in kinds.items():
            for key, number in sorted(counted.items()):
                yield Figure(figure=f"{stage}:{kind}", key=key, number=number)


def bucket_of_seconds(seconds: float) -> int:
    """Return the bucket of a processing time."""
    return round(log2(max(seconds, 0.001)) * STEPS_OF_TIME)


def seconds_of_bucket(bucket: int) -> float:
    """Return the time that stands for a bucket."""
    return float(2 ** (bucket / STEPS_OF_TIME))


def _looks(report: Report) -> Mapping[Level, Sequence[bool]]:
    """Return, by level of the cache, whether each thing that was looked for there was at hand."""
    return {
        Level.SEARCH: [search.cached for search in report.made.searches if search.connector not in AT_HAND],
        Level.CONTENT: [source.cached for source in report.sources if source.cached is not None],
    }
