"""Synthesise: what is said alike is one finding, and every claim is a quote."""

from collections.abc import Sequence

import pytest

from fakes import document, evidence
from research_assistant.adapters.check.context import ContextChecker
from research_assistant.adapters.embed.hashing import HashingEmbedder
from research_assistant.domain.claim import Judgement, Pair, Verdict
from research_assistant.pipeline.synthesise import MOST_CLAIMS, MOST_FINDINGS, synthesise

SAME = "Zinc reduced the duration of colds in adults."


async def test_every_claim_is_the_words_of_its_evidence():
    said = tuple(
        evidence(number, document(f"d{number}", f"Finding number {number} is about topic {'abc'[number]}."))
        for number in range(3)
    )

    drafts = await synthesise(said, HashingEmbedder(), ContextChecker())

    texts = {each.evidence_id: each.quote.exact for each in said}
    assert all(claim.text == texts[claim.evidence_ids[0]] for draft in drafts for claim in draft.claims)


async def test_sources_that_say_the_same_make_one_finding():
    said = tuple(evidence(number, document(f"d{number}", SAME)) for number in (1, 2, 3))

    for embedder in (HashingEmbedder(), None):
        (draft,) = await synthesise(said, embedder, ContextChecker())

        assert [claim.evidence_ids for claim in draft.claims] == [("e1",), ("e2",), ("e3",)]


async def test_the_contrary_stands_on_the_other_side():
    against = document("against", "Zinc did not reduce the duration of colds in adults.")
    said = (evidence(1, document("for", SAME)), evidence(2, against))

    (draft,) = await synthesise(said, HashingEmbedder(), ContextChecker())

    assert [claim.evidence_ids for claim in draft.opposing] == [("e2",)]


class Sure(ContextChecker):
    """A checker that gives every pair one probability of being refuted, and keeps what it was asked."""

    def __init__(self, refuted: float) -> None:
        self.asked: list[Pair] = []
        self._chances = {Verdict.SUPPORTED: 1 - refuted, Verdict.REFUTED: refuted, Verdict.NOT_ENOUGH_INFO: 0.0}

    async def judge_pairs(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        self.asked += pairs
        return [Judgement(verdict=Verdict.REFUTED, reasons=(), checker="sure", probabilities=self._chances)] * len(
            pairs
        )


@pytest.mark.parametrize(("refuted", "sides"), [(0.9, (1, 1)), (0.1, (2, 0))])
async def test_what_the_checker_holds_refuted_stands_on_the_other_side(refuted: float, sides: tuple[int, int]):
    said = (evidence(1, document("for", SAME)), evidence(2, document("against", f"Here, {SAME}")))
    checker = Sure(refuted)

    (draft,) = await synthesise(said, HashingEmbedder(), checker)

    assert (len(draft.claims), len(draft.opposing)) == sides
    assert len(checker.asked) == 2


async def test_a_source_does_not_disagree_with_itself():
    both = document("both", f"{SAME} Zinc did not reduce the duration of colds in adults.")

    drafts = await synthesise((evidence(1, both), evidence(2, both, sentence=1)), HashingEmbedder(), ContextChecker())

    assert [draft.opposing for draft in drafts] == [(), ()]


async def test_the_checker_is_asked_only_about_what_makes_one_point():
    said = (evidence(1, document("a", SAME)), evidence(2, document("b", "The court fined the driver.")))
    checker = Sure(0.9)

    assert len(await synthesise(said, HashingEmbedder(), checker)) == 2
    assert checker.asked == []


async def test_parts_of_the_question_are_kept_apart():
    said = (evidence(1, document("a", SAME)), evidence(2, document("b", SAME), part="q2"))

    drafts = await synthesise(said, HashingEmbedder(), ContextChecker())

    assert [draft.subquestion_id for draft in drafts] == ["q1", "q2"]


async def test_claim_ids_are_never_used_twice_and_numbers_are_bounded():
    many = tuple(evidence(number, document(f"d{number}", f"{'word ' * number}ends.")) for number in range(1, 30))
    same = tuple(evidence(number, document(f"s{number}", SAME)) for number in range(40, 60))

    drafts = await synthesise(many + same, HashingEmbedder(), ContextChecker())

    ids = [claim.claim_id for draft in drafts for claim in draft.claims]
    assert len(ids) == len(set(ids))
    assert len(drafts) <= MOST_FINDINGS
    assert all(len(draft.claims) <= MOST_CLAIMS for draft in drafts)


async def test_no_evidence_makes_no_finding():
    assert await synthesise((), HashingEmbedder(), ContextChecker()) == ()
