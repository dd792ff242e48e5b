"""The double of an embedder: words hashed to directions, so that texts with common words lie near each other."""

import hashlib
import re
from collections.abc import Sequence

import numpy

from research_assistant.ports.embedder import Vectors

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """An embedder for tests: instant, deterministic, and blind to meaning beyond shared words.

    Args:
        dimensions: Columns of its vectors.
    """

    def __init__(self, dimensions: int = 64) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """`hashing-` and the dimensions."""
        return f"hashing-{self._dimensions}"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the name: nothing else decides the vectors."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    @property
    def dimensions(self) -> int:
        """As given."""
        return self._dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order; never fails."""
        vectors = numpy.zeros((len(texts), self._dimensions), numpy.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.casefold()):
                hashed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
                vectors[row, (hashed >> 1) % self._dimensions] += 1 if hashed & 1 else -1
            if not vectors[row].any():
                vectors[row, 0] = 1  # a text without words, or whose words cancel out, still needs unit length
        vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
