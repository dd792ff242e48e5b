"""A contiguous span of a document: the unit of retrieval."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The words `document.text[start:end]`.

    A document without text has one empty passage, so that its title can be found.
    """

    document_id: str
    start: int
    end: int

    @property
    def passage_id(self) -> str:
        """The document and the span: the same in every database."""
        return f"{self.document_id}:{self.start}-{self.end}"


def text_to_embed(title: str, words: str) -> str:
    """Return what an embedding model reads of a passage: the title says what a passage from the middle is about."""
    return f"{title} {words}".strip()
