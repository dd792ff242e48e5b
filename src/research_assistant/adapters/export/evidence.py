"""Evidence and references as Markdown: every cited quote with its place and its verdicts."""

from collections.abc import Iterator

from research_assistant.adapters.export.page import Page, doubts
from research_assistant.adapters.export.wording import read_as
from research_assistant.adapters.export.wording import unread as said_unread
from research_assistant.domain.citation import Citation, citations, cited_sources
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.source import Source
from research_assistant.kit.markdown import escape

_SHORT_ID = 12
_LONGEST_TITLE = 120


def evidence(page: Page) -> Iterator[str]:
    """Yield each cited piece of evidence: quote, place, verdicts."""
    cited = citations(page.report)
    if cited:
        yield "## Evidence"
    numbers = {finding.finding_id: number for number, finding in enumerate(page.report.findings, start=1)}
    for each in _cited(page):
        yield f"### {each.evidence_id}"
        yield f"> {escape(each.quote.exact)}"
        yield _place(each, page.sources[each.source_id])
        own = [citation for citation in cited if citation.evidence.evidence_id == each.evidence_id]
        yield "\n".join(_verdict(citation, numbers[citation.finding.finding_id]) for citation in own)


def references(page: Page) -> Iterator[str]:
    """Yield the notes and references of what is cited, what was read or found besides, and why each was taken."""
    if page.references.notes:
        yield "## Notes"
        notes = page.references.notes
        yield "\n".join(f"{number}. {note}" for number, note in enumerate(notes.values(), start=1))
    if page.references.bibliography:
        yield "## References"
        yield "\n".join(f"- {entry}" for entry in page.references.bibliography.values())
    cited = cited_sources(page.report)
    others = [source for source in page.report.sources if source not in cited and source.document_id is not None]
    if others:
        yield "## Read, not cited"
        yield "\n".join(f"- {_title(source)}{_identifier(source)}, {escape(read_as(source))}" for source in others)
    unread = [source for source in page.report.sources if source.document_id is None]
    if unread:
        yield "## Found, not read"
        yield "\n".join(f"- {_title(source)}{_identifier(source)}: {escape(said_unread(source))}" for source in unread)
    explained = [source for source in page.report.sources if source.why]
    if explained:
        yield "## Why these sources"
        yield "\n".join(
            f"- Source {source.rank}, {_title(source)}: {escape('; '.join(source.why))}" for source in explained
        )


def marks(page: Page) -> Iterator[str]:
    """Yield what makes the marks in the text lead to the evidence; viewers do not show it."""
    definitions = [f"[{each.evidence_id}]: #{each.evidence_id}" for each in _cited(page)]
    if definitions:
        yield "\n".join(definitions)


def _cited(page: Page) -> list[Evidence]:
    cited = {citation.evidence.evidence_id for citation in citations(page.report)}
    return [each for each in page.report.evidence if each.evidence_id in cited]


def _place(each: Evidence, source: Source) -> str:
    quote = each.quote
    place = (
        escape(read_as(source)),
        f"section “{escape(quote.section)}”" if quote.section else "",
        f"page {escape(quote.page)}" if quote.page else "",
        f"characters {quote.start}–{quote.end}",
    )
    where = ", ".join(part for part in place if part)
    document = f"document {escape(quote.document_id[:_SHORT_ID])}"
    return f"Source {source.rank}: {_title(source)}{_identifier(source)}, {where} of {document}"


def _title(source: Source) -> str:
    title = source.work.title
    return f"“{escape(title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE].rstrip() + '…')}”"


def _identifier(source: Source) -> str:
    return f" ({escape(str(source.work.identifiers[0]))})" if source.work.identifiers else ""


def _verdict(citation: Citation, number: int) -> str:
    side = "against" if citation.opposing else "for"
    checker = escape(citation.checked.judgement.checker)
    found = doubts(citation.checked) or "*Supported*"
    return f"- Cited {side} finding {number} as {citation.checked.claim.claim_id}. {found} (checked by {checker})"
