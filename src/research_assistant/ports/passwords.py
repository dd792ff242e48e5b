"""What turns passwords into hashes that can be kept."""

from typing import Protocol


class PasswordHasher(Protocol):
    """A slow, salted hash."""

    async def hash(self, password: str) -> str:
        """Return a fresh hash of `password` with all that is needed to verify it."""

    async def verify(self, password: str, kept: str) -> bool:
        """Return whether `kept` is a hash of `password`; takes as long where there is no hash to compare with."""

    def outdated(self, kept: str) -> bool:
        """Return whether `kept` was made with weaker parameters than today's."""
