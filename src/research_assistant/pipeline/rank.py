"""Rank: the sentences that bear on each part of the question, each with the probability that it does.

A part that no source is likely to answer gets no evidence: what is merely the nearest is not an answer.
"""

from collections.abc import Sequence

from research_assistant.domain.evidence import Evidence, quote
from research_assistant.domain.passage import Passage
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.source import Source
from research_assistant.pipeline.judging import Judged, judge
from research_assistant.pipeline.quotable import Offer, offers
from research_assistant.pipeline.relevance import answers
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.tools import Documents

MOST_EVIDENCE = 40
MOST_A_SOURCE = 3


async def rank(
    passages: tuple[Passage, ...],
    plan: Plan,
    sources: tuple[Source, ...],
    documents: Documents,
    embedder: Embedder | None,
) -> tuple[Evidence, ...]:
    """Return the evidence for all parts of the plan, best first; none for a part that no source answers.

    Raises:
        EmbedderUnavailable: The model did not answer.
    """
    ids = list(dict.fromkeys(source.document_id for source in sources if source.document_id is not None))
    stored = {document.document_id: document for document in await documents.get(ids)}
    offered = offers(passages, sources, stored)
    bearing: list[tuple[SubQuestion, Judged]] = []
    for part in plan.subquestions:
        judged = await judge(part.text, _for(part, sources, offered), embedder)
        bearing += [(part, each) for each in _kept(judged)]
    bearing.sort(key=lambda pair: (-pair[1].relevance, pair[1].offer.source.rank, pair[1].sentence.span.start))
    return tuple(
        _evidence(f"e{number}", part, judged) for number, (part, judged) in enumerate(bearing[:MOST_EVIDENCE], start=1)
    )


def _for(part: SubQuestion, sources: Sequence[Source], offered: dict[str, list[Offer]]) -> list[list[Offer]]:
    """Return what the sources found for this part offer, the best source first."""
    found = [
        source
        for source in sources
        if not source.origins or any(origin.subquestion_id == part.id for origin in source.origins)
    ]
    ranked = sorted(found, key=lambda source: (source.rank, source.source_id))
    return [offered[source.source_id] for source in ranked if offered.get(source.source_id)]


def _kept(judged: Sequence[Judged]) -> list[Judged]:
    kept: list[Judged] = []
    taken: dict[str, int] = {}
    for each in sorted(judged, key=lambda one: (-one.relevance, one.offer.source.rank, one.sentence.span.start)):
        source_id = each.offer.source.source_id
        if answers(each.relevance, each.passage) and taken.get(source_id, 0) < MOST_A_SOURCE:
            taken[source_id] = taken.get(source_id, 0) + 1
            kept.append(each)
    return kept


def _evidence(evidence_id: str, part: SubQuestion, judged: Judged) -> Evidence:
    offer, span = judged.offer, judged.sentence.span
    return Evidence(
        evidence_id=evidence_id,
        subquestion_id=part.id,
        source_id=offer.source.source_id,
        passage_id=offer.passage.passage_id,
        quote=quote(offer.document, span.start, span.end),
        relevance=round(judged.relevance, 4),
        scores={name: round(score, 4) for name, score in judged.scores.items()},
    )
