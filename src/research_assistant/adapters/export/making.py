"""How a report was made, as Markdown."""

from collections.abc import Iterator, Mapping

from research_assistant.domain.hit import Search
from research_assistant.domain.report import Report
from research_assistant.kit.markdown import escape


def making(report: Report) -> Iterator[str]:
    """Yield what another needs to make the report again: searches, counts, versions, level."""
    yield "## How this was made"
    query = report.query
    lines = [
        *(searches(report) if report.findings else ()),
        f"Verification level: {query.options.verification_level.value}",
        f"Citation style: {escape(query.options.citation_style)}",
        f"Counts: {_listed(report.made.counts)}",
        f"Versions: {_listed(report.made.versions)}",
        f"Asked {query.created_at:%Y-%m-%d %H:%M:%S %Z}, finished {report.finished_at:%Y-%m-%d %H:%M:%S %Z}",
        f"Query: {escape(query.query_id)}",
        "Characters are Unicode code points, counted from 0 in the stored document",
    ]
    yield "\n".join(f"- {line}" for line in lines)


def searches(report: Report) -> list[str]:
    """Return every search: place, exact text, time, and what came of it."""
    return [_search(report, search) for search in report.made.searches]


def _search(report: Report, search: Search) -> str:
    asked = f"Searched {escape(search.connector)} for “{escape(search.text)}” at {search.asked_at:%Y-%m-%d %H:%M:%S %Z}"
    if search.failure:
        return f"{asked}: failed, {escape(search.failure)}"
    taken = sum(
        any((origin.connector, origin.subquestion_id) == (search.connector, search.subquestion_id) for origin in found)
        for found in (source.origins for source in report.sources)
    )
    return f"{asked}: {search.count} hit{'' if search.count == 1 else 's'}, {taken} taken as sources"


def _listed(named: Mapping[str, object]) -> str:
    return ", ".join(f"{escape(name.replace('_', ' '))} {escape(str(value))}" for name, value in named.items())
