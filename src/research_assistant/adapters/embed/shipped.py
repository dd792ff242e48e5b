"""Vectors that ship with a collection, with a header that says what they are vectors of."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy
from numpy.lib.npyio import NpzFile

from research_assistant.domain.library import Reading
from research_assistant.ports.embedder import Vectors

DTYPE = "float16"


class RecordReader(Protocol):
    """Reads a file of records that ships with the product."""

    def __call__(self, content: bytes, *, name: str, collection: str) -> Iterator[Reading]:
        """Yield what the bytes hold; they are read as a file called `name` into the collection."""


class CollectionFolder:
    """A folder with `records.jsonl.xz` and `vectors.npz`.

    Args:
        folder: Its name is the collection's.
        read: Reads the records.
    """

    def __init__(self, folder: Path, read: RecordReader) -> None:
        self._folder = folder
        self._read = read

    @property
    def name(self) -> str:
        """The collection's name in the library."""
        return self._folder.name

    def readings(self) -> Iterator[Reading]:
        """Yield what the records are read as, in their order."""
        file = self._folder / "records.jsonl.xz"
        return self._read(file.read_bytes(), name=file.name, collection=self.name)

    @property
    def size(self) -> int:
        """Records in the file."""
        with self._stored() as stored:
            return int(json.loads(str(stored["header"]))["records"])

    def vectors(self, fingerprint: str, texts_sha256: str) -> Vectors | None:
        """Return one vector a record, or `None` where they were made by another model or of other texts."""
        with self._stored() as stored:
            header = json.loads(str(stored["header"]))
            if (header["dtype"], header["model"], header["texts_sha256"]) != (DTYPE, fingerprint, texts_sha256):
                return None
            vectors: Vectors = stored["vectors"].astype(numpy.float32)
        return vectors

    def _stored(self) -> NpzFile:
        stored: NpzFile = numpy.load(self._folder / "vectors.npz", allow_pickle=False)
        return stored


def write_vectors(folder: Path, vectors: Vectors, *, fingerprint: str, texts_sha256: str) -> None:
    """Write `vectors.npz` so that `CollectionFolder` reads it."""
    header = {"dtype": DTYPE, "model": fingerprint, "records": len(vectors), "texts_sha256": texts_sha256}
    numpy.savez_compressed(
        folder / "vectors.npz", header=json.dumps(header, sort_keys=True), vectors=vectors.astype(DTYPE)
    )
