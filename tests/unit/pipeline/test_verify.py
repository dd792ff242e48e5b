"""Verify: no claim without its words at their place."""

from dataclasses import replace
from pathlib import Path

import pytest

import research_assistant
from fakes import Shelf, document, evidence
from research_assistant.adapters.check.context import ContextChecker
from research_assistant.adapters.check.trained import TrainedChecker
from research_assistant.domain.claim import Claim, Verdict
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import DraftFinding
from research_assistant.pipeline.verify import verify

ZINC = document("zinc", "Zinc shortened colds by one day. Nothing else was found.")


def draft(*claims: Claim) -> tuple[DraftFinding, ...]:
    return (DraftFinding(subquestion_id="q1", claims=claims),)


def claim(of: Evidence, number: int = 1) -> Claim:
    return Claim(claim_id=f"c{number}", text=of.quote.exact, evidence_ids=(of.evidence_id,))


async def test_a_claim_whose_quote_stands_there_is_judged():
    sound = evidence(1, ZINC)

    (finding,) = await verify(draft(claim(sound)), (sound,), Shelf(ZINC), ContextChecker())

    assert finding.claims[0].judgement.verdict is Verdict.SUPPORTED
    assert finding.dropped == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"exact": "Zinc shortened colds by two days."}, "do not stand at"),
        ({"start": 1}, "do not stand at"),
        ({"exact": ""}, "do not stand at"),
        ({"document_id": "elsewhere"}, "is not stored"),
    ],
)
async def test_a_claim_whose_quote_does_not_stand_there_is_gone(change: dict[str, str | int], reason: str):
    sound = evidence(1, ZINC)
    wrong = replace(sound, evidence_id="e2", quote=replace(sound.quote, **change))

    (finding,) = await verify(draft(claim(sound), claim(wrong, 2)), (sound, wrong), Shelf(ZINC), ContextChecker())

    assert [each.claim.claim_id for each in finding.claims] == ["c1"]
    assert finding.dropped[0].startswith("c2: ")
    assert reason in finding.dropped[0]


async def test_a_finding_without_any_sound_claim_is_gone():
    invented = Claim(claim_id="c1", text="Zinc cures colds.", evidence_ids=("e9",))
    groundless = Claim(claim_id="c2", text="Zinc cures colds.", evidence_ids=())

    assert await verify(draft(invented, groundless), (), Shelf(ZINC), ContextChecker()) == ()


async def test_a_claim_in_other_words_is_judged_by_the_model_and_a_verbatim_one_by_identity():
    sound = evidence(1, ZINC)
    other = Claim(claim_id="c2", text="Unicorns cure influenza.", evidence_ids=("e1",))
    checker = TrainedChecker(Path(research_assistant.__file__).parent / "assets" / "checker", None)

    (finding,) = await verify(draft(claim(sound), other), (sound,), Shelf(ZINC), checker)

    verbatim, written = (each.judgement for each in finding.claims)
    assert (verbatim.verdict, verbatim.probabilities) == (Verdict.SUPPORTED, None)
    assert written.verdict is not Verdict.SUPPORTED
    assert written.probabilities is not None
