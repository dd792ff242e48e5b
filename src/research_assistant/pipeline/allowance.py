"""What a query may still use of its budget, looked at whenever something begins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


def _nothing() -> float:
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The time that a query may run.

    Attributes:
        seconds: All of it; `None` without bound.
        ran: Tells for how many seconds the query has run by now.
    """

    seconds: float | None = None
    ran: Callable[[], float] = _nothing

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may begin that the report can do without."""
        return self.seconds is not None and self.ran() >= self.seconds

    def at_most(self, patience: float) -> float:
        """Return how many seconds something may take that else would be given `patience` of them."""
        return patience if self.seconds is None else max(0.0, min(patience, self.seconds - self.ran()))


UNBOUND: Final = Allowance()
