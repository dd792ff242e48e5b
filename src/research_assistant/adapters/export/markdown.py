"""Reports as Markdown: for readers, in a terminal as it is and in any viewer."""

from collections.abc import Iterator

from research_assistant.adapters.export.evidence import evidence, marks, references
from research_assistant.adapters.export.findings import disagreements, findings
from research_assistant.adapters.export.making import making, searches
from research_assistant.adapters.export.page import Page, confidence
from research_assistant.domain.query import Outcome, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.kit.markdown import escape
from research_assistant.ports.citer import Rendered

_OUTCOMES = {
    Outcome.COMPLETE: "Complete",
    Outcome.PARTIAL: "Partial",
    Outcome.NO_EVIDENCE: "No evidence found",
    Outcome.BUDGET: "Ended by its budget",
}


class MarkdownExporter:
    """Markdown (CommonMark), of which no character of the outside is markup."""

    name = "markdown"
    suffix = ".md"
    media_type = "text/markdown; charset=utf-8"

    def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as Markdown in UTF-8; see the port."""
        page = Page.of(report, references)
        return ("\n\n".join(_blocks(page)) + "\n").encode()


def _blocks(page: Page) -> Iterator[str]:
    yield f"# {escape(page.report.query.text)}"
    yield _status(page.report)
    yield "## Short answer"
    if page.report.findings:
        yield from _short_answer(page)
        yield from findings(page)
        yield from disagreements(page)
    else:
        yield from _nothing(page.report)
    if page.report.not_found:
        yield "## What was not found"
        yield "\n".join(f"- {escape(sentence)}" for sentence in page.report.not_found)
    yield from evidence(page)
    yield from references(page)
    yield from making(page.report)
    yield from marks(page)


def _status(report: Report) -> str:
    parts = [f"**{_OUTCOMES[report.outcome]}**"]
    if report.confidence is not None:
        parts.append(f"confidence {confidence(report.confidence)}")
    parts.append(f"verification {report.query.options.verification_level.value}")
    parts.append(f"{report.finished_at:%Y-%m-%d}")
    return " · ".join(parts)


def _short_answer(page: Page) -> Iterator[str]:
    for sentence in page.report.summary:
        yield page.told(sentence.text, sentence.evidence_ids)
    if not page.report.summary:
        level = page.report.query.options.verification_level.value
        yield f"No finding meets what the {level} level asks for; the findings are told with what they have."


def _nothing(report: Report) -> Iterator[str]:
    yield "Nothing was found that answers this question, so no answer is given."
    yield "## What was searched"
    yield "\n".join(f"- {search}" for search in searches(report))
    yield "## What to do next"
    yield "\n".join(f"- {step}" for step in _next_steps(report))


def _next_steps(report: Report) -> Iterator[str]:
    scope = report.query.scope
    for connector in dict.fromkeys(search.connector for search in report.made.searches if search.failure):
        yield f"Ask again later: {escape(connector)} could not be searched."
    yield "Ask in other words, or ask one part of the question at a time."
    yield "Add documents on it to the library: `research library add FILE`"
    if scope.collection is not None:
        yield f"Search the whole library, not only the collection {escape(scope.collection)}."
    if scope.year_from is not None or scope.year_to is not None:
        yield "Search all years: this question was asked of some only."
    if report.query.options.verification_level is VerificationLevel.STRICT:
        yield "Ask for the standard or the lenient verification level: strict leaves out what is not settled."
