"""What each verification level asks of a finding."""

from collections.abc import Mapping
from dataclasses import dataclass

from research_assistant.domain.query import VerificationLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """What a finding needs to be told without reserve.

    Attributes:
        min_sources: Independent sources that say it.
        min_confidence: In [0, 1].
    """

    min_sources: int
    min_confidence: float


Thresholds = Mapping[VerificationLevel, Threshold]

DEFAULT_THRESHOLDS: Thresholds = {
    VerificationLevel.STRICT: Threshold(min_sources=3, min_confidence=0.8),
    VerificationLevel.STANDARD: Threshold(min_sources=2, min_confidence=0.6),
    VerificationLevel.LENIENT: Threshold(min_sources=1, min_confidence=0.4),
}
