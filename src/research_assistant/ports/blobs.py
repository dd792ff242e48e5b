"""Large byte strings, each under its SHA-256."""

from collections.abc import Collection, Sequence
from typing import Protocol


class Blobs(Protocol):
    """Keeps bytes that are too large for the database. Nothing is ever written over: a name stands for its bytes."""

    async def put(self, content: bytes, sha256: str) -> None:
        """Keep the bytes; when this returns they are there, whole, even if the power fails.

        Raises:
            StorageUnavailable: They cannot be written; says why.
        """

    async def get(self, sha256: str) -> bytes:
        """Return the bytes.

        Raises:
            StorageUnavailable: They are not there, or are not those that were kept.
        """

    async def names(self) -> Sequence[str]:
        """Return the hashes of all that is kept."""

    async def remove(self, sha256s: Collection[str]) -> None:
        """Remove them; what is not there is no error."""
