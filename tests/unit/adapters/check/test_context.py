"""The context checker: words that are there may still not be a result."""

import pytest

from fakes import document, evidence
from research_assistant.adapters.check.context import ContextChecker
from research_assistant.domain.claim import Claim, Judgement, Verdict

RESULT = "Zinc shortened colds by one day in adults."


async def judged(text: str) -> Judgement:
    of = document("a", text)
    only = evidence(1, of)
    return await ContextChecker().judge(Claim(claim_id="c1", text=only.quote.exact, evidence_ids=("e1",)), [only], [of])


@pytest.mark.parametrize(
    "text",
    [
        RESULT,
        f"{RESULT} No serious side effects were seen.",
        f"{RESULT} However, side effects were frequent.",
        "Patients who were not treated with zinc had longer colds.",
        "CONCLUSIONS Zinc may shorten colds in adults.",
        "Here we show that zinc shortens colds and discuss why.",
    ],
)
async def test_a_result_is_supported(text: str):
    judgement = await judged(text)

    assert (judgement.verdict, judgement.reasons) == (Verdict.SUPPORTED, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("We aimed to find out if zinc shortens colds.", "an aim or a question"),
        ("OBJECTIVE To assess the effect of zinc on colds.", "an aim or a question"),
        ("To determine whether zinc shortens colds, we treated 90 adults.", "an aim or a question"),
        ("Does zinc shorten colds in adults?", "an aim or a question"),
        ("We hypothesized that zinc shortens colds in adults.", "a hypothesis"),
        ("Whether zinc shortens colds remains unclear.", "not known"),
        ("It is not known if zinc shortens colds.", "not known"),
        ("Zinc has been reported to shorten colds.", "as background"),
        ("Zinc is thought to shorten colds.", "as background"),
        ("This review summarizes what zinc does in the common cold.", "what the work is about"),
        ("Here, we define the tools for zinc research and discuss its use.", "what the work is about"),
        ("The best dose of zinc requires further investigation.", "what the work is about"),
        ("Further trials of zinc in children are needed.", "what the work is about"),
        (f"{RESULT} However, this difference was not significant.", "the next sentence limits it"),
        (f"{RESULT} These results were not confirmed in children.", "the next sentence limits it"),
    ],
)
async def test_what_is_no_result_of_the_source_is_not_supported(text: str, reason: str):
    judgement = await judged(text)

    assert judgement.verdict is Verdict.NOT_ENOUGH_INFO
    assert any(reason in each for each in judgement.reasons)


async def test_prose_is_beyond_this_checker():
    of = document("a", RESULT)
    claim = Claim(claim_id="c1", text="Zinc is effective.", evidence_ids=("e1",))

    judgement = await ContextChecker().judge(claim, [evidence(1, of)], [of])

    assert judgement.verdict is Verdict.NOT_ENOUGH_INFO
