"""What is kept of the world so that it is not asked twice."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The three levels, each with a time to live of its own."""

    SEARCH = "search"
    """Answers of connectors."""
    CONTENT = "content"
    """What was read from the net."""
    SYNTHESIS = "synthesis"
    """What was written from evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one level may keep.

    Attributes:
        seconds: How long an entry is good; 0 for not at all.
        most: Bytes that the level may take on disk.
    """

    seconds: float
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the cache gave.

    Attributes:
        content: As it was made.
        hit: Whether nothing had to be made for this caller: it was there, or another caller was making it.
    """

    content: bytes
    hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """What one level holds.

    Attributes:
        entries: How many, those past their time included until they are swept.
        size: Bytes on disk.
        most: Bytes that the level may take.
        seconds: How long an entry is good.
        hits: Callers served without making anything, since the folder was made or cleared.
        misses: Callers for whom something was made.
    """

    level: Level
    entries: int
    size: int
    most: int
    seconds: float
    hits: int
    misses: int

    @property
    def hit_rate(self) -> float | None:
        """Hits of all callers, from 0 to 1; `None` where nobody has called."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else None
