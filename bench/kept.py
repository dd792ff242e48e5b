"""An embedder that keeps its vectors in a file, so that a second measurement does not wait for the first one's."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy

from research_assistant.adapters.embed.onnx import OnnxEmbedder
from research_assistant.ports.embedder import Embedder, Vectors

SHIPPED = Path(__file__).parent.parent / "src" / "research_assistant" / "assets" / "all-MiniLM-L6-v2"


class KeptEmbedder:
    """The shipped model, or another, with the vectors it has made so far.

    Args:
        file: Where vectors are kept as halves; nothing is kept without one.
        embedder: What makes those that are missing.
    """

    def __init__(self, file: Path | None, embedder: Embedder | None = None) -> None:
        self._embedder = embedder or OnnxEmbedder(SHIPPED)
        self._file = file
        self._rows: dict[str, Vectors] = {}
        if file is not None and file.exists():
            with numpy.load(file) as kept:
                self._rows = dict(zip(kept["names"].tolist(), kept["rows"].astype(numpy.float32), strict=True))

    @property
    def name(self) -> str:
        """The model's."""
        return self._embedder.name

    @property
    def fingerprint(self) -> str:
        """The model's."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """The model's."""
        return self._embedder.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, in order."""
        names = [hashlib.sha256(f"{self.fingerprint}\n{text}".encode()).hexdigest() for text in texts]
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self._rows}
        if missing:
            self._rows.update(zip(missing, await self._embedder.embed(list(missing.values())), strict=True))
        return numpy.stack([self._rows[name] for name in names])

    def keep(self) -> None:
        """Write what has been made so far."""
        if self._file is not None:
            rows = numpy.stack(list(self._rows.values())).astype(numpy.float16)
            numpy.savez(self._file, names=numpy.array(list(self._rows)), rows=rows)
