"""Merge: copies of one work become one, and the best works become the sources."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from research_assistant.domain.hit import Hit, Search
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.location import Location
from research_assistant.domain.matching import clusters
from research_assistant.domain.merging import disagrees, marked, merged, told
from research_assistant.domain.query import Scope
from research_assistant.domain.source import FieldOrigin, Origin, Said, Source, Taken
from research_assistant.domain.versions import preprint_described
from research_assistant.domain.work import Extent, Identifier, Work
from research_assistant.pipeline.filtering import unwanted
from research_assistant.pipeline.standing import host_in_the_web, in_turn, standing

_EXTENTS = (Extent.RECORD, Extent.ABSTRACT, Extent.FULL_TEXT)
_COPY = "document"


@dataclass(slots=True)
class _Cluster:
    """Hits that point at one work."""

    best: Hit
    work: Work
    fields: tuple[FieldOrigin, ...]
    origins: list[Origin] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)

    def take(self, hit: Hit, search: Search) -> None:
        if _EXTENTS.index(hit.extent) > _EXTENTS.index(self.best.extent):
            self.best = hit
        self.locations += hit.locations
        self.origins.append(
            Origin(
                connector=search.connector,
                subquestion_id=search.subquestion_id,
                rank=hit.rank,
                score=hit.score,
                parts=hit.parts,
            )
        )


async def merge(searches: tuple[Search, ...], scope: Scope, new_id: Callable[[], str]) -> Taken:
    """Return at most `scope.max_sources` sources, best first, each work once and none that `scope` leaves out.

    Two hits are one work when they share an identifier, a stored copy, or title, authors and year (`domain.matching`).
    What one record of a work does not say is taken from the others. Which are best, `pipeline.standing` says.
    """
    year = max((search.asked_at.year for search in searches), default=0)
    found = [(cluster, unwanted(cluster.work, scope)) for cluster in _clusters(searches)]
    wanted = [(cluster, standing(cluster.work, cluster.origins, year=year)) for cluster, reason in found if not reason]
    best_first = sorted(wanted, key=lambda each: (-each[1].score, each[0].work.title))
    best_score = best_first[0][1].score if best_first else 1.0
    in_order = in_turn(best_first, lambda each: host_in_the_web(each[0].work, each[0].origins))
    sources = tuple(
        Source(
            source_id=new_id(),
            rank=rank,
            work=cluster.work,
            score=round(stands.score / best_score, 4),
            authority=stands.authority,
            setbacks=stands.setbacks,
            why=(*stands.why, *waited),
            origins=tuple(cluster.origins),
            fields=cluster.fields,
            locations=tuple(sorted(dict.fromkeys(cluster.locations), key=lambda each: not each.is_open)),
            document_id=cluster.best.document_id,
            extent=cluster.best.extent,
            preprint_read=_preprint_read(cluster),
        )
        for rank, ((cluster, stands), waited) in enumerate(in_order[: scope.max_sources], start=1)
    )
    return Taken(sources=sources, left_out=dict(Counter(reason for _, reason in found if reason)))


def _clusters(searches: Iterable[Search]) -> list[_Cluster]:
    found = [
        (replace(hit, work=marked(hit.work, said_by=search.connector)), search)
        for search in searches
        for hit in search.hits
    ]
    made: list[_Cluster] = []
    for same in clusters([_with_copy(hit) for hit, _ in found]):
        hits = [found[member] for member in same.members]
        cluster = _Cluster(best=hits[0][0], work=_without_copies(same.work), fields=_fields(hits))
        for hit, search in hits:
            cluster.take(hit, search)
        made.append(cluster)
    return made


def _preprint_read(cluster: _Cluster) -> str:
    """Return the preprint whose record brought the copy, where what is cited is published."""
    is_read = cluster.best.document_id is not None and Likeness(cluster.work).published
    return preprint_described(cluster.best.work) if is_read else ""


def _fields(hits: Sequence[tuple[Hit, Search]]) -> tuple[FieldOrigin, ...]:
    """Return where each field is from; one record that was found several times counts once."""
    return field_origins({(search.connector, _record(hit)): hit.work for hit, search in hits})


def field_origins(records: Mapping[tuple[str, str], Work]) -> tuple[FieldOrigin, ...]:
    """Return where each field of a work is from, given its records by connector and name; nothing for a single one."""
    if len(records) < 2:
        return ()
    names, works = list(records), list(records.values())

    def said(place: int, field: str) -> Said:
        connector, record = names[place]
        return Said(connector=connector, record=record, value=told(works[place], field))

    return tuple(
        FieldOrigin(
            field=field,
            taken=said(place, field),
            others=tuple(
                said(other, field) for other in range(len(works)) if disagrees(works[place], works[other], field)
            ),
        )
        for field, place in merged(works).origins.items()
        if not field.startswith("extra.")
    )


def _record(hit: Hit) -> str:
    """Return what a record is called where it is from."""
    names = (hit.item_id, *map(str, hit.work.identifiers), hit.work.url, hit.work.title)
    return next((name for name in names if name), "")


def _with_copy(hit: Hit) -> Work:
    """Return the work with its stored copy as one more name: who shares a copy is one work."""
    if hit.document_id is None:
        return hit.work
    copy = Identifier(scheme=_COPY, value=hit.document_id)
    return replace(hit.work, identifiers=(*hit.work.identifiers, copy))


def _without_copies(work: Work) -> Work:
    return replace(work, identifiers=tuple(each for each in work.identifiers if each.scheme != _COPY))
