"""Rank: the sentences that bear on each part of the question, each with the probability that it does.

A part that no source is likely to answer gets no evidence: what is merely the nearest is not an answer. What a work
says that was retracted or withdrawn is void: it takes no place of other evidence, and no later stage builds on it.
"""

from collections.abc import Mapping, Sequence

from research_assistant.domain.copies import are_copies, shingles
from research_assistant.domain.document import Document
from research_assistant.domain.evidence import Evidence, quote
from research_assistant.domain.likeness import Likeness
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
MOST_VOID = 3
"""Quotes of retracted works that are told of."""


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
    void = _void(sources, stored)
    sides = [[pair for pair in bearing if (pair[1].offer.source.source_id in void) is side] for side in (False, True)]
    told = (*sides[0][:MOST_EVIDENCE], *sides[1][:MOST_VOID])
    return tuple(
        _evidence(f"e{number}", part, judged, void=judged.offer.source.source_id in void)
        for number, (part, judged) in enumerate(told, start=1)
    )


def _void(sources: Sequence[Source], stored: Mapping[str, Document]) -> set[str]:
    """Return the ids of sources that nothing may rest on: retracted works, and other copies of their texts.

    A preprint may be withdrawn because its text was published elsewhere.
    """
    void = {source.source_id for source in sources if source.work.is_void}
    texts = {
        source.source_id: shingles(stored[source.document_id].text)
        for source in sources
        if void and source.document_id is not None and source.document_id in stored
    }
    preprints = {source.source_id for source in sources if void and Likeness(source.work).is_preprint}
    retracted = [texts[source_id] for source_id in void & texts.keys() - preprints]
    return void | {source_id for source_id, text in texts.items() if any(are_copies(text, each) for each in retracted)}


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


def _evidence(evidence_id: str, part: SubQuestion, judged: Judged, *, void: bool) -> Evidence:
    offer, span = judged.offer, judged.sentence.span
    return Evidence(
        evidence_id=evidence_id,
        subquestion_id=part.id,
        source_id=offer.source.source_id,
        passage_id=offer.passage.passage_id,
        quote=quote(offer.document, span.start, span.end),
        relevance=round(judged.relevance, 4),
        scores={name: round(score, 4) for name, score in judged.scores.items()},
        void=void,
    )
