"""A report whose every text from outside is what an attacker wishes it to be."""

import dataclasses
from collections.abc import Sequence

import reports
from research_assistant.domain.citation import citation_key, cited_sources
from research_assistant.domain.report import Report
from research_assistant.domain.work import Identifier, Name
from research_assistant.kit.markdown import escape
from research_assistant.ports.citer import Rendered

PLACES = 17
"""Where an outsider's words stand in a report."""


def planted(texts: Sequence[str]) -> Report:
    """Return a report with one of `texts` in each of the places that an outsider can fill."""
    question, author, venue, url, style, flag, reason, missing, *others = texts
    report = reports.report(question=question, titles=tuple(others[:5]), sayings=tuple(others[5:9]))
    sources = tuple(
        dataclasses.replace(
            source,
            work=dataclasses.replace(
                source.work,
                authors=(Name(family=author),),
                venue=venue,
                url=url,
                identifiers=(Identifier(scheme="url", value=url),),
            ),
        )
        for source in report.sources
    )
    judged = report.findings[1].claims[0]
    claim = dataclasses.replace(judged, judgement=dataclasses.replace(judged.judgement, reasons=(reason,)))
    finding = dataclasses.replace(report.findings[1], claims=(claim,), flags=(flag,))
    options = dataclasses.replace(report.query.options, citation_style=style)
    return dataclasses.replace(
        report,
        query=dataclasses.replace(report.query, options=options),
        findings=(report.findings[0], finding),
        sources=sources,
        not_found=(missing,),
    )


def escaped_references(report: Report) -> Rendered:
    """Return references as a citation processor gives them: titles with authors, escaped, in emphasis."""
    told = {
        citation_key(source): f"{escape(str(source.work.authors[0]))} *{escape(source.work.title)}*"
        for source in cited_sources(report)
    }
    return Rendered(in_text=told, bibliography=told)
