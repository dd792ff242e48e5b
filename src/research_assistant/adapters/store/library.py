"""Library items in the database."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST, alone
from research_assistant.adapters.db.session import insert as upsert
from research_assistant.adapters.db.tables import item_identifiers, library_items
from research_assistant.adapters.store.copies import COPIES, add_copies, remove_orphans
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.passage import Passage
from research_assistant.domain.work import Extent, Work
from research_assistant.kit.ids import new_id
from research_assistant.kit.values import from_json, to_json
from research_assistant.ports.clock import Clock
from research_assistant.ports.stores import Added


class SqlLibrary:
    """Library items with their documents, snapshots and passages."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def add(
        self,
        readings: Sequence[tuple[Reading, Sequence[Passage]]],
        *,
        owner_id: str,
        visibility: Visibility,
        collection: str,
    ) -> Sequence[Added]:
        """Keep what was read; an item that the owner already has under the same name is brought up to date."""
        if not readings:
            return []
        await add_copies(self._connection, readings, self._clock)
        items = {
            name: LibraryItem(
                item_id=new_id(),
                owner_id=owner_id,
                visibility=visibility,
                collection=collection,
                work=reading.work,
                document_id=reading.document.document_id,
                extent=reading.document.extent,
                added_at=self._clock(),
            )
            for reading, _ in readings
            for name in [_name(reading)]
        }
        before = await self._named(items, owner_id=owner_id, collection=collection)
        kept = await self._upsert(items)
        given = {reading.document.document_id for reading, _ in readings}
        replaced = {row.document_id for row in before.values()} | given
        await remove_orphans(self._connection, replaced - {item.document_id for item in kept.values()})
        return [Added(item=kept[name], new=name not in before) for name in items]

    async def get(self, name: str, *, user_id: str) -> LibraryItem | None:
        """Return the visible item with this id or identifier (`scheme:value`)."""
        # Of several by one name, the user's own comes first.
        visible = _visible(user_id).order_by(library_items.c.owner_id != user_id, library_items.c.item_id)
        if ":" in name:
            scheme, _, value = name.partition(":")
            named = select(item_identifiers.c.item_id).where(
                item_identifiers.c.scheme == scheme.lower(), item_identifiers.c.value == value
            )
            wanted = visible.where(library_items.c.item_id.in_(named)).limit(1)
        elif (item_id := canonical(name)) is not None:
            wanted = visible.where(library_items.c.item_id == item_id)
        else:
            return None
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else _item(row)

    async def by_ids(self, item_ids: Sequence[str], *, user_id: str) -> Sequence[LibraryItem]:
        """Return those of the items that the user may see, in the order asked."""
        wanted = _visible(user_id).where(library_items.c.item_id.in_(item_ids))
        found = {row.item_id: _item(row) for row in await self._connection.execute(wanted)}
        return [found[item_id] for item_id in item_ids if item_id in found]

    async def list(self, *, user_id: str, collection: str | None, limit: int, offset: int) -> Sequence[LibraryItem]:
        """Return visible items, the newest first."""
        wanted = _visible(user_id, collection).order_by(library_items.c.item_id.desc()).limit(limit).offset(offset)
        return [_item(row) for row in await self._connection.execute(wanted)]

    async def count(self, *, user_id: str, collection: str | None) -> int:
        """Return how many items `list` could return."""
        counted = _visible(user_id, collection).with_only_columns(func.count())
        number: int = (await self._connection.execute(counted)).scalar_one()
        return number

    async def collections(self, *, user_id: str) -> Sequence[tuple[str, Visibility, int]]:
        """Return the visible collections, each with its visibility and number of items."""
        c = library_items.c
        grouped = _visible(user_id).with_only_columns(c.collection, c.visibility, func.count().label("items"))
        rows = await self._connection.execute(grouped.group_by(c.collection, c.visibility).order_by(c.collection))
        return [(row.collection, Visibility(row.visibility), row.items) for row in rows]

    async def remove(self, item_ids: Sequence[str], *, owner_id: str) -> int:
        """Remove the owner's items; documents that nothing points at any more go with them."""
        return await self._remove(library_items.c.item_id.in_(item_ids), owner_id)

    async def remove_collection(self, collection: str, *, owner_id: str) -> int:
        """Remove all of the owner's items of one collection."""
        return await self._remove(library_items.c.collection == collection, owner_id)

    async def _remove(self, which: ColumnElement[bool], owner_id: str) -> int:
        await alone(self._connection, COPIES)
        gone = delete(library_items).where(library_items.c.owner_id == owner_id, which)
        documents = list(await self._connection.scalars(gone.returning(library_items.c.document_id)))
        for first in range(0, len(documents), IN_LIST):
            await remove_orphans(self._connection, documents[first : first + IN_LIST])
        return len(documents)

    async def _named(
        self, names: Collection[str], *, owner_id: str, collection: str
    ) -> dict[str, Row[tuple[object, ...]]]:
        wanted = select(library_items).where(
            library_items.c.owner_id == owner_id,
            library_items.c.collection == collection,
            library_items.c.name.in_(names),
        )
        return {row.name: row for row in await self._connection.execute(wanted)}

    async def _upsert(self, items: dict[str, LibraryItem]) -> dict[str, LibraryItem]:
        statement = upsert(self._connection, library_items)
        changing = ("visibility", "work", "title", "year", "document_id", "extent")
        statement = statement.on_conflict_do_update(
            index_elements=["owner_id", "collection", "name"],
            set_={column: statement.excluded[column] for column in changing},
        )
        rows = [_row(name, item) for name, item in items.items()]
        await self._connection.execute(statement, rows)
        first = next(iter(items.values()))
        stored = await self._named(items, owner_id=first.owner_id, collection=first.collection)
        kept = {name: _item(row) for name, row in stored.items()}
        ids = [item.item_id for item in kept.values()]
        await self._connection.execute(delete(item_identifiers).where(item_identifiers.c.item_id.in_(ids)))
        names = [
            {"item_id": item.item_id, "scheme": identifier.scheme, "value": identifier.value}
            for item in kept.values()
            for identifier in dict.fromkeys(item.work.identifiers)
        ]
        if names:
            await self._connection.execute(insert(item_identifiers), names)
        return kept


def canonical(text: str) -> str | None:
    """Return a UUID in its canonical form, or `None` where `text` is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _name(reading: Reading) -> str:
    identifiers = reading.work.identifiers
    return str(identifiers[0]) if identifiers else f"document:{reading.document.document_id}"


def _visible(user_id: str, collection: str | None = None) -> Select[tuple[object, ...]]:
    mine = library_items.c.owner_id == user_id
    wanted = select(*library_items.c).where(or_(mine, library_items.c.visibility == Visibility.SHARED.value))
    return wanted if collection is None else wanted.where(library_items.c.collection == collection)


def _row(name: str, item: LibraryItem) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "owner_id": item.owner_id,
        "visibility": item.visibility.value,
        "collection": item.collection,
        "name": name,
        "work": to_json(item.work, Work),
        "title": item.work.title,
        "year": item.work.year,
        "document_id": item.document_id,
        "extent": item.extent.value,
        "added_at": item.added_at,
    }


def _item(row: Row[tuple[object, ...]]) -> LibraryItem:
    return LibraryItem(
        item_id=row.item_id,
        owner_id=row.owner_id,
        visibility=Visibility(row.visibility),
        collection=row.collection,
        work=from_json(row.work, Work),
        document_id=row.document_id,
        extent=Extent(row.extent),
        added_at=row.added_at,
    )
