"""Vectors behind the text: what is not embedded yet is filled in, a batch at a time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from research_assistant.domain.errors import Unavailable
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.index import PassageIndex

BATCH = 64
"""Passages embedded between two writes: some seconds of work, lost at most when the process is killed."""


async def fill_vectors(
    index: PassageIndex, embedder: Embedder | None, *, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Embed every passage that has no vector of this model yet, and return how many there were.

    Can be stopped at any moment and called again. Text is searchable by words all the while.

    Raises:
        EmbedderUnavailable: The model did not answer; what was embedded before is kept.
    """
    filled = 0
    if embedder is None:
        return filled
    while waiting := await index.without_vector(embedder.fingerprint, limit=BATCH):
        passages, texts = zip(*waiting, strict=True)
        await index.put_vectors(passages, await embedder.embed(texts), embedder.fingerprint)
        filled += len(passages)
        progress(len(passages))
    return filled


class Filling:
    """Fills in vectors beside other work, as long as it runs: what was left undone before, then what is wanted.

    Args:
        index: Knows the passages without a vector.
        embedder: Makes vectors; where `None`, nothing is to be done.
    """

    def __init__(self, index: PassageIndex, embedder: Embedder | None) -> None:
        self._index = index
        self._embedder = embedder
        self._wanted = asyncio.Event()

    def want(self) -> None:
        """Have the passages embedded that came in just now."""
        self._wanted.set()

    async def run(self) -> None:
        """Fill in for ever; what fails is tried again when more is wanted."""
        while True:
            self._wanted.clear()
            with suppress(Unavailable):
                await fill_vectors(self._index, self._embedder)
            await self._wanted.wait()
