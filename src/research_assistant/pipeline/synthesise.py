"""Synthesise, without a model: sentences that say the same are one finding; each claim is a verbatim quote."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from research_assistant.domain.claim import Claim
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import DraftFinding
from research_assistant.pipeline.contrast import contrary, points_one_way, same_way
from research_assistant.ports.embedder import Embedder, Vectors

ALIKE = 0.7
"""Cosine from which two sentences of all-MiniLM-L6-v2 are taken to make one point."""

ALIKE_WITHOUT_DIRECTION = 0.8
"""The same for sentences that speak neither of more nor of less: only their likeness says that they agree."""

MOST_FINDINGS = 8
"""For one subquestion; what is weaker stays evidence."""

MOST_CLAIMS = 4
"""On each side of one finding."""


@dataclass(slots=True)
class _Point:
    """Evidence on one point, the most relevant first."""

    saying: list[int]
    contrary: list[int] = field(default_factory=list)


async def synthesise(evidence: tuple[Evidence, ...], embedder: Embedder | None) -> tuple[DraftFinding, ...]:
    """Return at most `MOST_FINDINGS` findings a subquestion, the most relevant first."""
    texts = [each.quote.exact for each in evidence]
    vectors = None if embedder is None or not texts else await embedder.embed(texts)
    drafts: list[DraftFinding] = []
    number = 0
    for subquestion_id in dict.fromkeys(each.subquestion_id for each in evidence):
        members = [place for place, each in enumerate(evidence) if each.subquestion_id == subquestion_id]
        for point in _points(members, evidence, vectors)[:MOST_FINDINGS]:
            sides: list[tuple[Claim, ...]] = []
            for places in (point.saying, point.contrary):
                chosen = [evidence[place] for place in places[:MOST_CLAIMS]]
                sides.append(tuple(_claim(number + place, each) for place, each in enumerate(chosen, start=1)))
                number += len(chosen)
            drafts.append(DraftFinding(subquestion_id=subquestion_id, claims=sides[0], opposing=sides[1]))
    return tuple(drafts)


def _claim(number: int, evidence: Evidence) -> Claim:
    return Claim(claim_id=f"c{number}", text=evidence.quote.exact, evidence_ids=(evidence.evidence_id,))


def _points(members: Sequence[int], evidence: Sequence[Evidence], vectors: Vectors | None) -> list[_Point]:
    """Group by what is said: each sentence joins the first point whose leading sentence it agrees or disagrees with."""
    points: list[_Point] = []
    for place in members:
        for point in points:
            side = _side(point, place, evidence, vectors)
            if side is not None:
                side.append(place)
                break
        else:
            points.append(_Point(saying=[place]))
    return points


def _side(point: _Point, place: int, evidence: Sequence[Evidence], vectors: Vectors | None) -> list[int] | None:
    """Return the side of `point` that the sentence at `place` belongs to, or nothing where it says something else."""
    leader = point.saying[0]
    first, second = evidence[leader].quote.exact, evidence[place].quote.exact
    if _likeness(leader, place, evidence, vectors) < (ALIKE if points_one_way(first) else ALIKE_WITHOUT_DIRECTION):
        return None
    if contrary(first, second):
        return point.contrary
    # Likeness is of subject; two sentences on one subject agree only if they also point the same way.
    return point.saying if same_way(first, second) else None


def _likeness(one: int, other: int, evidence: Sequence[Evidence], vectors: Vectors | None) -> float:
    if vectors is not None:
        return float(vectors[one] @ vectors[other])
    first, second = (set(evidence[place].quote.exact.lower().split()) for place in (one, other))
    return len(first & second) / len(first | second)
