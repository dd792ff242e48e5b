"""The pointers from claims to evidence."""

import reports
from research_assistant.domain.citation import citation_key, citations, cited_sources


def test_every_claim_of_both_sides_is_cited_in_the_order_of_the_findings() -> None:
    told = citations(reports.report())

    assert [each.checked.claim.claim_id for each in told] == ["c1", "c2", "c4", "c3"]
    assert [each.opposing for each in told] == [False, False, True, False]
    assert [citation_key(each.source) for each in told] == ["s1", "s2", "s4", "s3"]


def test_sources_that_no_claim_stands_on_are_not_cited() -> None:
    assert [source.rank for source in cited_sources(reports.report())] == [1, 2, 3, 4]


def test_a_report_without_findings_cites_nothing() -> None:
    assert citations(reports.empty_report()) == ()
