"""Merge: copies of one work become one, and the best works become the sources."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from research_assistant.domain.hit import Hit, Search
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Origin, Source
from research_assistant.domain.work import Extent, Work

RANK_CONSTANT = 60
"""Cormack, Clarke and Buettcher, Reciprocal Rank Fusion (SIGIR 2009): what damps the first ranks."""

_EXTENTS = (Extent.RECORD, Extent.ABSTRACT, Extent.FULL_TEXT)
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(slots=True)
class _Cluster:
    """Hits that point at one work."""

    best: Hit
    origins: list[Origin] = field(default_factory=list)

    @property
    def score(self) -> float:
        return sum(1 / (RANK_CONSTANT + origin.rank) for origin in self.origins)

    def take(self, hit: Hit, search: Search) -> None:
        if _EXTENTS.index(hit.extent) > _EXTENTS.index(self.best.extent):
            self.best = hit
        self.origins.append(
            Origin(
                connector=search.connector,
                subquestion_id=search.subquestion_id,
                rank=hit.rank,
                score=hit.score,
                parts=hit.parts,
            )
        )


async def merge(searches: tuple[Search, ...], scope: Scope, new_id: Callable[[], str]) -> tuple[Source, ...]:
    """Return at most `scope.max_sources` sources, best first, each work once.

    Two hits are one work when they share an identifier, a stored copy, or title and year.
    """
    clusters = sorted(_clusters(searches), key=lambda cluster: (-cluster.score, cluster.best.work.title))
    best_score = clusters[0].score if clusters else 1.0
    return tuple(
        Source(
            source_id=new_id(),
            rank=rank,
            work=cluster.best.work,
            score=round(cluster.score / best_score, 4),
            origins=tuple(cluster.origins),
            document_id=cluster.best.document_id,
            extent=cluster.best.extent,
        )
        for rank, cluster in enumerate(clusters[: scope.max_sources], start=1)
    )


def _clusters(searches: Iterable[Search]) -> list[_Cluster]:
    by_name: dict[str, _Cluster] = {}
    for search in searches:
        for hit in search.hits:
            names = _names(hit)
            known = [by_name[name] for name in names if name in by_name]
            cluster = known[0] if known else _Cluster(best=hit)
            for other in known[1:]:
                if other is not cluster:
                    cluster.origins += other.origins
                    by_name.update({name: cluster for name, found in by_name.items() if found is other})
            cluster.take(hit, search)
            by_name.update(dict.fromkeys(names, cluster))
    return list({id(cluster): cluster for cluster in by_name.values()}.values())


def _names(hit: Hit) -> list[str]:
    names = [str(identifier) for identifier in hit.work.identifiers]
    if hit.document_id is not None:
        names.append(f"document:{hit.document_id}")
    return [*names, _title_and_year(hit.work)]


def _title_and_year(work: Work) -> str:
    return f"title:{_NOT_A_WORD.sub(' ', work.title.casefold()).strip()}:{work.year}"
