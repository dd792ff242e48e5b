"""Reports as JSON: the shape that the outside relies on."""

import asyncio
import json

import reports
from research_assistant.adapters.export import schema
from research_assistant.adapters.export.json_format import JsonExporter
from research_assistant.domain.report import Report
from snapshots import DATA, ROOT, assert_is

PROMISED = {"query_id", "query", "status", "summary", "confidence", "findings", "sources", "citations", "stats"}


def rendered(report: Report) -> bytes:
    return asyncio.run(JsonExporter().render(report, reports.references(report)))


def test_the_report_is_as_it_was() -> None:
    assert_is(rendered(reports.report()), DATA / "reports" / "report.json")


def test_the_empty_report_is_as_it_was() -> None:
    assert_is(rendered(reports.empty_report()), DATA / "reports" / "empty.json")


def test_the_published_schema_is_current() -> None:
    assert_is(schema.report_schema().encode(), ROOT / "docs" / "reference" / "report.schema.json")


def test_reports_have_the_published_shape() -> None:
    for report in (reports.report(), reports.empty_report()):
        read = schema.Report.model_validate_json(rendered(report))
        assert read.query_id == report.query.query_id


def test_clients_find_the_fields_that_they_were_promised() -> None:
    made = json.loads(rendered(reports.report()))

    assert set(made) >= PROMISED
    assert set(made["findings"][0]) >= {"text", "type", "confidence", "sources"}
    assert set(made["sources"][0]) >= {"title", "url", "type"}


def test_a_report_has_ended() -> None:
    assert json.loads(rendered(reports.report()))["status"] == "partial"
    assert json.loads(rendered(reports.empty_report()))["status"] == "completed"


def test_a_citation_leads_from_the_claim_to_the_exact_words() -> None:
    made = json.loads(rendered(reports.report()))
    opposing = made["citations"][2]

    assert (opposing["claim_id"], opposing["opposing"]) == ("c4", True)
    assert opposing["exact"] == reports.SAYINGS[3]
    assert opposing["end"] - opposing["start"] == len(reports.SAYINGS[3])
    assert opposing["in_text"] == "(Author s4, 2017)"
    assert opposing["source_id"] in {source["id"] for source in made["sources"]}


def test_every_reference_is_a_csl_item_with_its_entry() -> None:
    first = json.loads(rendered(reports.report()))["references"][0]

    assert first["key"] == first["csl"]["id"] == "s1"
    assert first["csl"]["author"] == [{"family": "Hemilä", "given": "Harri"}]
    assert first["text"].startswith("Author s1. (2017).")
