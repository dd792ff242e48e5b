"""A wrapper that keeps the vectors of the last texts, so that no stage embeds what another has embedded."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy

from research_assistant.ports.embedder import Embedder, Vectors

REMEMBERED = 4_096
"""Texts; 6 MB of vectors of 384 dimensions."""


class RememberingEmbedder:
    """Asks the embedder it wraps for new texts only."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def name(self) -> str:
        """The name of the wrapped embedder."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the wrapped embedder."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """Columns of the vectors."""
        return self._embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        vectors = dict(zip(new, await self._embedder.embed(new), strict=True)) if new else {}
        found = {text: vectors[text] if text in vectors else self._known[text] for text in dict.fromkeys(texts)}
        for text, vector in found.items():
            self._known[text] = vector
            self._known.move_to_end(text)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        if not texts:
            return numpy.zeros((0, self.dimensions), dtype=numpy.float32)
        return numpy.stack([found[text] for text in texts])
