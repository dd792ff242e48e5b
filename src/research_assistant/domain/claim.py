"""One checkable sentence, and what a checker says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether the evidence carries the claim."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_INFO = "not_enough_info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict with its grounds.

    Attributes:
        reasons: In words that can be shown; empty when nothing spoke against a verbatim claim.
        checker: Name and version of what judged.
        probabilities: Of each verdict, together 1; `None` where the claim is verbatim and judged by identity.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    checker: str
    probabilities: Mapping[Verdict, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim and the text that it is held against, wherever both come from.

    Attributes:
        evidence: Sentences, passages or whole abstracts.
    """

    claim: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable sentence with the evidence it stands on.

    Attributes:
        claim_id: `c1`, `c2`, … inside one query.
        text: The sentence. Where no model writes, it is its quote.
        evidence_ids: At least one.
    """

    claim_id: str
    text: str
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """A claim whose quotes stand where they say, with its verdict."""

    claim: Claim
    judgement: Judgement
