"""Read: for every source a stored copy is at hand, or it is said why not; copies of one text are one source."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from research_assistant.domain.budget import OUT_OF_TIME
from research_assistant.domain.copies import are_copies, shingles
from research_assistant.domain.document import Document
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.merging import merged
from research_assistant.domain.query import Scope
from research_assistant.domain.sameness import set_apart
from research_assistant.domain.source import Source
from research_assistant.pipeline.allowance import UNBOUND, Allowance
from research_assistant.pipeline.filtering import FOREIGN, is_foreign, unwanted
from research_assistant.pipeline.merge import field_origins
from research_assistant.pipeline.opening import opened_source
from research_assistant.ports.tools import Tools

SOURCES_IN_HASTE = 5
"""Sources whose texts are looked at where the time allowed is spent: judging them is what takes long from here on."""

_ALL = Scope()


async def read(
    sources: tuple[Source, ...], tools: Tools, scope: Scope = _ALL, allowance: Allowance = UNBOUND
) -> tuple[Source, ...]:
    """Return the sources, those without a stored copy marked as unread with the reason.

    Full texts that a record gives a location of are fetched, all at once, until the patience for it is at its end.
    Sources of one title whose texts are copies become one, which is read in the longest copy. What only a text tells
    may show that `scope` leaves it out. Where the time allowed is spent, the best texts are read, and no more.
    """
    opened = await asyncio.gather(*(opened_source(source, tools, allowance) for source in sources))
    wanted = [source.document_id for source in opened if source.document_id is not None]
    stored = {document.document_id: document for document in await tools.documents.get(wanted)}
    made: list[Source] = []
    texts = 0
    for source in _each_text_once(opened, stored):
        reason = _unreadable(source, stored) or _unwanted(source, stored, scope)
        if not reason and texts >= SOURCES_IN_HASTE and allowance.is_spent:
            reason = OUT_OF_TIME
        texts += not reason
        made.append(replace(source, document_id=None, unread=reason) if reason else source)
    return tuple(made)


def _unreadable(source: Source, stored: Mapping[str, Document]) -> str:
    """Return why nothing of the source can be read, or nothing."""
    document = stored.get(source.document_id or "")
    if document is not None and document.text:
        return ""
    if source.unopened:
        return source.unopened
    if document is not None:
        return "only title and bibliographic fields are known"
    return "no copy is stored" if source.document_id is None else "its copy was removed from the library"


def _unwanted(source: Source, stored: Mapping[str, Document], scope: Scope) -> str:
    """Return what a text shows of its work that leaves it out, or nothing."""
    document = stored[source.document_id or ""]
    reason = unwanted(source.work, scope) or (FOREIGN if is_foreign(source, document, scope) else "")
    return f"the text shows that they are to be left out, {reason}" if reason else ""


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
        preprint_read=longest.preprint_read,
        opened=longest.opened,
        unopened=longest.unopened,
        cached=longest.cached,
    )


def _name(source: Source) -> str:
    return next((name for name in (*map(str, source.work.identifiers), source.work.url) if name), source.work.title)
