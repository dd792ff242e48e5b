"""Read: for every source a stored copy is at hand, or it is said why not; copies of one text are one source."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from research_assistant.domain.copies import are_copies, shingles
from research_assistant.domain.document import Document
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.merging import merged
from research_assistant.domain.sameness import set_apart
from research_assistant.domain.source import Source
from research_assistant.pipeline.merge import field_origins
from research_assistant.pipeline.opening import opened_source
from research_assistant.ports.tools import Tools


async def read(sources: tuple[Source, ...], tools: Tools) -> tuple[Source, ...]:
    """Return the sources, those without a stored copy marked as unread with the reason.

    Full texts that a record gives a location of are fetched, all at once, until the patience for it is at its end.
    Sources of one title whose texts are copies become one, which is read in the longest copy.
    """
    opened = await asyncio.gather(*(opened_source(source, tools) for source in sources))
    wanted = [source.document_id for source in opened if source.document_id is not None]
    stored = {document.document_id: document for document in await tools.documents.get(wanted)}
    return tuple(
        source
        if source.document_id in stored and stored[source.document_id].text
        else replace(source, document_id=None, unread=_reason(source, known=source.document_id in stored))
        for source in _each_text_once(opened, stored)
    )


def _reason(source: Source, *, known: bool) -> str:
    if source.unopened:
        return source.unopened
    if known:
        return "only title and bibliographic fields are known"
    return "no copy is stored" if source.document_id is None else "its copy was removed from the library"


def _each_text_once(sources: Sequence[Source], stored: Mapping[str, Document]) -> list[Source]:
    """Return the sources with those that are copies of an earlier one joined to it, ranked anew."""
    kept: dict[str, Source] = {}
    of_title: defaultdict[str, list[str]] = defaultdict(list)
    for source in sources:
        same = of_title[Likeness(source.work).title or source.source_id]
        copied = next((each for each in same if _are_one(kept[each], source, stored)), None)
        if copied is None:
            same.append(source.source_id)
            kept[source.source_id] = source
        else:
            kept[copied] = _together(kept[copied], source, stored)
    return [replace(source, rank=rank) for rank, source in enumerate(kept.values(), start=1)]


def _are_one(one: Source, other: Source, stored: Mapping[str, Document]) -> bool:
    if set_apart(Likeness(one.work), Likeness(other.work)):
        return False
    first, second = stored.get(one.document_id or ""), stored.get(other.document_id or "")
    return first is not None and second is not None and are_copies(shingles(first.text), shingles(second.text))


def _together(one: Source, other: Source, stored: Mapping[str, Document]) -> Source:
    longest = max(one, other, key=lambda each: len(stored[each.document_id or ""].text))
    records = {(each.origins[0].connector, _name(each)): each.work for each in (one, other) if each.origins}
    return replace(
        one,
        work=merged([one.work, other.work]).work,
        origins=(*one.origins, *other.origins),
        fields=one.fields or other.fields or field_origins(records),
        locations=tuple(dict.fromkeys((*one.locations, *other.locations))),
        document_id=longest.document_id,
        extent=longest.extent,
        opened=longest.opened,
        unopened=longest.unopened,
        cached=longest.cached,
    )


def _name(source: Source) -> str:
    return next((name for name in (*map(str, source.work.identifiers), source.work.url) if name), source.work.title)
