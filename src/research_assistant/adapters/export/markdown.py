"""Reports as Markdown: for readers, in a terminal as it is and in any viewer."""

from collections.abc import Iterator

from research_assistant.adapters.export.evidence import evidence, marks, references
from research_assistant.adapters.export.findings import disagreements, findings
from research_assistant.adapters.export.making import making
from research_assistant.adapters.export.page import Page, confidence
from research_assistant.adapters.export.since import since
from research_assistant.adapters.export.wording import (
    NOTHING_FOUND,
    OUTCOMES,
    NextStep,
    next_steps,
    no_summary,
    searches,
)
from research_assistant.domain.report import Report
from research_assistant.kit.markdown import escape
from research_assistant.ports.citer import Rendered


class MarkdownExporter:
    """Markdown (CommonMark), of which no character of the outside is markup."""

    name = "markdown"
    suffix = ".md"
    media_type = "text/markdown; charset=utf-8"

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as Markdown in UTF-8; see the port."""
        page = Page.of(report, references)
        return ("\n\n".join(_blocks(page)) + "\n").encode()


def _blocks(page: Page) -> Iterator[str]:
    yield f"# {escape(page.report.query.text)}"
    yield _status(page.report)
    if news := since(page.report):
        yield "## Since this report"
        yield "\n".join(f"- {escape(sentence)}" for sentence in news)
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
    parts = [f"**{OUTCOMES[report.outcome]}**"]
    if report.confidence is not None:
        parts.append(f"confidence {confidence(report.confidence)}")
    parts.append(f"verification {report.query.options.verification_level.value}")
    parts.append(f"{report.finished_at:%Y-%m-%d}")
    return " · ".join(parts)


def _short_answer(page: Page) -> Iterator[str]:
    for sentence in page.report.summary:
        yield page.told(sentence.text, sentence.evidence_ids)
    if not page.report.summary:
        yield no_summary(page.report)


def _nothing(report: Report) -> Iterator[str]:
    yield NOTHING_FOUND
    yield "## What was searched"
    yield "\n".join(f"- {escape(search)}" for search in searches(report))
    yield "## What to do next"
    yield "\n".join(f"- {_next_step(step)}" for step in next_steps(report))


def _next_step(step: NextStep) -> str:
    return f"{escape(step.text)} `{step.command}`" if step.command else escape(step.text)
