"""How a report was made, as Markdown."""

from collections.abc import Iterator, Mapping

from research_assistant.adapters.export.wording import OFFSETS, asked_for, searches
from research_assistant.domain.report import Report
from research_assistant.kit.markdown import escape


def making(report: Report) -> Iterator[str]:
    """Yield what another needs to make the report again: searches, counts, versions, level."""
    yield "## How this was made"
    query = report.query
    lines = [
        *(map(escape, searches(report)) if report.findings else ()),
        f"Verification level: {query.options.verification_level.value}",
        f"Citation style: {escape(', '.join(filter(None, (query.options.citation_style, query.options.locale))))}",
        *(f"{name.capitalize()}: {escape(value)}" for name, value in asked_for(report)),
        f"Counts: {_listed(report.made.counts)}",
        f"Versions: {_listed(report.made.versions)}",
        f"Asked {query.created_at:%Y-%m-%d %H:%M:%S %Z}, finished {report.finished_at:%Y-%m-%d %H:%M:%S %Z}",
        f"Query: {escape(query.query_id)}",
        OFFSETS,
    ]
    yield "\n".join(f"- {line}" for line in lines)


def _listed(named: Mapping[str, object]) -> str:
    return ", ".join(f"{escape(name.replace('_', ' '))} {escape(str(value))}" for name, value in named.items())
