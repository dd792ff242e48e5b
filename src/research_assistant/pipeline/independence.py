"""Independence: sources that hold one text, or say the same words, are one voice."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from research_assistant.domain.copies import are_copies, same_words, shingles
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence


class Voices:
    """Tells which sources speak with one voice.

    Args:
        documents: The copies that were read, by id; without them only the quotes are compared.
    """

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._shingles: dict[str, frozenset[int]] = {}

    def of(self, said: Sequence[Evidence]) -> dict[str, str]:
        """Return, for every source that says something, the first source of those that are one voice with it."""
        leader = {each.source_id: each.source_id for each in said}
        for one, other in combinations(said, 2):
            first, second = leader[one.source_id], leader[other.source_id]
            if first != second and self._is_one(one, other):
                leader = {source: first if led == second else led for source, led in leader.items()}
        return leader

    def _is_one(self, one: Evidence, other: Evidence) -> bool:
        if same_words(one.quote.exact, other.quote.exact):
            return True
        return are_copies(self._of(one.quote.document_id), self._of(other.quote.document_id))

    def _of(self, document_id: str) -> frozenset[int]:
        if document_id not in self._shingles:
            document = self._documents.get(document_id)
            self._shingles[document_id] = frozenset() if document is None else shingles(document.text)
        return self._shingles[document_id]
