"""What a query may use up."""

from decimal import Decimal

import pytest

from research_assistant.domain.budget import Budget
from research_assistant.domain.errors import InvalidInput


@pytest.mark.parametrize(
    "amounts",
    [
        {"money": Decimal("-0.01")},
        {"money": Decimal(1_000_001)},
        {"tokens": -1},
        {"seconds": 0.0},
        {"seconds": -1.0},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
    ],
)
def test_an_amount_out_of_its_range_is_refused(amounts: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match="cannot be a budget"):
        Budget(**amounts)


def test_nothing_is_a_budget_for_paid_calls() -> None:
    assert Budget(money=Decimal(0), tokens=0).seconds is None
