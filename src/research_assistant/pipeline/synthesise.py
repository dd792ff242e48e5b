"""Synthesise, without a model: sentences that say the same are one finding; each claim is a verbatim quote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from research_assistant.domain.claim import Claim, Judgement, Pair
from research_assistant.domain.evidence import Evidence
from research_assistant.domain.finding import DraftFinding
from research_assistant.pipeline.contrast import contradict, points_one_way, same_way
from research_assistant.ports.checker import Checker
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


@dataclass(frozen=True, slots=True)
class _Said:
    """What sentences say, by their place in the evidence.

    Attributes:
        judged: What the checker says of pairs from different sources: of the first against the second.
    """

    texts: Sequence[str]
    vectors: Vectors | None
    judged: Mapping[tuple[int, int], Judgement] = field(default_factory=dict)

    def are_alike(self, one: int, other: int) -> bool:
        """Tell whether two sentences make one point, as far as their likeness says."""
        least = ALIKE if points_one_way(self.texts[one]) else ALIKE_WITHOUT_DIRECTION
        return self.likeness(one, other) >= least

    def likeness(self, one: int, other: int) -> float:
        """Return the cosine of two sentences, or the share of their words that both have."""
        if self.vectors is not None:
            return float(self.vectors[one] @ self.vectors[other])
        first, second = (set(self.texts[place].lower().split()) for place in (one, other))
        return len(first & second) / len(first | second)


async def synthesise(
    evidence: tuple[Evidence, ...], embedder: Embedder | None, checker: Checker
) -> tuple[DraftFinding, ...]:
    """Return at most `MOST_FINDINGS` findings a subquestion, the most relevant first; void evidence is left out.

    Raises:
        EmbedderUnavailable: The model did not answer.
    """
    evidence = tuple(each for each in evidence if not each.void)
    texts = [each.quote.exact for each in evidence]
    vectors = None if embedder is None or not texts else await embedder.embed(texts)
    said = await _judged(_Said(texts, vectors), evidence, checker)
    drafts: list[DraftFinding] = []
    number = 0
    for subquestion_id in dict.fromkeys(each.subquestion_id for each in evidence):
        members = [place for place, each in enumerate(evidence) if each.subquestion_id == subquestion_id]
        for point in _points(members, said)[:MOST_FINDINGS]:
            sides: list[tuple[Claim, ...]] = []
            for places in (point.saying, point.contrary):
                chosen = [evidence[place] for place in places[:MOST_CLAIMS]]
                sides.append(tuple(_claim(number + place, each) for place, each in enumerate(chosen, start=1)))
                number += len(chosen)
            drafts.append(DraftFinding(subquestion_id=subquestion_id, claims=sides[0], opposing=sides[1]))
    return tuple(drafts)


def _claim(number: int, evidence: Evidence) -> Claim:
    return Claim(claim_id=f"c{number}", text=evidence.quote.exact, evidence_ids=(evidence.evidence_id,))


async def _judged(said: _Said, evidence: Sequence[Evidence], checker: Checker) -> _Said:
    """Ask the checker at once, both ways round, about all pairs of different sources that make one point."""
    alike = [
        (one, other)
        for one, other in combinations(range(len(evidence)), 2)
        if evidence[one].subquestion_id == evidence[other].subquestion_id
        and evidence[one].source_id != evidence[other].source_id
        and said.are_alike(one, other)
    ]
    ways = [way for one, other in alike for way in ((one, other), (other, one))]
    judged = await checker.judge_pairs([Pair(claim=said.texts[a], evidence=(said.texts[b],)) for a, b in ways])
    return replace(said, judged=dict(zip(ways, judged, strict=True)))


def _points(members: Sequence[int], said: _Said) -> list[_Point]:
    """Group by what is said: each sentence joins the first point whose leading sentence it agrees or disagrees with."""
    points: list[_Point] = []
    for place in members:
        for point in points:
            side = _side(point, place, said)
            if side is not None:
                side.append(place)
                break
        else:
            points.append(_Point(saying=[place]))
    return points


def _side(point: _Point, place: int, said: _Said) -> list[int] | None:
    """Return the side of `point` that the sentence at `place` belongs to, or nothing where it says something else."""
    leader = point.saying[0]
    if not said.are_alike(leader, place):
        return None
    first, second = said.texts[leader], said.texts[place]
    there, back = said.judged.get((leader, place)), said.judged.get((place, leader))
    # Sentences of one source were not judged: a source that tells both sides of a matter does not disagree with itself.
    if there is not None and back is not None and contradict(first, second, there, back):
        return point.contrary
    # Likeness is of subject; two sentences on one subject agree only if they also point the same way.
    return point.saying if same_way(first, second) else None
