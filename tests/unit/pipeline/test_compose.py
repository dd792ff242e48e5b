"""Compose: confidence, flags, the short answer and the limits."""

from dataclasses import replace

import pytest

from fakes import NOON, Shelf, document, evidence, query, source, tools
from research_assistant.domain.claim import CheckedClaim, Claim, Judgement, Verdict
from research_assistant.domain.document import Document
from research_assistant.domain.finding import Finding, FindingType, VerifiedFinding
from research_assistant.domain.hit import Search
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import Outcome, Scope, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.domain.source import Taken
from research_assistant.pipeline.compose import compose

PLAN = Plan(subquestions=(SubQuestion(id="q1", text="Does zinc help?", search_text="Does zinc help?"),), language="en")
SEARCH = Search(connector="library", subquestion_id="q1", text="Does zinc help?", asked_at=NOON)
SAID = tuple(evidence(number, document(f"d{number}", f"Zinc helped in trial {number}.")) for number in range(1, 5))


def checked(number: int, verdict: Verdict = Verdict.SUPPORTED) -> CheckedClaim:
    reasons = () if verdict is Verdict.SUPPORTED else ("it states a hypothesis",)
    return CheckedClaim(
        claim=Claim(claim_id=f"c{number}", text=SAID[number - 1].quote.exact, evidence_ids=(f"e{number}",)),
        judgement=Judgement(verdict=verdict, reasons=reasons, checker="test"),
    )


def finding(*claims: CheckedClaim, opposing: tuple[CheckedClaim, ...] = ()) -> VerifiedFinding:
    return VerifiedFinding(subquestion_id="q1", claims=claims, opposing=opposing)


async def composed(
    *findings: VerifiedFinding, level: VerificationLevel = VerificationLevel.STANDARD, search: Search = SEARCH
) -> Report:
    sources = tuple(source(f"d{number}", rank=number) for number in range(1, 5))
    return await compose(query(level=level), PLAN, (search,), Taken(sources=sources), sources, SAID, findings, tools())


async def test_more_independent_sources_make_more_confidence():
    report = await composed(finding(checked(1)), finding(checked(2), checked(3)))

    assert [each.type for each in report.findings] == [FindingType.AGREEMENT, FindingType.SINGLE_SOURCE]
    assert report.findings[0].confidence > report.findings[1].confidence


async def test_a_claim_that_did_not_pass_adds_nothing():
    alone = (await composed(finding(checked(1)))).findings[0]
    with_doubtful = (await composed(finding(checked(1), checked(2, Verdict.NOT_ENOUGH_INFO)))).findings[0]

    assert with_doubtful.confidence == alone.confidence


async def test_disagreement_is_told_and_costs_confidence():
    agreed = (await composed(finding(checked(1), checked(2)))).findings[0]
    disputed = (await composed(finding(checked(1), checked(2), opposing=(checked(3),)))).findings[0]

    assert disputed.type is FindingType.DISAGREEMENT
    assert disputed.confidence < agreed.confidence


@pytest.mark.parametrize(
    ("level", "sources", "flagged", "in_summary"),
    [
        (VerificationLevel.LENIENT, 1, False, True),
        (VerificationLevel.STANDARD, 1, True, True),
        (VerificationLevel.STANDARD, 2, False, True),
        (VerificationLevel.STRICT, 2, True, False),
        (VerificationLevel.STRICT, 3, False, True),
    ],
)
async def test_what_a_level_asks_for(level: VerificationLevel, sources: int, flagged: bool, in_summary: bool):
    report = await composed(finding(*(checked(number) for number in range(1, sources + 1))), level=level)

    assert (bool(report.findings[0].flags), report.findings[0].in_summary) == (flagged, in_summary)
    assert bool(report.summary) == in_summary


async def test_strict_drops_claims_that_did_not_pass():
    report = await composed(
        finding(checked(1), checked(2, Verdict.NOT_ENOUGH_INFO)),
        finding(checked(3, Verdict.NOT_ENOUGH_INFO)),
        level=VerificationLevel.STRICT,
    )

    assert [[claim.claim.claim_id for claim in each.claims] for each in report.findings] == [["c1"]]


async def test_nothing_that_did_not_pass_stands_in_the_short_answer():
    report = await composed(finding(checked(1, Verdict.NOT_ENOUGH_INFO)))

    assert report.summary == ()
    assert report.findings[0].flags[0] == "not settled: it states a hypothesis"


async def test_only_cited_evidence_is_in_the_report():
    report = await composed(finding(checked(2)))

    assert [each.evidence_id for each in report.evidence] == ["e2"]


async def test_without_findings_the_report_says_what_was_not_found():
    report = await composed()

    assert (report.outcome, report.confidence, report.summary) == (Outcome.NO_EVIDENCE, None, ())
    assert report.not_found[0] == "Nothing that answers “Does zinc help?” was found in: library."


async def test_a_place_that_failed_makes_the_report_partial_and_is_named():
    report = await composed(finding(checked(1)), search=replace(SEARCH, failure="it did not answer"))

    assert report.outcome is Outcome.PARTIAL
    assert any("library could not be searched (it did not answer)" in each for each in report.not_found)


async def test_sources_without_a_year_are_told_when_years_were_asked_for():
    asked = replace(query(), scope=Scope(year_from=2000))
    report = await compose(
        asked, PLAN, (SEARCH,), Taken(sources=()), (source("d1"),), SAID, (finding(checked(1)),), tools()
    )

    assert "1 of 1 sources have no year and were kept although years were asked for." in report.not_found


LETTERS = " ".join(f"In the year {1900 + number} the office wrote {number * 7} letters to Kim." for number in range(9))


async def of_documents(*documents: Document, level: VerificationLevel = VerificationLevel.STANDARD) -> Finding:
    said = tuple(evidence(number, each) for number, each in enumerate(documents, start=1))
    judged = Judgement(verdict=Verdict.SUPPORTED, reasons=(), checker="test")
    claims = tuple(
        CheckedClaim(
            claim=Claim(claim_id=f"c{number}", text=each.quote.exact, evidence_ids=(f"e{number}",)), judgement=judged
        )
        for number, each in enumerate(said, start=1)
    )
    sources = tuple(source(each.document_id, rank=rank) for rank, each in enumerate(documents, start=1))
    given = tools(documents=Shelf(*documents))
    report = await compose(
        query(level=level), PLAN, (SEARCH,), Taken(sources=sources), sources, said, (finding(*claims),), given
    )
    return report.findings[0]


async def test_the_same_words_in_two_sources_count_once():
    once = await of_documents(document("a", "Zinc helped adults with colds."))
    twice = await of_documents(
        document("a", "Zinc helped adults with colds."), document("b", "ZINC helped adults with  colds")
    )

    assert (twice.type, twice.confidence, twice.source_ids) == (FindingType.SINGLE_SOURCE, once.confidence, ("a",))
    assert twice.flags == (*once.flags, "the same text in two copies: counted once")
    assert once.flags == ("said by 1 of the 2 independent sources that this level asks for", once.flags[1])


async def test_two_copies_of_one_text_count_once_whatever_they_are_quoted_for():
    made = await of_documents(
        document("a", f"Zinc helped. {LETTERS}"), document("b", f"Colds were shorter with zinc. {LETTERS}")
    )

    assert (made.type, made.source_ids) == (FindingType.SINGLE_SOURCE, ("a",))


async def test_a_copy_beside_enough_independent_sources_costs_nothing():
    said = ["Zinc helped adults.", "Zinc helped children.", "Zinc helped the old.", "zinc helped adults"]
    made = await of_documents(
        *(document(f"d{number}", text) for number, text in enumerate(said)), level=VerificationLevel.STRICT
    )

    assert (made.source_ids, made.in_summary) == (("d0", "d1", "d2"), True)
    assert made.flags == ("the same text in two copies: counted once",)


async def test_what_came_nearest_is_named_where_nothing_answers():
    report = await composed()

    assert report.not_found[:2] == (
        "Nothing that answers “Does zinc help?” was found in: library.",
        "What came nearest, which is no evidence: “d1”; “d2”; “d3”.",
    )
