"""The bytes of a source as they were received."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

LARGEST_ROW = 64 * 1024
"""Bytes of a snapshot that the database keeps; SQLite and PostgreSQL both slow down with rows of megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Bytes as received, named by their hash.

    Attributes:
        sha256: SHA-256 of `content`, in hexadecimal.
        media_type: What the bytes are, such as `text/markdown`.
        url: Where they came from; a `file:` name without its folder for local files.
        received_at: When.
    """

    sha256: str
    media_type: str
    url: str
    received_at: datetime
    content: bytes

    @property
    def is_large(self) -> bool:
        """Whether the bytes are kept as a blob of their own and not in the database."""
        return len(self.content) > LARGEST_ROW

    @classmethod
    def of(cls, content: bytes, *, media_type: str, url: str, received_at: datetime) -> "Snapshot":
        """Return the snapshot of `content`."""
        digest = sha256(content).hexdigest()
        return cls(sha256=digest, media_type=media_type, url=url, received_at=received_at, content=content)
