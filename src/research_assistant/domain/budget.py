"""What a query may use up at most: money, tokens, seconds."""

from dataclasses import dataclass
from decimal import Decimal

from research_assistant.domain.errors import InvalidInput

OUT_OF_TIME = "the time that the query was allowed was spent"
"""Why something was left out; the sentence around it says what."""

MOST_MONEY = Decimal(1_000_000)
MOST_TOKENS = 10**12
MOST_SECONDS = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a query may use up; `None` is without bound.

    Attributes:
        money: US dollars for paid calls.
        tokens: Tokens that paid calls may read and write.
        seconds: How long it may run; waiting for its turn or its reader does not count.
    """

    money: Decimal | None = None
    tokens: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            InvalidInput: A number is out of its range.
        """
        if self.money is not None and not 0 <= self.money <= MOST_MONEY:
            raise InvalidInput(
                f"{self.money} dollars cannot be a budget.", next_step=f"Allow 0 to {MOST_MONEY:,} dollars."
            )
        if self.tokens is not None and not 0 <= self.tokens <= MOST_TOKENS:
            raise InvalidInput(
                f"{self.tokens} tokens cannot be a budget.", next_step=f"Allow 0 to {MOST_TOKENS:,} tokens."
            )
        if self.seconds is not None and not 0 < self.seconds <= MOST_SECONDS:
            raise InvalidInput(
                f"{self.seconds:g} seconds cannot be a budget.",
                next_step=f"Allow more than 0, and at most {MOST_SECONDS:,.0f} seconds.",
            )
