"""Split: documents become passages, the unit of retrieval."""

from research_assistant.domain.document import Document
from research_assistant.domain.passage import Passage
from research_assistant.domain.source import Source
from research_assistant.domain.work import Extent
from research_assistant.kit.sentences import sentences
from research_assistant.ports.tools import Documents

PASSAGE_LENGTH = 1_200
"""Code points a passage grows to, about 250 tokens: what the embedding model reads."""


async def split(sources: tuple[Source, ...], documents: Documents) -> tuple[Passage, ...]:
    """Return the passages of all documents that were read, in the order of the sources."""
    ids = list(dict.fromkeys(source.document_id for source in sources if source.document_id is not None))
    return tuple(passage for document in await documents.get(ids) for passage in passages(document))


def passages(document: Document) -> list[Passage]:
    """Return spans of whole sentences that cover the text in order; an abstract is one passage.

    A document without text has one empty passage, so that its title can be found.
    """
    if document.extent is not Extent.FULL_TEXT:
        return [_passage(document, 0, len(document.text))]
    made: list[Passage] = []
    spans = sentences(document.text)
    start = end = spans[0].start if spans else 0
    for span in spans:
        if span.end - start > PASSAGE_LENGTH and end > start:
            made.append(_passage(document, start, end))
            start = span.start
        end = span.end
    return [*made, _passage(document, start, end)]


def _passage(document: Document, start: int, end: int) -> Passage:
    return Passage(document_id=document.document_id, start=start, end=end)
