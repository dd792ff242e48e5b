"""The checker: verbatim claims by identity and context, claims in other words by a model trained on labelled pairs."""

import asyncio
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy

from research_assistant.adapters.check.conflicts import conflicts
from research_assistant.adapters.check.context import ContextChecker, stands_at
from research_assistant.adapters.check.features import Compared, Features, compare
from research_assistant.adapters.check.model import CLASSES
from research_assistant.adapters.check.preparing import Prepared, likeness, prepare
from research_assistant.adapters.check.reasons import reasons
from research_assistant.adapters.check.stored import Stored, read_model
from research_assistant.domain.claim import Claim, Judgement, Pair, Verdict
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence
from research_assistant.ports.embedder import Embedder

AT_A_TIME = 64
"""Pairs that are judged between two looks at what else is to be done."""


class TrainedChecker:
    """Judges claims in any words.

    Args:
        folder: Where `model.json` lies.
        embedder: Where there is none, or another than the model knows, a model without its features judges.
    """

    def __init__(self, folder: Path, embedder: Embedder | None) -> None:
        self._folder = folder
        self._given = embedder
        self._verbatim = ContextChecker()

    @property
    def name(self) -> str:
        """Name and version, and whether vectors were at hand."""
        return "trained/1" if self._embedder is not None else "trained/1 by words"

    async def judge(self, claim: Claim, evidence: Sequence[Evidence], documents: Sequence[Document]) -> Judgement:
        """Return the verdict of identity and context for a verbatim claim, of the model for one in other words."""
        quotes = tuple(each.quote.exact for each in evidence)
        if claim.text in quotes:
            return await self._verbatim.judge(claim, evidence, documents)
        (judgement,) = await self._weighed([Pair(claim=claim.text, evidence=quotes)])
        return judgement

    async def judge_pairs(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """Return a judgement a pair, in order: by identity where the claim stands in the evidence, else by the model.

        Raises:
            EmbedderUnavailable: The model that makes vectors did not answer.
        """
        verbatim = [any(stands_at(pair.claim, text) is not None for text in pair.evidence) for pair in pairs]
        same = [pair for pair, is_there in zip(pairs, verbatim, strict=True) if is_there]
        other = [pair for pair, is_there in zip(pairs, verbatim, strict=True) if not is_there]
        by_identity = iter(await self._verbatim.judge_pairs(same))
        by_model = iter(await self._weighed(other))
        return [next(by_identity if is_there else by_model) for is_there in verbatim]

    async def _weighed(self, pairs: Sequence[Pair]) -> list[Judgement]:
        found: list[Judgement] = []
        for start in range(0, len(pairs), AT_A_TIME):
            found += await self._lot(pairs[start : start + AT_A_TIME])
        return found

    async def _lot(self, pairs: Sequence[Pair]) -> list[Judgement]:
        prepared = await asyncio.to_thread(lambda: [prepare(pair, self._stored.rarity) for pair in pairs])
        compared = await self._compared([each for each in prepared if each is not None])
        known = iter(await asyncio.to_thread(self._judgements, [each for each in prepared if each], compared))
        return [self._nothing() if each is None else next(known) for each in prepared]

    async def _compared(self, prepared: Sequence[Prepared]) -> list[Compared]:
        likenesses = await likeness(prepared, self._embedder)
        rarity = self._stored.rarity
        return await asyncio.to_thread(
            lambda: [
                compare(each.claim, each.sentences, alike, rarity)
                for each, alike in zip(prepared, likenesses, strict=True)
            ]
        )

    def _judgements(self, prepared: Sequence[Prepared], compared: Sequence[Compared]) -> list[Judgement]:
        if not prepared:
            return []
        model = self._stored.with_vectors if self._embedder is not None else self._stored.by_words
        chances = model.probabilities(numpy.stack([each.row for each in compared]))
        found = []
        for each, seen, row in zip(prepared, compared, chances, strict=True):
            verdict = model.verdict(row)
            told_otherwise = conflicts(each.claim, each.sentences, seen) if verdict is Verdict.SUPPORTED else ()
            if told_otherwise:
                verdict = Verdict.NOT_ENOUGH_INFO
            nearest, *others = reasons(each.claim, each.sentences, seen, verdict, self._stored.rarity)
            found.append(
                Judgement(
                    verdict=verdict,
                    reasons=(nearest, *told_otherwise, *others),
                    checker=self.name,
                    probabilities=dict(zip(CLASSES, _rounded(row), strict=True)),
                )
            )
        return found

    def _nothing(self) -> Judgement:
        return Judgement(
            verdict=Verdict.NOT_ENOUGH_INFO,
            reasons=("claim or evidence has no words to judge by",),
            checker=self.name,
            probabilities={Verdict.SUPPORTED: 0.0, Verdict.REFUTED: 0.0, Verdict.NOT_ENOUGH_INFO: 1.0},
        )

    @cached_property
    def _stored(self) -> Stored:
        return read_model(self._folder)

    @cached_property
    def _embedder(self) -> Embedder | None:
        return self._given if self._given is not None and self._given.name == self._stored.embedder else None


def _rounded(row: Features) -> list[float]:
    """Return probabilities to four places that still sum to 1."""
    first, second = (round(float(each), 4) for each in row[:2])
    return [first, second, round(1 - first - second, 4)]
