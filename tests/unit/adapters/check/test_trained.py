"""The trained checker: what it makes of claims, and what it refuses to judge with."""

import json
from pathlib import Path

import pytest

import research_assistant
from research_assistant.adapters.check.features import VERSION
from research_assistant.adapters.check.preparing import LOOKED_AT, prepare
from research_assistant.adapters.check.trained import TrainedChecker
from research_assistant.domain.claim import Judgement, Pair, Verdict
from research_assistant.domain.errors import ConfigurationError

ASSET = Path(research_assistant.__file__).parent / "assets" / "checker"
EVIDENCE = "Zinc lozenges reduced the duration of colds by 33% in adults, compared with placebo."
CLAIM = "Zinc lozenges reduce the duration of colds in adults."


async def judged(claim: str, *evidence: str) -> Judgement:
    (judgement,) = await TrainedChecker(ASSET, None).judge_pairs([Pair(claim=claim, evidence=evidence)])
    return judgement


async def chance(verdict: Verdict, claim: str, evidence: str = EVIDENCE) -> float:
    known = (await judged(claim, evidence)).probabilities
    assert known is not None
    return known[verdict]


@pytest.mark.parametrize(
    "worse",
    [
        "Zinc lozenges do not reduce the duration of colds in adults.",
        "Zinc lozenges increase the duration of colds in adults.",
    ],
)
async def test_a_claim_turned_round_is_less_supported_and_more_refuted(worse: str):
    assert await chance(Verdict.SUPPORTED, worse) < await chance(Verdict.SUPPORTED, CLAIM)
    assert await chance(Verdict.REFUTED, worse) > await chance(Verdict.REFUTED, CLAIM)


async def test_evidence_on_something_else_is_not_enough():
    judgement = await judged(CLAIM, "The court fined the driver for parking in front of the hospital.")

    assert judgement.verdict is Verdict.NOT_ENOUGH_INFO
    assert any("lozenges" in reason for reason in judgement.reasons)


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (
            "Zinc lozenges reduced the duration of colds by 50% in adults.",
            "figures that the evidence does not have: 50%",
        ),
        ("Zinc lozenges reduce the duration of colds in hedgehogs.", "not named in the evidence: hedgehogs"),
    ],
)
async def test_reasons_say_what_is_wrong(claim: str, reason: str):
    reasons = (await judged(claim, EVIDENCE)).reasons

    assert reasons[0].startswith("nearest in the evidence: “Zinc lozenges reduced")
    assert any(reason in each for each in reasons)


async def test_another_figure_of_the_same_unit_is_never_supported():
    assert (await judged("Zinc lozenges reduced the duration of colds by 33% in adults.", EVIDENCE)).verdict is (
        Verdict.SUPPORTED
    )
    assert (await judged("Zinc lozenges reduced the duration of colds by 50% in adults.", EVIDENCE)).verdict is not (
        Verdict.SUPPORTED
    )


def test_of_long_evidence_the_best_sentences_are_read():
    filler = " ".join(f"Nothing of note was seen in group {number}." for number in range(50))

    prepared = prepare(Pair(claim=CLAIM, evidence=(f"{filler} {EVIDENCE} {filler}",)), lambda _: 1.0)

    assert prepared is not None
    assert len(prepared.sentences) == LOOKED_AT
    assert EVIDENCE in [each.text for each in prepared.sentences]


def test_the_model_names_what_it_was_made_from():
    stored = json.loads((ASSET / "model.json").read_text("utf-8"))

    assert stored["features"] == VERSION
    assert {len(bytes.fromhex(digest)) for digest in stored["inputs_sha256"].values()} == {32}
    assert (ASSET / "model.json").stat().st_size < 1_000_000


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"features": "features/0"})])
async def test_a_model_that_does_not_fit_is_refused(tmp_path: Path, content: str):
    (tmp_path / "model.json").write_text(content, "utf-8")

    with pytest.raises(ConfigurationError, match="cannot be used"):
        await TrainedChecker(tmp_path, None).judge_pairs([Pair(claim=CLAIM, evidence=(EVIDENCE,))])


async def test_a_missing_model_is_told(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="cannot be used"):
        await TrainedChecker(tmp_path, None).judge_pairs([Pair(claim=CLAIM, evidence=(EVIDENCE,))])


@pytest.mark.parametrize(
    ("claim", "evidence", "reason"),
    [
        ("The Elbe is 2,094 km long.", "The Elbe is 1,094 km long.", "the evidence tells 1,094 km, not 2,094 km"),
        ("Patients took 5 mg of zinc a day.", "Patients took 5 g of zinc a day.", "the evidence tells 5 g, not 5 mg"),
        ("The rate rose from 63% to 41%.", "The rate rose from 41% to 63%.", "the two values in the other order"),
        ("Zinc reduced mortality in men.", "Zinc reduced mortality in women.", "tells of women, not of men"),
        ("Zinc prolonged life in humans.", "Zinc prolonged the life of mice.", "tells of mice, not of humans"),
    ],
)
async def test_what_the_evidence_tells_otherwise_is_not_supported(claim: str, evidence: str, reason: str):
    judgement = await judged(claim, evidence)

    assert judgement.verdict is not Verdict.SUPPORTED
    assert any(reason in each for each in judgement.reasons)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Patients took 5000 mg of zinc a day.", "Patients took 5 g of zinc a day."),
        ("The rate rose from 41% to 63% in a year.", "In one year the rate rose from 41% to 63%."),
        ("Zinc reduced mortality in men.", "Zinc reduced mortality in men and women."),
        ("The Elbe is 1094 kilometres long.", "The Elbe is 1,094 km long."),
    ],
)
async def test_what_only_looks_otherwise_is(claim: str, evidence: str):
    judgement = await judged(claim, evidence)

    assert not any("the evidence tells" in each for each in judgement.reasons)
