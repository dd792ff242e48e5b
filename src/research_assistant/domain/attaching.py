"""What becomes of an item when another copy or record of its work comes in: what is told stays, text grows only."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from rapidfuzz import fuzz

from research_assistant.domain.library import Attached, LibraryItem, Reading
from research_assistant.domain.likeness import REGISTERS, Likeness, folded
from research_assistant.domain.merging import LOCATORS
from research_assistant.domain.sameness import set_apart
from research_assistant.domain.work import Extent, Identifier, Work

Value = TypeVar("Value")

_PLAIN = ("authors", "venue", "url")
_PARTS = ("creators", "dates", "variables", "extra")
_UNTOLD_TYPES = ("document", "article", "")
_ALIKE = 60.0
"""Least likeness of two titles of one work (normalised edit ratio, 100 for equal)."""

_OPENING = 5_000
"""Code points at the start of a text in which its title stands."""


_AMOUNT = {Extent.RECORD: 0, Extent.ABSTRACT: 1, Extent.FULL_TEXT: 2}


def brought_up_to_date(item: LibraryItem, reading: Reading, *, source: str) -> LibraryItem:
    """Return the item after it was read again, or another record or copy of it.

    Args:
        item: As it is.
        reading: What came in under its name.
        source: The name of the file that the item's text is from.
    """
    document = reading.document
    if document.extent is Extent.FULL_TEXT:
        if item.extent is not Extent.FULL_TEXT or item.attached is not None:
            return filled(item, reading)
    elif item.extent is Extent.FULL_TEXT:
        # Its record comes in, for the first time or again.
        attached = item.attached or Attached(file=source, fields=_told(item.work))
        work, fields = completed(reading.work, _only(item.work, attached.fields))
        return replace(item, work=work, attached=replace(attached, fields=fields))
    if _AMOUNT[document.extent] < _AMOUNT[item.extent]:
        return replace(item, work=reading.work)
    return replace(item, work=reading.work, document_id=document.document_id, extent=document.extent, attached=None)


def filled(item: LibraryItem, reading: Reading) -> LibraryItem:
    """Return the item with the text that was read; what it tells of its work stays, gaps are filled."""
    record = item.work if item.attached is None else without(item.work, item.attached.fields)
    work, fields = completed(record, reading.work)
    return replace(
        item,
        work=work,
        document_id=reading.document.document_id,
        extent=reading.document.extent,
        attached=Attached(file=file_name(reading.snapshot.url), fields=fields),
    )


def file_name(url: str) -> str:
    """Return what the file at a snapshot's address is called."""
    return url.removeprefix("file:").partition("#")[0]


def completed(record: Work, file: Work) -> tuple[Work, tuple[str, ...]]:
    """Return what `record` tells, its gaps filled from `file`, and the names of the fields that are from the file."""
    taken: dict[str, object] = {name: getattr(file, name) for name in _PLAIN if _gap(record, file, name)}
    fields = list(taken)
    if record.year is None and file.year is not None:
        taken |= {"year": file.year, "issued": file.issued}
        fields.append("year")
    elif not record.issued and file.issued and record.year == file.year:
        taken["issued"] = file.issued
        fields.append("issued")
    if record.type in _UNTOLD_TYPES and file.type not in _UNTOLD_TYPES:
        taken["type"] = file.type
        fields.append("type")
    told = {identifier.scheme for identifier in record.identifiers}
    names = [identifier for identifier in file.identifiers if identifier.scheme not in told]
    taken["identifiers"] = (*record.identifiers, *names)
    fields += [f"identifiers.{identifier.scheme}" for identifier in names]
    for name in _PARTS:
        ours, theirs = getattr(record, name), getattr(file, name)
        placed = name == "variables" and not LOCATORS.isdisjoint(ours)
        more = {part: theirs[part] for part in theirs if part not in ours and not (placed and part in LOCATORS)}
        taken[name] = {**ours, **more}
        fields += [f"{name}.{part}" for part in more]
    return replace(record, **taken), tuple(fields)  # type: ignore[arg-type]  # each value is from a work's own field


def without(work: Work, fields: Collection[str]) -> Work:
    """Return what is left of a completed work where `fields` are taken out of it again."""
    empty: dict[str, object] = {name: type(getattr(work, name))() for name in _PLAIN if name in fields}
    if "year" in fields:
        empty |= {"year": None, "issued": ""}
    if "issued" in fields:
        empty["issued"] = ""
    if "type" in fields:
        empty["type"] = "document"
    empty["identifiers"] = tuple(each for each in work.identifiers if f"identifiers.{each.scheme}" not in fields)
    for name in _PARTS:
        kept: Mapping[str, object] = getattr(work, name)
        empty[name] = {part: told for part, told in kept.items() if f"{name}.{part}" not in fields}
    return replace(work, **empty)  # type: ignore[arg-type]  # each value is from a work's own field


def registered(work: Work) -> frozenset[Identifier]:
    """Return the names by which registers know the work: DOI, arXiv id, PMID."""
    return frozenset(identifier for identifier in work.identifiers if identifier.scheme in REGISTERS)


def another_work(item: Work, file: Work, text: str) -> str:
    """Return why the file is clearly not the item's work, as the second half of a sentence; empty where it may be.

    Args:
        item: What the library knows.
        file: What the file says of itself.
        text: The file's, which may hold the item's title at its start whatever the file calls itself.
    """
    one, other = Likeness(item), Likeness(file)
    if set_apart(one, other):
        return f"it is {', '.join(sorted(map(str, registered(file))))}"
    if not one.tells or not other.tells or one.squeezed in folded(text[:_OPENING]).replace(" ", ""):
        return ""
    if max(fuzz.ratio(one.bare, other.bare), fuzz.partial_ratio(one.bare, other.bare)) >= _ALIKE:
        return ""
    return f"its title is {file.title!r}"


def _told(work: Work) -> tuple[str, ...]:
    """Return the names of all fields that say something, but for the title."""
    return completed(Work(title=work.title), work)[1]


def _only(work: Work, fields: Collection[str]) -> Work:
    return without(work, set(_told(work)).difference(fields))


def _gap(record: Work, file: Work, name: str) -> bool:
    return not getattr(record, name) and bool(getattr(file, name))
