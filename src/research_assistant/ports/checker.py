"""What judges whether evidence carries a claim."""

from collections.abc import Sequence
from typing import Protocol

from research_assistant.domain.claim import Claim, Judgement
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence


class Checker(Protocol):
    """A judge that did not write the claim."""

    @property
    def name(self) -> str:
        """Name and version, kept with every judgement."""

    async def judge(self, claim: Claim, evidence: Sequence[Evidence], documents: Sequence[Document]) -> Judgement:
        """Return whether the evidence, read in its documents, carries the claim."""
