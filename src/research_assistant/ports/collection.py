"""A collection of works that ships with the product, its vectors beside it."""

from collections.abc import Iterator
from typing import Protocol

from research_assistant.domain.library import Reading
from research_assistant.ports.embedder import Vectors


class ShippedCollection(Protocol):
    """Records and the vectors of their passages, in one order."""

    @property
    def name(self) -> str:
        """The collection's name in the library, such as `scifact`."""

    def readings(self) -> Iterator[Reading]:
        """Yield what the records are read as, in their order."""

    @property
    def size(self) -> int:
        """Records in the file."""

    def vectors(self, fingerprint: str, texts_sha256: str) -> Vectors | None:
        """Return one vector a record, or `None` where they were made by another model or of other texts.

        Args:
            fingerprint: The embedding model's.
            texts_sha256: SHA-256 of all embedded texts, each followed by a line feed, in order.
        """
