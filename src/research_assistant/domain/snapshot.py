"""The bytes of a source as they were received."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


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

    @classmethod
    def of(cls, content: bytes, *, media_type: str, url: str, received_at: datetime) -> "Snapshot":
        """Return the snapshot of `content`."""
        digest = sha256(content).hexdigest()
        return cls(sha256=digest, media_type=media_type, url=url, received_at=received_at, content=content)
