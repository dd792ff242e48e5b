"""The whole way with a retracted work among the evidence: it is shown, and nothing rests on it."""

from dataclasses import replace
from typing import Any

import pytest

from fakes import Place, Shelf, document, evidence, hit, query, tools, work
from research_assistant.adapters.check.context import ContextChecker
from research_assistant.domain.claim import Claim
from research_assistant.domain.document import Document
from research_assistant.domain.finding import DraftFinding
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.report import Report
from research_assistant.domain.work import Work
from research_assistant.pipeline.research import research
from research_assistant.pipeline.verify import verify

TITLE = "Zinc lozenges and the common cold"
ANSWER = "Zinc lozenges reduced the duration of the common cold by {days} days."
SOUND = document("sound", f"Adults were randomly assigned. {ANSWER.format(days='two')}", title=TITLE)
PLANTED = document("planted", f"Children were randomly assigned. {ANSWER.format(days='nine')}", title=TITLE)


async def at_once(stage: Any, *given: Any) -> Any:
    return await stage(*given)


def published(title: str, doi: str, *notices: Notice) -> Work:
    return replace(work(title, f"doi:{doi}", year=2015), notices=notices)


async def asked(*found: tuple[Work, Document]) -> Report:
    hits = [hit(of, rank, document_id=copy.document_id) for rank, (of, copy) in enumerate(found, start=1)]
    world = tools(Place(*hits), documents=Shelf(*(copy for _, copy in found)))
    return await research(query("Do zinc lozenges shorten the common cold?"), tools=world, step=at_once)


def cited(report: Report) -> set[str]:
    return {each.quote.document_id for each in report.evidence}


@pytest.mark.parametrize("kind", [NoticeKind.RETRACTION, NoticeKind.WITHDRAWAL])
async def test_no_finding_rests_on_a_retracted_work_and_what_it_says_is_told(kind: NoticeKind):
    notice = Notice(kind=kind, name="doi:10.1/r", date="2021-03-04", said_by="crossref")

    report = await asked(
        (published("Zinc in children", "10.1/planted", notice), PLANTED), (published(TITLE, "10.1/sound"), SOUND)
    )

    assert cited(report) == {"sound"}
    (told,) = (each for each in report.not_found if "nine days" in each)
    assert "no finding rests on it" in told
    assert "on 2021-03-04 (doi:10.1/r, said by crossref)" in told
    assert [source.work.is_void for source in report.sources].count(True) == 1


async def test_a_retracted_work_alone_answers_nothing():
    report = await asked((published(f"RETRACTED: {TITLE}", "10.1/planted"), PLANTED))

    assert report.findings == ()
    assert report.summary == ()
    assert report.confidence is None
    assert report.outcome.value == "no_evidence"


async def test_another_copy_of_a_retracted_text_is_no_way_around_it():
    text = " ".join(f"Lozenge number {number} held zinc and was given to adults." for number in range(12))
    retracted = document("retracted", f"{text} {ANSWER.format(days='nine')}", title="One")
    copy = document("copy", f"Reprint. {text} {ANSWER.format(days='nine')}", title="Two")
    notice = Notice(kind=NoticeKind.RETRACTION, said_by="crossref")

    report = await asked(
        (published("Zinc in children", "10.1/one", notice), retracted), (work("Reprints of the year"), copy)
    )

    assert report.findings == ()
    assert any("its text is that of a retracted work" in each for each in report.not_found)


@pytest.mark.parametrize("kind", [NoticeKind.CONCERN, NoticeKind.CORRECTION])
async def test_a_corrected_work_is_flagged_and_loses_nothing(kind: NoticeKind):
    sound = await asked((published(TITLE, "10.1/sound"), SOUND))
    flagged = await asked((published(TITLE, "10.1/sound", Notice(kind=kind, said_by="crossref")), SOUND))

    assert [each.confidence for each in flagged.findings] == [each.confidence for each in sound.findings]
    assert any(flag.startswith("source 1: ") and "said by crossref" in flag for flag in flagged.findings[0].flags)


async def test_a_claim_on_void_evidence_is_dropped_whoever_wrote_it():
    void = replace(evidence(1, SOUND, sentence=1), void=True)
    draft = DraftFinding(
        subquestion_id="q1", claims=(Claim(claim_id="c1", text=void.quote.exact, evidence_ids=("e1",)),)
    )

    assert await verify((draft,), (void,), Shelf(SOUND), ContextChecker()) == ()
