"""The reader's library: add, find, show, remove."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from research_assistant.domain.attaching import another_work
from research_assistant.domain.document import Box, Document
from research_assistant.domain.errors import InvalidInput, NotFound
from research_assistant.domain.hit import Hit
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.query import Scope, question
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.user import User
from research_assistant.domain.work import Extent
from research_assistant.kit.text import Span
from research_assistant.pipeline.split import passages
from research_assistant.ports.blobs import Blobs
from research_assistant.ports.connector import Connector
from research_assistant.ports.extractor import Extractor
from research_assistant.ports.transaction import Transactions
from research_assistant.services.adding import BATCH, Adding, Addition, Progress, keep_blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemText:
    """An item with the copy that is searched and quoted, and what of its file is not in it."""

    item: LibraryItem
    document: Document
    limits: Sequence[str] = ()


class Library:
    """The use cases of one library."""

    def __init__(self, transactions: Transactions, blobs: Blobs, extractor: Extractor, connector: Connector) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._extractor = extractor
        self._connector = connector

    async def add(
        self,
        paths: Sequence[Path],
        *,
        owner: User,
        visibility: Visibility,
        collection: str,
        progress: Progress,
        names: Mapping[Path, str] | None = None,
    ) -> Addition:
        """Add files; what cannot be read is told in the result, the rest is added.

        Args:
            paths: Files.
            owner: Whose they become.
            visibility: Who else may search them.
            collection: The set they belong to; it names the records' own ids.
            progress: Told of every step.
            names: What files are called that lie under names of ours.

        Raises:
            StorageUnavailable: What was read cannot be kept.
        """
        adding = self._adding(owner, visibility, collection, progress, names)
        return await adding.files(paths)

    async def add_readings(
        self,
        readings: Iterable[Reading],
        *,
        owner: User,
        visibility: Visibility,
        collection: str,
        progress: Progress,
    ) -> Addition:
        """Add what has been read; see `add`."""
        adding = self._adding(owner, visibility, collection, progress)
        addition, waiting = Addition(), iter(readings)
        while batch := list(islice(waiting, BATCH)):
            addition = await adding.keep(batch)
        return addition

    def _adding(
        self,
        owner: User,
        visibility: Visibility,
        collection: str,
        progress: Progress,
        names: Mapping[Path, str] | None = None,
    ) -> Adding:
        return Adding(
            self._transactions,
            self._blobs,
            self._extractor,
            owner_id=owner.user_id,
            visibility=visibility,
            collection=collection,
            progress=progress,
            names=names or {},
        )

    async def attach(self, name: str, path: Path, *, user: User, anyway: bool = False, called: str = "") -> LibraryItem:
        """Make a file the text of an item; what the item's record tells stays, its gaps are filled from the file.

        Args:
            name: An id or identifier of an item of the user's own.
            path: The file: one work.
            user: Whose the item is.
            anyway: Attach it even where it says that it is another work.
            called: The file's name, where it lies under one of ours.

        Raises:
            NotFound: There is no such item, or it is not the user's.
            UnreadableFile: The file cannot be read.
            InvalidInput: It holds many works, or is clearly another one; or several items have this identifier.
        """
        async with self._transactions.reading() as transaction:
            items = await transaction.library.named(name, owner_id=user.user_id)
        if not items:
            raise _no_item(name)
        if len(items) > 1:
            raise _ambiguous(name, items)
        (item,) = items
        file = called or path.name
        reading = await self._whole(path, file)
        other = another_work(item.work, reading.work, reading.document.text)
        if other and not anyway:
            raise InvalidInput(
                f"{file!r} is not “{item.work.title}”: {other}.", next_step="Give --anyway if it is all the same."
            )
        spans = await asyncio.to_thread(passages, reading.document)
        await keep_blobs(self._blobs, [reading])
        async with self._transactions.writing() as transaction:
            if await transaction.library.get(item.item_id, user_id=user.user_id) is None:
                raise _no_item(name)
            attached = await transaction.library.attach(item.item_id, reading, spans)
            await keep_blobs(self._blobs, [reading])
        return attached

    async def _whole(self, path: Path, file: str) -> Reading:
        """Return the one work that a file is."""
        content = await self._extractor.content(path)
        async with aclosing(self._extractor.read(content, name=file)) as entries:
            async for entry in entries:
                if isinstance(entry, Reading) and entry.document.extent is Extent.FULL_TEXT:
                    return entry
                break
        raise InvalidInput(f"{file!r} is no text of a work but a list.", next_step="Add it: research library add")

    async def original(self, name: str, *, user: User) -> Snapshot:
        """Return the bytes that the text of an item was read from.

        Raises:
            NotFound: There is no such item, or it is not the user's to see.
            StorageUnavailable: They are damaged.
        """
        found = await self.show(name, user=user)
        async with self._transactions.reading() as transaction:
            snapshot = await transaction.documents.snapshot(found.document.snapshot_sha256)
        if snapshot is None:
            raise _no_item(name)
        return snapshot if snapshot.content else replace(snapshot, content=await self._blobs.get(snapshot.sha256))

    async def search(self, text: str, *, user: User, scope: Scope, limit: int) -> Sequence[Hit]:
        """Return the items that fit best, with what their ranks are made of."""
        answer = await self._connector.search(question(text), user_id=user.user_id, scope=scope, limit=limit)
        return answer.hits

    async def texts(self, hits: Iterable[Hit]) -> dict[str, Document]:
        """Return the documents that the hits point at, by id."""
        wanted = [hit.document_id for hit in hits if hit.document_id is not None]
        async with self._transactions.reading() as transaction:
            return {document.document_id: document for document in await transaction.documents.get(wanted)}

    async def list(
        self, *, user: User, collection: str | None, limit: int, offset: int = 0, before: str | None = None
    ) -> tuple[Sequence[LibraryItem], int]:
        """Return one page of the items that the user may see, and how many there are in all.

        Args:
            user: Who asks.
            collection: Only this one.
            limit: At most so many.
            offset: So many are left out at the top.
            before: Only those that were added before the item with this id.
        """
        async with self._transactions.reading() as transaction:
            total = await transaction.library.count(user_id=user.user_id, collection=collection)
            page = await transaction.library.list(
                user_id=user.user_id, collection=collection, limit=limit, offset=offset, before=before
            )
        return page, total

    async def collections(self, *, user: User) -> Sequence[tuple[str, Visibility, int]]:
        """Return the collections that the user may see."""
        async with self._transactions.reading() as transaction:
            return await transaction.library.collections(user_id=user.user_id)

    async def show(self, name: str, *, user: User) -> ItemText:
        """Return an item with its text.

        Raises:
            NotFound: There is no such item, or it is not the user's to see.
        """
        async with self._transactions.reading() as transaction:
            item = await transaction.library.get(name, user_id=user.user_id)
            if item is None:
                raise _no_item(name)
            (document,) = await transaction.documents.get([item.document_id])
            limits = await transaction.documents.limits(item.document_id)
        return ItemText(item=item, document=document, limits=limits)

    async def boxes(self, name: str, span: Span, *, user: User) -> Mapping[int, Sequence[Box]]:
        """Return where the words of `span` are seen, by the number of the page; empty where there are no pages.

        Raises:
            NotFound: There is no such item, or it is not the user's to see.
        """
        async with self._transactions.reading() as transaction:
            item = await transaction.library.get(name, user_id=user.user_id)
            if item is None:
                raise _no_item(name)
            return await transaction.documents.boxes(item.document_id, span)

    async def remove(self, names: Sequence[str], *, user: User) -> int:
        """Remove the user's items: all of them, or none where one is not there.

        Raises:
            NotFound: One of them is not there, or is not the user's.
        """
        async with self._transactions.writing() as transaction:
            item_ids: list[str] = []
            for name in names:
                item = await transaction.library.get(name, user_id=user.user_id)
                if item is None or item.owner_id != user.user_id:
                    raise _no_item(name)
                item_ids.append(item.item_id)
            removed = await transaction.library.remove(item_ids, owner_id=user.user_id)
        await self.sweep()
        return removed

    async def remove_collection(self, collection: str, *, user: User) -> int:
        """Remove all of the user's items of one collection.

        Raises:
            NotFound: The user has no such collection.
        """
        async with self._transactions.writing() as transaction:
            removed = await transaction.library.remove_collection(collection, owner_id=user.user_id)
        if not removed:
            raise NotFound(
                f"You have no collection {collection!r}.", next_step="See those there are: research library list"
            )
        await self.sweep()
        return removed

    async def sweep(self) -> int:
        """Remove the blobs that no snapshot points at, and return how many there were.

        Others may add and remove at the same time: what they add is looked at once more before it counts as kept.
        """
        names, removed = await self._blobs.names(), 0
        for first in range(0, len(names), BATCH):
            async with self._transactions.writing() as transaction:
                unkept = await transaction.documents.unkept(names[first : first + BATCH])
                await self._blobs.remove(unkept)
            removed += len(unkept)
        return removed


def _no_item(name: str) -> NotFound:
    return NotFound(
        f"You have no library item {name!r}.",
        next_step="Give an id or an identifier such as doi:10.1000/182; find it with: research library search",
    )


def _ambiguous(name: str, items: Sequence[LibraryItem]) -> InvalidInput:
    told = ", ".join(f"{item.item_id} ({item.collection or 'no collection'})" for item in items)
    return InvalidInput(
        f"{len(items)} items of yours are called {name!r}.", next_step=f"Give the id of the one you mean: {told}."
    )
