"""Library items in the database."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.session import IN_LIST, alone
from research_assistant.adapters.db.tables import documents, item_identifiers, library_items, snapshots
from research_assistant.adapters.store.copies import COPIES, remove_orphans
from research_assistant.adapters.store.items import item_of
from research_assistant.adapters.store.shelving import Place, attach, kept_of, shelve, with_source
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.passage import Passage
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
        """Keep what was read; see the port."""
        if not readings:
            return []
        place = Place(owner_id=owner_id, visibility=visibility, collection=collection)
        return await shelve(self._connection, readings, place, self._clock)

    async def attach(self, item_id: str, reading: Reading, passages: Sequence[Passage]) -> LibraryItem:
        """Make what was read the text of the item; what its record tells of the work stays."""
        await alone(self._connection, COPIES)
        row = (await self._connection.execute(with_source().where(library_items.c.item_id == item_id))).one()
        return await attach(self._connection, kept_of(row), (reading, passages), self._clock)

    async def known(
        self,
        snapshot_sha256: str,
        *,
        owner_id: str,
        visibility: Visibility,
        collection: str,
        extractors: Collection[str],
    ) -> str | None:
        """Return the address that the snapshot came from, where adding it would change nothing; see the port."""
        wanted = with_source().where(
            snapshots.c.sha256 == snapshot_sha256,
            documents.c.extractor.in_(extractors),
            library_items.c.owner_id == owner_id,
            library_items.c.visibility == visibility.value,
            library_items.c.collection == collection,
        )
        row = (await self._connection.execute(wanted.limit(1))).one_or_none()
        return None if row is None else str(row.url)

    async def get(self, name: str, *, user_id: str) -> LibraryItem | None:
        """Return the visible item with this id or identifier (`scheme:value`)."""
        # Of several by one name, the user's own comes first.
        visible = _visible(user_id).order_by(library_items.c.owner_id != user_id, library_items.c.item_id)
        row = (await self._connection.execute(visible.where(_named(name)).limit(1))).one_or_none()
        return None if row is None else item_of(row)

    async def named(self, name: str, *, owner_id: str) -> Sequence[LibraryItem]:
        """Return the owner's items with this id or identifier: each collection may have one."""
        c = library_items.c
        wanted = _visible(owner_id).where(c.owner_id == owner_id, _named(name)).order_by(c.item_id)
        return [item_of(row) for row in await self._connection.execute(wanted)]

    async def by_ids(self, item_ids: Sequence[str], *, user_id: str) -> Sequence[LibraryItem]:
        """Return those of the items that the user may see, in the order asked."""
        wanted = _visible(user_id).where(library_items.c.item_id.in_(item_ids))
        found = {row.item_id: item_of(row) for row in await self._connection.execute(wanted)}
        return [found[item_id] for item_id in item_ids if item_id in found]

    async def list(
        self, *, user_id: str, collection: str | None, limit: int, offset: int, before: str | None = None
    ) -> Sequence[LibraryItem]:
        """Return visible items, the newest first; see the port."""
        wanted = _visible(user_id, collection).order_by(library_items.c.item_id.desc()).limit(limit).offset(offset)
        if before is not None:
            wanted = wanted.where(library_items.c.item_id < before)
        return [item_of(row) for row in await self._connection.execute(wanted)]

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


def canonical(text: str) -> str | None:
    """Return a UUID in its canonical form, or `None` where `text` is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _named(name: str) -> ColumnElement[bool]:
    """Return what is true of the items with this id or identifier (`scheme:value`)."""
    if ":" not in name:
        item_id = canonical(name)
        return false() if item_id is None else library_items.c.item_id == item_id
    scheme, _, value = name.partition(":")
    identifiers = item_identifiers.c
    named = select(identifiers.item_id).where(identifiers.scheme == scheme.lower(), identifiers.value == value)
    return library_items.c.item_id.in_(named)


def _visible(user_id: str, collection: str | None = None) -> Select[tuple[object, ...]]:
    mine = library_items.c.owner_id == user_id
    wanted = select(*library_items.c).where(or_(mine, library_items.c.visibility == Visibility.SHARED.value))
    return wanted if collection is None else wanted.where(library_items.c.collection == collection)
