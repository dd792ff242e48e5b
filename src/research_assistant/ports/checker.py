"""What judges whether evidence carries a claim."""

from collections.abc import Sequence
from typing import Protocol

from research_assistant.domain.claim import Claim, Judgement, Pair
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence


class Checker(Protocol):
    """A judge that did not write the claim."""

    @property
    def name(self) -> str:
        """Name and version, kept with every judgement."""

    async def judge(self, claim: Claim, evidence: Sequence[Evidence], documents: Sequence[Document]) -> Judgement:
        """Return whether the evidence, read in its documents, carries the claim."""

    async def judge_pairs(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """Return, pair by pair, whether the evidence carries the claim, by the words of the pair alone.

        Raises:
            EmbedderUnavailable: The model that the checker asks for vectors did not answer.
        """
