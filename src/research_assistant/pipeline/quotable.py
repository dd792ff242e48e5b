"""The sentences of the sources that could be quoted, and what their words and their place say of them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from research_assistant.domain.document import Document
from research_assistant.domain.labels import label_length
from research_assistant.domain.passage import Passage
from research_assistant.domain.source import Source
from research_assistant.domain.work import Extent
from research_assistant.kit.sentences import sentences
from research_assistant.kit.text import Span
from research_assistant.kit.words import stems
from research_assistant.pipeline.prose import Prose

LEAST_WORDS = 4
"""A shorter sentence cannot be told from others of its kind: see the verbatim rules."""

NOWHERE = 0.5
"""The place of a sentence in a text whose order says little of it."""

_FINDING = re.compile(
    r"\b(found|find that|show(s|ed|n)?|demonstrat\w+|reveal\w*|report(ed)? that|observed|identif\w+|associated with"
    r"|significant\w*|increased|decreased|reduced|higher|lower|conclu\w+)\b|\bp ?[<=]",
    re.IGNORECASE,
)
_INTENT = re.compile(
    r"\b(aim(s|ed)?|objectives?|purpose|background|we sought|to (investigate|determine|assess|examine|evaluate|compare"
    r"|test)|design|setting|methods?|participants|hypothes\w+|unclear|unknown|investigated|whether"
    r"|were (randomly|enrolled|recruited|collected|measured|assigned)|searched|data sources)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a source.

    Attributes:
        text: Its words as they are embedded: white space folded.
        words: Its stems.
        place: How far down its abstract it stands, from 0 to 1.
        tells: Whether it speaks as one that reports what was found.
        intends: Whether it speaks as one that says what was asked, planned or done.
    """

    span: Span
    text: str
    words: frozenset[str]
    place: float
    tells: bool
    intends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A passage of a source with its sentences.

    Attributes:
        sentences: Those that say something; see `pipeline.prose`.
        words: Stems of the passage, headings and tables included, and of the title above it.
        title_words: Stems of the title.
    """

    source: Source
    document: Document
    passage: Passage
    sentences: tuple[Sentence, ...]
    words: frozenset[str]
    title_words: frozenset[str]


def offers(
    passages: Sequence[Passage], sources: Sequence[Source], documents: Mapping[str, Document]
) -> dict[str, list[Offer]]:
    """Return what each source offers, by source id; sources without a stored copy offer nothing."""
    of_document: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in sorted(set(passages), key=lambda each: (each.start, each.end)):
        of_document[passage.document_id].append(passage)
    return {
        source.source_id: _offers(source, document, of_document[document.document_id])
        for source in sources
        if source.document_id is not None and (document := documents.get(source.document_id)) is not None
    }


def _offers(source: Source, document: Document, passages: Sequence[Passage]) -> list[Offer]:
    found = [
        sentence
        for place, span in _placed(sentences(document.text, language=document.language), document)
        if len((sentence := _sentence(span, place, document)).text.split()) >= LEAST_WORDS
    ]
    prose = Prose(document, source.work.title)
    title_words = stems(document.title or source.work.title)
    made: list[Offer] = []
    for passage in passages:
        bounds = Span(passage.start, passage.end)
        inside = tuple(each for each in found if bounds.holds(each.span))
        saying = tuple(each for each in inside if prose.says(each.span))
        if saying:
            words = title_words.union(*(each.words for each in inside))
            made.append(
                Offer(
                    source=source,
                    document=document,
                    passage=passage,
                    sentences=saying,
                    words=words,
                    title_words=title_words,
                )
            )
    return made


def _placed(spans: Sequence[Span], document: Document) -> list[tuple[float, Span]]:
    if document.extent is Extent.FULL_TEXT or len(spans) < 2:
        return [(NOWHERE, span) for span in spans]
    return [(number / (len(spans) - 1), span) for number, span in enumerate(spans)]


def _sentence(whole: Span, place: float, document: Document) -> Sentence:
    said = whole.of(document.text)
    span = Span(whole.start + label_length(said), whole.end)
    text = " ".join(span.of(document.text).split())
    return Sentence(
        span=span,
        text=text,
        words=stems(text),
        place=place,
        # A label is no part of the sentence, but it says what kind of sentence follows.
        tells=_FINDING.search(said) is not None,
        intends=_INTENT.search(said) is not None,
    )
