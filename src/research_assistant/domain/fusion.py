"""One order out of two: what was found by words and what was found by meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

VECTOR_SHARE = 0.7
"""How much of the score the cosine makes; the words make the rest.

Chosen on the 809 training claims of SciFact (`bench/retrieval.py --set train`): nDCG@10 is within 0.002 of its best
from 0.6 to 0.75, and reciprocal rank fusion and min-max scores stay below. Words are taken relative to the best
passage, which brings BM25 and cosines to one scale; the wider spread of the former is why the latter get the larger
share.
"""

DEPTH = 400
"""How many passages of each kind are fused: Recall@100 grows up to here, and hardly beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """A key with its score and what that is made of.

    Attributes:
        score: In [0, 1].
        parts: The raw scores `words` (BM25) and `vector` (cosine) where the key was found so, and the share of each
            in the score, `words_share` and `vector_share`; the shares add up to the score.
    """

    key: str
    score: float
    parts: dict[str, float]


def fuse(by_words: Sequence[tuple[str, float]], by_vector: Sequence[tuple[str, float]]) -> list[Fused]:
    """Return every key of either list, best first; equal scores stand in the order of the keys.

    A key that is missing in one list scores there as the last of that list does: it can be no better than that. Where
    one list is empty the other decides alone.

    Args:
        by_words: Keys with BM25 scores, best first.
        by_vector: Keys with cosines, best first.
    """
    words, vector = dict(by_words), dict(by_vector)
    share = VECTOR_SHARE if words and vector else float(bool(vector))
    best = max(words.values(), default=0.0)
    least_words, least_vector = min(words.values(), default=0.0), min(vector.values(), default=0.0)
    fused: list[Fused] = []
    for key in words.keys() | vector.keys():
        relative = words.get(key, least_words) / best if best > 0 else 0.0
        shares = {
            "words_share": (1 - share) * _bounded(relative),
            "vector_share": share * _bounded(vector.get(key, least_vector)),
        }
        raw = {name: scores[key] for name, scores in (("words", words), ("vector", vector)) if key in scores}
        fused.append(Fused(key=key, score=_bounded(sum(shares.values())), parts=raw | shares))
    return sorted(fused, key=lambda each: (-each.score, each.key))


def _bounded(value: float) -> float:
    return min(1.0, max(0.0, value))
