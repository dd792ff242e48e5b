"""Split: documents become passages, the unit of retrieval."""

from collections.abc import Iterator

from research_assistant.domain.document import Document
from research_assistant.domain.passage import Passage
from research_assistant.domain.source import Source
from research_assistant.domain.work import Extent
from research_assistant.kit.sentences import sentences
from research_assistant.kit.text import Span
from research_assistant.ports.tools import Documents

PASSAGE_LENGTH = 1_200
"""Code points a passage grows to, about 250 tokens: what the embedding model reads."""

LONGEST_ABSTRACT = 10_000
"""Code points: what calls itself an abstract and is longer is split like a full text."""

LONGEST_SENTENCE = 5_000
"""Code points: a longer run without a sentence's end, such as a table, is cut, so that an index can take it."""


async def split(sources: tuple[Source, ...], documents: Documents) -> tuple[Passage, ...]:
    """Return the passages of all documents that were read, in the order of the sources."""
    ids = list(dict.fromkeys(source.document_id for source in sources if source.document_id is not None))
    return tuple(passage for document in await documents.get(ids) for passage in passages(document))


def passages(document: Document) -> list[Passage]:
    """Return spans of whole sentences that cover the text in order; an abstract is one passage.

    A document without text has one empty passage, so that its title can be found.
    """
    if document.extent is not Extent.FULL_TEXT and len(document.text) <= LONGEST_ABSTRACT:
        return [_passage(document, 0, len(document.text))]
    made: list[Passage] = []
    spans = [piece for sentence in sentences(document.text, language=document.language) for piece in _pieces(sentence)]
    start = end = spans[0].start if spans else 0
    for span in spans:
        if span.end - start > PASSAGE_LENGTH and end > start:
            made.append(_passage(document, start, end))
            start = span.start
        end = span.end
    return [*made, _passage(document, start, end)]


def _pieces(sentence: Span) -> Iterator[Span]:
    for start in range(sentence.start, sentence.end, LONGEST_SENTENCE):
        yield Span(start, min(start + LONGEST_SENTENCE, sentence.end))


def _passage(document: Document, start: int, end: int) -> Passage:
    return Passage(document_id=document.document_id, start=start, end=end)
