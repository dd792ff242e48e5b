"""Reports as JSON: for programs, in the shape of `adapters.export.schema`."""

from collections.abc import Sequence

from research_assistant.adapters.export import schema
from research_assistant.domain.citation import Citation, citation_key, citations, cited_sources
from research_assistant.domain.claim import CheckedClaim
from research_assistant.domain.finding import Finding
from research_assistant.domain.reference import csl_item
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source
from research_assistant.domain.versions import preprints_of
from research_assistant.ports.citer import Rendered


class JsonExporter:
    """JSON with exact quotes and offsets; every text is as it was found."""

    name = "json"
    suffix = ".json"
    media_type = "application/json"

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as JSON in UTF-8; see the port."""
        return result(report, references).model_dump_json(indent=2).encode() + b"\n"


def result(report: Report, references: Rendered) -> schema.Report:
    """Return `report` in the shape of the API."""
    query, told = report.query, citations(report)
    return schema.Report(
        schema_version=schema.SCHEMA_VERSION,
        query_id=query.query_id,
        query=query.text,
        status=report.status,
        outcome=report.outcome,
        summary=" ".join(sentence.text for sentence in report.summary),
        summary_sentences=_summary(report, told, references),
        confidence=report.confidence,
        findings=[_finding(finding) for finding in report.findings],
        sources=_sources(report),
        citations=[_citation(each, references) for each in told],
        references=_references(report, references),
        not_found=list(report.not_found),
        plan=schema.Plan.model_validate(report.plan),
        scope=schema.Scope.model_validate(query.scope),
        budget=schema.Budget.model_validate(query.options.budget),
        stats=schema.Stats.model_validate(report.made),
        verification_level=query.options.verification_level,
        citation_style=query.options.citation_style,
        locale=query.options.locale,
        created_at=query.created_at,
        finished_at=report.finished_at,
        recheck=None if report.recheck is None else schema.Recheck.model_validate(report.recheck),
    )


def _summary(report: Report, told: Sequence[Citation], references: Rendered) -> list[schema.SummarySentence]:
    keys = {each.evidence.evidence_id: citation_key(each.source) for each in told}
    return [
        schema.SummarySentence(
            text=sentence.text,
            claim_id=sentence.claim_id,
            evidence_ids=list(sentence.evidence_ids),
            in_text=[references.in_text[key] for key in dict.fromkeys(keys[each] for each in sentence.evidence_ids)],
        )
        for sentence in report.summary
    ]


def _finding(finding: Finding) -> schema.Finding:
    return schema.Finding(
        id=finding.finding_id,
        subquestion_id=finding.subquestion_id,
        text=finding.text,
        type=finding.type,
        confidence=finding.confidence,
        sources=list(finding.source_ids),
        flags=list(finding.flags),
        in_summary=finding.in_summary,
        claims=[_claim(checked) for checked in finding.claims],
        opposing=[_claim(checked) for checked in finding.opposing],
    )


def _claim(checked: CheckedClaim) -> schema.Claim:
    return schema.Claim(
        claim_id=checked.claim.claim_id,
        text=checked.claim.text,
        verdict=checked.judgement.verdict,
        reasons=list(checked.judgement.reasons),
        checker=checked.judgement.checker,
        evidence_ids=list(checked.claim.evidence_ids),
    )


def _citation(each: Citation, references: Rendered) -> schema.Citation:
    quote = each.evidence.quote
    return schema.Citation(
        finding_id=each.finding.finding_id,
        claim_id=each.checked.claim.claim_id,
        evidence_id=each.evidence.evidence_id,
        source_id=each.source.source_id,
        document_id=quote.document_id,
        exact=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
        start=quote.start,
        end=quote.end,
        section=quote.section,
        page=quote.page,
        relevance=each.evidence.relevance,
        verdict=each.checked.judgement.verdict,
        opposing=each.opposing,
        in_text=references.in_text[citation_key(each.source)],
    )


def _sources(report: Report) -> list[schema.Source]:
    cited = {source.source_id for source in cited_sources(report)}
    return [_source(source, cited=source.source_id in cited) for source in report.sources]


def _source(source: Source, *, cited: bool) -> schema.Source:
    work = source.work
    return schema.Source(
        id=source.source_id,
        key=citation_key(source),
        rank=source.rank,
        score=source.score,
        authority=source.authority,
        setbacks=dict(source.setbacks),
        why=list(source.why),
        title=work.title,
        authors=[str(name) for name in work.authors],
        year=work.year,
        type=work.type,
        venue=work.venue,
        url=work.url,
        identifiers=[schema.Identifier.model_validate(each) for each in work.identifiers],
        extent=source.extent,
        document_id=source.document_id,
        opened=None if source.opened is None else schema.Opened.model_validate(source.opened),
        cached=source.cached,
        unopened=source.unopened,
        unread=source.unread,
        cited=cited,
        origins=[schema.Origin.model_validate(each) for each in source.origins],
        fields=[schema.FieldOrigin.model_validate(each) for each in source.fields],
        notices=[schema.Notice.model_validate(each) for each in work.notices],
        retracted=work.is_void,
        notice_of=work.notice_of,
        citations=work.citations,
        preprints=list(preprints_of(work)),
        preprint_read=source.preprint_read,
    )


def _references(report: Report, references: Rendered) -> list[schema.Reference]:
    cited = {citation_key(source): source for source in cited_sources(report)}
    return [
        schema.Reference.model_validate(
            {
                "key": key,
                "source_id": cited[key].source_id,
                "csl": csl_item(cited[key].work, key=key),
                "text": text,
                "note": references.notes.get(key, ""),
            }
        )
        for key, text in references.bibliography.items()
    ]
