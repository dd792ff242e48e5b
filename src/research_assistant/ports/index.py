"""What finds passages: by their words and by their vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from research_assistant.domain.passage import Passage
from research_assistant.ports.embedder import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The part of the library that one search looks at.

    Attributes:
        user_id: Sees their own items and the shared ones.
        year_from: Items with an earlier year are left out; items without a year stay.
        year_to: Items with a later year are left out.
        collection: Only this collection; all where `None`.
        types: CSL types; items of others are left out, those whose record tells none stay. Empty for all.
        languages: ISO 639-1 codes; items with a text in another language are left out where their record tells none.
            Empty for all.
    """

    user_id: str
    year_from: int | None = None
    year_to: int | None = None
    collection: str | None = None
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage of an item with a score: higher is better."""

    item_id: str
    passage: Passage
    score: float


class PassageIndex(Protocol):
    """The search index over all passages of the library."""

    async def by_words(self, text: str, shelf: Shelf, *, limit: int) -> Sequence[Scored]:
        """Return the best passages by BM25 over title and text, any word matching."""

    async def by_vector(self, vector: Vectors, fingerprint: str, shelf: Shelf, *, limit: int) -> Sequence[Scored]:
        """Return the nearest passages by cosine among those with a vector of this model.

        Args:
            vector: Shape `(1, dimensions)`, unit length.
            fingerprint: The model that made it.
            shelf: Where to look.
            limit: How many at most.
        """

    async def without_vector(self, fingerprint: str, *, limit: int) -> Sequence[tuple[Passage, str]]:
        """Return passages that have no vector of this model yet, each with the text to embed."""

    async def count_without_vector(self, fingerprint: str) -> int:
        """Return how many passages have no vector of this model yet."""

    async def put_vectors(self, passages: Sequence[Passage], vectors: Vectors, fingerprint: str) -> None:
        """Store one vector a passage; those that are stored already stay as they are."""
