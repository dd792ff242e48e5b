"""How long the database is waited for: a lock, a black hole or a full house ends in an error, never in a hang."""

from dataclasses import dataclass
from time import monotonic

LEFT_ALONE_SECONDS = 1.0
"""For which a database that kept silent is not asked again: what hangs delays a request once, not at each step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How many seconds somebody waits for the database.

    Attributes:
        opening: For a connection: one of the pool, or a new one.
        lock: For what another transaction holds.
        statement: For one statement to be done, waiting for locks included.
    """

    opening: float
    lock: float
    statement: float

    @property
    def silence(self) -> float:
        """For any word of the server, which ends what takes longer than `statement` by itself."""
        return self.statement + 1

    @property
    def of_server(self) -> tuple[str, str]:
        """What the server is told: milliseconds for a lock and for a statement."""
        return f"{self.lock * 1000:.0f}", f"{self.statement * 1000:.0f}"


ANSWERING = Waits(opening=5, lock=4, statement=5)
"""Where somebody waits for an answer, and can be told to ask again."""

WORKING = Waits(opening=30, lock=30, statement=120)
"""Where work goes on as soon as it can, and nobody asks again."""


class Silence:
    """Whether a database has just kept silent for as long as one waits for it."""

    def __init__(self) -> None:
        self._until = 0.0

    def notice(self) -> None:
        """Remember that it kept silent."""
        self._until = monotonic() + LEFT_ALONE_SECONDS

    @property
    def lasts(self) -> bool:
        """Whether it is to be left alone for now."""
        return monotonic() < self._until
