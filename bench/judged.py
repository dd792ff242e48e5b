"""Questions with and without an answer in SciFact's abstracts, put to the judging of the rank stage."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asking import asked
from corpora import Record, Topic, pubmedqa, research_questions, scifact_topics
from research_assistant.domain.fusion import Fused, fuse
from research_assistant.kit.text import Span
from research_assistant.pipeline.coverage import asked as asked_for
from research_assistant.pipeline.judging import Judged, judge, sentence_features
from research_assistant.pipeline.quotable import offers
from research_assistant.pipeline.relevance import SentenceFeatures
from research_assistant.pipeline.split import split
from research_assistant.ports.embedder import Embedder
from stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question and whether the library answers it.

    Attributes:
        group: Where it is from.
        without: Records that are taken out of the library for it.
        weight: How much it counts in training.
    """

    text: str
    group: str
    answerable: bool
    topic: Topic | None = None
    without: frozenset[str] = frozenset()
    weight: float = 1.0


def claims(data: Path, part: str) -> Iterator[Question]:
    """Yield the claims of SciFact that have a rationale, in three forms, with and without their abstracts."""
    for topic in scifact_topics(data, part):
        if not topic.rationales:
            continue
        for text in asked(topic.text):
            yield Question(text=text, group=part, answerable=True, topic=topic, weight=1 / 3)
            gone = topic.wanted | frozenset(topic.rationales)
            # Other abstracts may answer as well: these count half.
            yield Question(text=text, group=f"{part}, abstracts removed", answerable=False, without=gone, weight=1 / 6)


def others(data: Path) -> Iterator[Question]:
    """Yield questions that SciFact was not made for: few of PubMedQA's and hardly any of other fields' are answered."""
    for topic in pubmedqa(data)[1]:
        yield Question(text=topic.text, group="PubMedQA", answerable=False, weight=0.5)
    for text in research_questions(data):
        yield Question(text=text, group="other fields", answerable=False)


async def judged(
    questions: Sequence[Question], stock: Stock, embedder: Embedder | None
) -> AsyncIterator[tuple[Question, list[Judged]]]:
    """Yield what the sentences of the best twenty sources look like, question by question."""
    for question in questions:
        yield question, await look(question.text, stock, embedder, without=question.without)


async def look(text: str, stock: Stock, embedder: Embedder | None, *, without: Collection[str] = ()) -> list[Judged]:
    """Return the judged sentences for one question."""
    fused = fuse(await stock.by_words(text), await stock.by_vector(text) if embedder is not None else [])
    sources = stock.sources(fused, without=without)
    passages = await split(sources, stock.documents)
    stored = await stock.documents.get([source.document_id for source in sources if source.document_id])
    offered = offers(passages, sources, {document.document_id: document for document in stored})
    return await judge(text, [offered[source.source_id] for source in sources if source.source_id in offered], embedder)


async def marked(
    question: Question, stock: Stock, embedder: Embedder | None
) -> list[tuple[Record, list[tuple[SentenceFeatures, bool]]]]:
    """Return the sentences of each abstract that answers, each with whether experts marked it as a rationale."""
    wanted = asked_for(question.text)
    made = []
    for key, numbers in question.topic.rationales.items() if question.topic is not None else ():
        record = stock.records[key]
        document_id = next(document for document, known in stock.keys.items() if known == key)
        sources = stock.sources([Fused(key=document_id, score=1.0, parts={})])
        stored = {document_id: (await stock.documents.get([document_id]))[0]}
        (offered,) = offers(await split(sources, stock.documents), sources, stored).values()
        sentences = [sentence for offer in offered for sentence in offer.sentences]
        cosines: list[float | None] = [None] * len(sentences)
        if embedder is not None:
            rows = await embedder.embed([question.text, *(sentence.text for sentence in sentences)])
            cosines = [float(row @ rows[0]) for row in rows[1:]]
        places = record.places(numbers)
        made.append(
            (
                record,
                [
                    (sentence_features(sentence, wanted, cosine), any(_meet(sentence.span, each) for each in places))
                    for sentence, cosine in zip(sentences, cosines, strict=True)
                ],
            )
        )
    return made


def _meet(one: Span, other: Span) -> bool:
    """Tell whether two spans share more than half of the shorter one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared > min(one.end - one.start, other.end - other.start)
