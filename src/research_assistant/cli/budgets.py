"""Budgets as people write them on the command line: `30s`, `0.50usd`, `20000tokens`."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from research_assistant.domain.budget import Budget
from research_assistant.domain.errors import InvalidInput

_AMOUNT = re.compile(r"\s*(\d{1,12}(?:\.\d{1,9})?)\s*([a-z$]+)\s*", re.IGNORECASE)
_SECONDS: Final = {"s": 1, "sec": 1, "seconds": 1, "m": 60, "min": 60, "minutes": 60, "h": 3600, "hours": 3600}
_MONEY: Final = {"usd", "$", "dollars"}
_TOKENS: Final = {"tokens", "tok"}


def budget_of(amounts: Sequence[str]) -> Budget:
    """Return what a query may use up, given amounts with their units, each of another thing.

    Raises:
        InvalidInput: An amount cannot be read, or two are of one thing.
    """
    money: Decimal | None = None
    tokens: int | None = None
    seconds: float | None = None
    for told in amounts:
        number, unit = _read(told)
        if unit in _SECONDS and seconds is None:
            seconds = float(number * _SECONDS[unit])
        elif unit in _MONEY and money is None:
            money = number
        elif unit in _TOKENS and tokens is None and number == int(number):
            tokens = int(number)
        else:
            raise _refused(told)
    return Budget(money=money, tokens=tokens, seconds=seconds)


def _read(told: str) -> tuple[Decimal, str]:
    found = _AMOUNT.fullmatch(told)
    if found is None:
        raise _refused(told)
    return Decimal(found[1]), found[2].casefold()


def _refused(told: str) -> InvalidInput:
    return InvalidInput(
        f"The budget {told!r} cannot be read, or is given twice.",
        next_step="Give one amount of each, such as: --budget 30s --budget 0.50usd --budget 20000tokens",
    )
