"""What reads files: bytes in, works and documents out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from research_assistant.domain.library import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One entry of a file that could not be read.

    Attributes:
        place: Where in the file, such as `line 17`.
        reason: Why, and what is expected there.
    """

    place: str
    reason: str


class Extractor(Protocol):
    """A reader of one kind of file."""

    @property
    def name(self) -> str:
        """Name and version, part of every document's id, such as `record/1`."""

    def reads(self, path: Path) -> bool:
        """Return whether this extractor is the one for `path`."""

    def read(self, path: Path, *, collection: str) -> Iterator[Reading | Refusal]:
        """Yield what the file holds, one work after the other, and what of it could not be read.

        Raises:
            UnreadableFile: The file as a whole cannot be read; says why.
        """
