"""Readings into library items: new ones, and those that the owner has and that are brought up to date."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Row, Select, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST
from research_assistant.adapters.db.session import insert as upsert
from research_assistant.adapters.db.tables import documents, item_identifiers, library_items, snapshots
from research_assistant.adapters.store.copies import Copy, add_copies, remove_orphans
from research_assistant.adapters.store.items import item_of, item_row
from research_assistant.domain.attaching import brought_up_to_date, file_name, filled, registered
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.work import Extent
from research_assistant.kit.ids import new_id
from research_assistant.ports.clock import Clock
from research_assistant.ports.stores import Added


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where items go.

    Attributes:
        owner_id: Whose they are.
        visibility: Who else may search them.
        collection: The set that they belong to; empty for none.
    """

    owner_id: str
    visibility: Visibility
    collection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An item that is there.

    Attributes:
        item: As it is.
        name: What its owner's collection knows it by.
        source: The name of the file that its text is from.
    """

    item: LibraryItem
    name: str
    source: str


async def shelve(connection: AsyncConnection, copies: Sequence[Copy], place: Place, clock: Clock) -> list[Added]:
    """Keep what was read, and return what became of it, one entry a name."""
    await add_copies(connection, copies, clock)
    readings = [reading for reading, _ in copies]
    # Records first: a file beside them may hold the full text of one.
    records = [reading for reading in readings if reading.document.extent is not Extent.FULL_TEXT]
    files = [reading for reading in readings if reading.document.extent is Extent.FULL_TEXT]
    added = [
        *await _shelve_alike(connection, records, place, clock),
        *await _shelve_alike(connection, files, place, clock),
    ]
    left = {reading.document.document_id for reading in readings} - {each.item.document_id for each in added}
    await remove_orphans(connection, left)
    return added


async def attach(connection: AsyncConnection, kept: Kept, copy: Copy, clock: Clock) -> LibraryItem:
    """Make a copy the text of an item; the text that it had goes, unless something else points at it."""
    await add_copies(connection, [copy], clock)
    # An abstract given by hand is the item's text all the same.
    item = filled(kept.item, copy[0])
    await _put(connection, {kept.name: item})
    await remove_orphans(connection, {kept.item.document_id} - {item.document_id})
    return item


def with_source() -> Select[tuple[object, ...]]:
    """Return a selection of items with the address that their text is from."""
    whence = documents.c.snapshot_sha256 == snapshots.c.sha256
    return (
        select(library_items, snapshots.c.url)
        .join(documents, documents.c.document_id == library_items.c.document_id)
        .join(snapshots, whence)
    )


def kept_of(row: Row[tuple[object, ...]]) -> Kept:
    """Return the item of a row of `with_source`."""
    item = item_of(row)
    return Kept(item=item, name=row.name, source=item.attached.file if item.attached else file_name(row.url))


async def _shelve_alike(
    connection: AsyncConnection, readings: Sequence[Reading], place: Place, clock: Clock
) -> list[Added]:
    named = {_name(reading): reading for reading in readings}
    there = await _there(connection, named, place)
    homes = await _homes(connection, [named[name] for name in named.keys() - there.keys()], place)
    made: dict[str, LibraryItem] = {}
    moved: dict[str, LibraryItem] = {}
    added: list[Added] = []
    for name, reading in named.items():
        if (kept := there.get(name)) is not None:
            item = brought_up_to_date(kept.item, reading, source=kept.source)
            item = made[name] = replace(item, visibility=place.visibility)
        elif (kept := homes.pop(name, None)) is not None:
            item = moved[kept.name] = filled(kept.item, reading)
        else:
            item = made[name] = _new(reading, place, clock)
        attached = kept is not None and kept.item.extent is not Extent.FULL_TEXT and item.extent is Extent.FULL_TEXT
        added.append(Added(item=item, reading=reading, new=kept is None, attached=attached))
    await _put(connection, made)
    await _put(connection, moved)
    before = {kept.item.document_id for kept in (*there.values(), *homes.values())}
    await remove_orphans(connection, before - {each.item.document_id for each in added})
    return added


def _name(reading: Reading) -> str:
    identifiers = reading.work.identifiers
    return str(identifiers[0]) if identifiers else f"snapshot:{reading.snapshot.sha256}"


def _new(reading: Reading, place: Place, clock: Clock) -> LibraryItem:
    return LibraryItem(
        item_id=new_id(),
        owner_id=place.owner_id,
        visibility=place.visibility,
        collection=place.collection,
        work=reading.work,
        document_id=reading.document.document_id,
        extent=reading.document.extent,
        added_at=clock(),
    )


async def _there(connection: AsyncConnection, names: Collection[str], place: Place) -> dict[str, Kept]:
    """Return the items that the collection has under these names."""
    wanted = with_source().where(
        library_items.c.owner_id == place.owner_id,
        library_items.c.collection == place.collection,
        library_items.c.name.in_(names),
    )
    return {row.name: kept_of(row) for row in await connection.execute(wanted)} if names else {}


async def _homes(connection: AsyncConnection, readings: Iterable[Reading], place: Place) -> dict[str, Kept]:
    """Return, by the name of a full text, the item of the owner that is known by less and has an identifier of it."""
    wanted = {
        (each.scheme, each.value): _name(reading)
        for reading in readings
        if reading.document.extent is Extent.FULL_TEXT
        for each in registered(reading.work)
    }
    if not wanted:
        return {}
    c = item_identifiers.c
    known = (
        with_source()
        .add_columns(c.scheme, c.value)
        .join(item_identifiers, c.item_id == library_items.c.item_id)
        .where(
            library_items.c.owner_id == place.owner_id,
            library_items.c.extent != Extent.FULL_TEXT.value,
            c.value.in_(value for _, value in wanted),
        )
        .order_by(library_items.c.collection != place.collection, library_items.c.item_id)
    )
    found: dict[str, Kept] = {}
    for row in await connection.execute(known):
        name = wanted.get((row.scheme, row.value))
        if name is not None and all(kept.item.item_id != row.item_id for kept in found.values()):
            found.setdefault(name, kept_of(row))
    return found


async def _put(connection: AsyncConnection, items: Mapping[str, LibraryItem]) -> None:
    if not items:
        return
    statement = upsert(connection, library_items)
    changing = ("visibility", "work", "title", "year", "document_id", "extent", "attached")
    statement = statement.on_conflict_do_update(
        index_elements=["owner_id", "collection", "name"],
        set_={column: statement.excluded[column] for column in changing},
    )
    await connection.execute(statement, [item_row(name, item) for name, item in items.items()])
    ids = [item.item_id for item in items.values()]
    for first in range(0, len(ids), IN_LIST):
        some = ids[first : first + IN_LIST]
        await connection.execute(delete(item_identifiers).where(item_identifiers.c.item_id.in_(some)))
    names = [
        {"item_id": item.item_id, "scheme": identifier.scheme, "value": identifier.value}
        for item in items.values()
        for identifier in dict.fromkeys(item.work.identifiers)
    ]
    if names:
        await connection.execute(insert(item_identifiers), names)
