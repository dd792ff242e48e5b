"""A report as rows: what lists, analytics and joins look at."""

from collections.abc import Sequence

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import citations, documents, findings, rechecks, sources
from research_assistant.domain.finding import Finding
from research_assistant.domain.report import Report

Rows = list[dict[str, str | int | float | None]]


async def insert_rows(connection: AsyncConnection, query_id: str, of_sources: Rows, *others: Rows) -> None:
    """Keep the rows of one report: sources, findings, citations, in this order."""
    copies = await _stored_copies(connection, of_sources)
    of_sources = [{**row, "document_id": copies.get(row["document_id"])} for row in of_sources]
    tables: Sequence[Table] = (sources, findings, citations)
    for table, rows in zip(tables, (of_sources, *others), strict=True):
        if rows:
            await connection.execute(insert(table), [{**row, "query_id": query_id} for row in rows])


async def _stored_copies(connection: AsyncConnection, of_sources: Rows) -> dict[object, str]:
    """Return the copies that are still stored, by id: one may have been removed while the query ran."""
    named = [str(row["document_id"]) for row in of_sources if row["document_id"] is not None]
    found = await connection.scalars(select(documents.c.document_id).where(documents.c.document_id.in_(named)))
    return {document_id: document_id for document_id in found}


async def delete_rows(connection: AsyncConnection, query_id: str) -> None:
    """Take the rows of a report away again, and what was found out about it."""
    for table in (citations, findings, sources, rechecks):
        await connection.execute(delete(table).where(table.c.query_id == query_id))


def source_rows(report: Report) -> Rows:
    """Return one row a source."""
    cited = {evidence.source_id for evidence in report.evidence}
    return [
        {
            "source_id": source.source_id,
            "rank": source.rank,
            "title": source.work.title,
            "url": source.work.url,
            "type": source.work.type,
            "year": source.work.year,
            "connector": source.origins[0].connector,
            "score": source.score,
            "extent": source.extent.value,
            "document_id": source.document_id,
            "cited": int(source.source_id in cited),
        }
        for source in report.sources
    ]


def finding_rows(report: Report) -> tuple[Rows, Rows]:
    """Return one row a finding, and one row a citation."""
    rows: Rows = [
        {
            "finding_id": finding.finding_id,
            "position": position,
            "text": finding.text,
            "type": finding.type.value,
            "confidence": finding.confidence,
        }
        for position, finding in enumerate(report.findings, start=1)
    ]
    return rows, [row for finding in report.findings for row in _citations(report, finding)]


def _citations(report: Report, finding: Finding) -> Rows:
    evidence = {each.evidence_id: each for each in report.evidence}
    sides = [(claim, 0) for claim in finding.claims] + [(claim, 1) for claim in finding.opposing]
    return [
        {
            "finding_id": finding.finding_id,
            "claim_id": checked.claim.claim_id,
            "evidence_id": evidence_id,
            "source_id": evidence[evidence_id].source_id,
            "claim": checked.claim.text,
            "exact": evidence[evidence_id].quote.exact,
            "start": evidence[evidence_id].quote.start,
            "end": evidence[evidence_id].quote.end,
            "verdict": checked.judgement.verdict.value,
            "opposing": opposing,
        }
        for checked, opposing in sides
        for evidence_id in checked.claim.evidence_ids
    ]
