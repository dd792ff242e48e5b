"""Budgets as people write them."""

from decimal import Decimal

import pytest

from research_assistant.cli.budgets import budget_of
from research_assistant.domain.budget import Budget
from research_assistant.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("amounts", "budget"),
    [
        ([], Budget()),
        (["30s"], Budget(seconds=30)),
        (["1.5 min"], Budget(seconds=90)),
        (["0.50usd", "20000tokens"], Budget(money=Decimal("0.5"), tokens=20000)),
        (["2H", "3$"], Budget(seconds=7200, money=Decimal(3))),
    ],
)
def test_amounts_are_read_with_their_units(amounts: list[str], budget: Budget) -> None:
    assert budget_of(amounts) == budget


@pytest.mark.parametrize(
    "amounts", [["30"], ["s"], ["30 parsecs"], ["-1s"], ["1e9s"], ["1s", "2min"], ["1.5tokens"], ["0s"], ["1,5s"]]
)
def test_what_cannot_be_read_is_refused(amounts: list[str]) -> None:
    with pytest.raises(InvalidInput):
        budget_of(amounts)
