"""What every readable format says in the same words; plain text, which each format escapes in its own way."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from research_assistant.domain.claim import Verdict
from research_assistant.domain.finding import Finding, FindingType
from research_assistant.domain.hit import Search
from research_assistant.domain.notices import told
from research_assistant.domain.query import Outcome, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source
from research_assistant.domain.work import Extent

OUTCOMES = {
    Outcome.COMPLETE: "Complete",
    Outcome.PARTIAL: "Partial",
    Outcome.NO_EVIDENCE: "No evidence found",
    Outcome.BUDGET: "Ended by its budget",
}
EXTENTS = {Extent.RECORD: "record", Extent.ABSTRACT: "abstract", Extent.FULL_TEXT: "full text"}
VERDICTS = {
    Verdict.SUPPORTED: "Supported",
    Verdict.REFUTED: "Refuted",
    Verdict.NOT_ENOUGH_INFO: "Not settled",
}
NOTHING_FOUND = "Nothing was found that answers this question, so no answer is given."
OFFSETS = "Characters are Unicode code points, counted from 0 in the stored document"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What a reader can do, and the command for it where there is one."""

    text: str
    command: str = ""


def confidence(value: float) -> str:
    """Return the word for a confidence in [0, 1]."""
    for least, word in ((0.8, "high"), (0.6, "moderate"), (0.4, "low")):
        if value >= least:
            return word
    return "very low"


def kind(finding: Finding) -> str:
    """Return how the sources stand to `finding`."""
    match finding.type:
        case FindingType.AGREEMENT:
            return f"{len(finding.source_ids)} sources agree"
        case FindingType.SINGLE_SOURCE:
            return "Single source"
        case FindingType.DISAGREEMENT:
            return "Sources disagree"


def no_summary(report: Report) -> str:
    """Return why there are findings and yet no short answer."""
    level = report.query.options.verification_level.value
    return f"No finding meets what the {level} level asks for; the findings are told with what they have."


def read_as(source: Source) -> str:
    """Return how much of a source was read, where a copy from the net is from, and what became of the work."""
    extent = EXTENTS[source.extent]
    if source.preprint_read:
        extent = f"{extent} of the preprint {source.preprint_read}"
    if source.opened is not None:
        host = urlsplit(source.opened.url).hostname
        extent = f"{extent}, received on {source.opened.received_at:%Y-%m-%d} from {host}"
    return extent + _fate(source)


def unread(source: Source) -> str:
    """Return why nothing of a source was read, and what became of the work."""
    return source.unread + _fate(source)


def _fate(source: Source) -> str:
    return f"; {told(source.work.notices)}" if source.work.notices else ""


def included(source: Source) -> str:
    """Return why a source is among the others; empty where an earlier version took it, which did not say."""
    return f"Why included: {'; '.join(source.why)}" if source.why else ""


def searches(report: Report) -> list[str]:
    """Return every search: place, exact text, time, and what came of it."""
    return [_search(report, search) for search in report.made.searches]


def _search(report: Report, search: Search) -> str:
    asked = f"Searched {search.connector} for “{search.text}” at {search.asked_at:%Y-%m-%d %H:%M:%S %Z}"
    if search.failure:
        return f"{asked}: failed, {search.failure}"
    if search.cached:
        asked = f"{asked}, answered from the cache"
    found = f"{search.count} hit{'' if search.count == 1 else 's'}"
    if search.total is not None:
        found = f"{found} of {search.total:,}"
    taken = sum(
        any(
            (origin.connector, origin.subquestion_id) == (search.connector, search.subquestion_id) for origin in origins
        )
        for origins in (source.origins for source in report.sources)
    )
    sent = f"; sent: {' | '.join(search.asked)}" if search.asked else ""
    return f"{asked}: {found}, {taken} taken as sources{sent}"


def asked_for(report: Report) -> list[tuple[str, str]]:
    """Return which works were wanted and what the query was allowed, each by its name; nothing where all was."""
    scope, budget = report.query.scope, report.query.options.budget
    years = f"from {scope.year_from}" if scope.year_from is not None else ""
    until = f"up to {scope.year_to}" if scope.year_to is not None else ""
    told = (
        ("years", f"{years} {until}".strip()),
        ("types", ", ".join(scope.types)),
        ("languages", ", ".join(scope.languages)),
        ("preprints", "" if scope.preprints else "left out"),
        ("time allowed", "" if budget.seconds is None else f"{budget.seconds:g} seconds"),
        ("money allowed", "" if budget.money is None else f"{budget.money} US dollars"),
        ("tokens allowed", "" if budget.tokens is None else f"{budget.tokens:,}"),
    )
    return [(name, value) for name, value in told if value]


def next_steps(report: Report) -> Iterator[NextStep]:
    """Yield what can be done where nothing was found; it follows from what was asked."""
    scope = report.query.scope
    for connector in dict.fromkeys(search.connector for search in report.made.searches if search.failure):
        yield NextStep(text=f"Ask again later: {connector} could not be searched.")
    yield NextStep(text="Ask in other words, or ask one part of the question at a time.")
    yield NextStep(text="Add documents on it to the library:", command="research library add FILE")
    if scope.collection is not None:
        yield NextStep(text=f"Search the whole library, not only the collection {scope.collection}.")
    if scope.year_from is not None or scope.year_to is not None:
        yield NextStep(text="Search all years: this question was asked of some only.")
    if scope.types or scope.languages or not scope.preprints:
        yield NextStep(text="Search works of all types and languages: this question was asked of some only.")
    if report.outcome is Outcome.BUDGET:
        yield NextStep(text="Ask with a larger budget: this one was spent before all was searched and read.")
    if report.query.options.verification_level is VerificationLevel.STRICT:
        yield NextStep(
            text="Ask for the standard or the lenient verification level: strict leaves out what is not settled."
        )
