"""What reads files: bytes in, works and documents out."""

from collections.abc import AsyncGenerator
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
    """Reads every kind of file that there is a reader for."""

    @property
    def at_once(self) -> int:
        """How many files are read at the same time; more wait for their turn."""

    @property
    def versions(self) -> frozenset[str]:
        """Names and versions of all readers: what another version has read is worth reading again."""

    async def content(self, path: Path) -> bytes:
        """Return the bytes of a local file as they are.

        Raises:
            UnreadableFile: There is no such file, no right to read it, or it is too large.
        """

    def read(
        self, content: bytes, *, name: str, media_type: str = "", collection: str = ""
    ) -> AsyncGenerator[Reading | Refusal]:
        """Yield what the bytes hold, one work after the other, and what of them could not be read.

        What kind of file they are is told by themselves first, then by name and media type.

        Args:
            content: The bytes, packed with gzip or xz or not.
            name: The file's name without its folder; empty where there is none.
            media_type: What a server or a browser said they are; empty where nobody did.
            collection: The set that records belong to; it names their own ids.

        Raises:
            UnreadableFile: The bytes as a whole cannot be read; says why.
        """
