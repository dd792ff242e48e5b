"""What turns text into vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy
from numpy.typing import NDArray

Vectors = NDArray[numpy.float32]
"""Rows of unit length, one a text: shape `(texts, dimensions)`."""


class Embedder(Protocol):
    """A model that places texts of like meaning near each other."""

    @property
    def name(self) -> str:
        """The name that settings use, such as `all-MiniLM-L6-v2`."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 over everything that decides the vectors: weights, tokenizer, pooling, length.

        Vectors are comparable if, and only if, their fingerprints are equal.
        """

    @property
    def dimensions(self) -> int:
        """Columns of the vectors that `embed` returns."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector (L2) a text, in order; texts beyond the model's length are cut.

        Raises:
            EmbedderUnavailable: The model could not be loaded or did not answer.
        """
