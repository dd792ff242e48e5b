"""Files into a library: several are read at once, what was read is kept batch by batch, nothing is kept twice."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from research_assistant.domain.attaching import file_name
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.passage import Passage
from research_assistant.domain.work import Extent
from research_assistant.kit.text import shown_name
from research_assistant.pipeline.split import passages
from research_assistant.ports.blobs import Blobs
from research_assistant.ports.extractor import Extractor, Refusal
from research_assistant.ports.transaction import Transactions

BATCH = 500
"""Readings kept in one transaction: what is lost at most when the process is killed, and read again."""

HEAVY = 4_000_000
"""Code points and bytes that fill a batch as well: what a large one holds in memory."""

PATIENCE = 1.0
"""Seconds that a batch waits for the next reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file, or one entry of it, that was not added.

    Attributes:
        file: Its path.
        place: Where in the file; empty for the file as a whole.
        cause: A word for programs, such as `encrypted`; `entry` for one entry of a file.
        reason: A sentence.
        next_step: What to do about it; empty where nothing can be done.
    """

    file: str
    place: str = ""
    cause: str
    reason: str
    next_step: str = ""

    def __str__(self) -> str:
        """Return the sentences that are shown."""
        return f"{self.file}, {self.place}: {self.reason}." if self.place else f"{self.reason} {self.next_step}"


@dataclass(slots=True)
class Addition:
    """What became of the files that were added.

    Attributes:
        new: Items that were not there before.
        known: Items that were, and are up to date.
        item_ids: Of both, in the order they were kept; files whose bytes were known bring none.
        attached: Sentences on files that became the text of an item known by a record or an abstract alone.
        same: Sentences on files whose bytes are those of another one.
        limits: Sentences on what of a file is not in its text.
        refused: What could not be read.
        undescribed: How many new full texts have no authors or no year.
    """

    new: int = 0
    known: int = 0
    item_ids: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    undescribed: int = 0

    @property
    def unreadable(self) -> int:
        """Files that could not be read at all."""
        return sum(not refused.place for refused in self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step forward.

    Attributes:
        begun: The file whose reading begins; empty where none does.
        kept: Readings that were kept just now.
        done: The file that has been read to its end; empty where none has.
    """

    begun: str = ""
    kept: int = 0
    done: str = ""


Progress = Callable[[Step], None]


class Adding:
    """Adds files to the library of one owner.

    Args:
        transactions: Where they are kept.
        blobs: Where the bytes of large ones are kept.
        extractor: What reads them.
        owner_id: Whose they become.
        visibility: Who else may search them.
        collection: The set they belong to; it names the records' own ids.
        progress: Told of every step.
        names: What files are called that lie under names of ours.
    """

    def __init__(
        self,
        transactions: Transactions,
        blobs: Blobs,
        extractor: Extractor,
        *,
        owner_id: str,
        visibility: Visibility,
        collection: str,
        progress: Progress,
        names: Mapping[Path, str],
    ) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._extractor = extractor
        self._owner_id = owner_id
        self._visibility = visibility
        self._collection = collection
        self._progress = progress
        self._names = names
        self._addition = Addition()
        self._seen: dict[str, Path] = {}
        self._read: asyncio.Queue[Reading | None] = asyncio.Queue(BATCH)

    async def files(self, paths: Sequence[Path]) -> Addition:
        """Add files; what cannot be read is told in the result, the rest is added.

        Raises:
            StorageUnavailable: What was read cannot be kept.
            Unavailable: No process that reads can be started.
        """
        reading = asyncio.create_task(self._read_all(iter(paths)))
        try:
            while batch := await self._batch():
                await self.keep(batch)
            await reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])
        return self._addition

    async def keep(self, batch: Sequence[Reading]) -> Addition:
        """Keep what was read in one transaction, and return what became of all so far."""
        copies = await asyncio.to_thread(_split, batch)
        await keep_blobs(self._blobs, batch)
        async with self._transactions.writing() as transaction:
            added = await transaction.library.add(
                copies, owner_id=self._owner_id, visibility=self._visibility, collection=self._collection
            )
            # Once more, now that nobody else can take away what nothing pointed at.
            await keep_blobs(self._blobs, batch)
        self._addition.new += sum(each.new for each in added)
        self._addition.known += sum(not each.new for each in added)
        self._addition.undescribed += sum(each.new and _is_undescribed(each.item) for each in added)
        self._addition.item_ids += [each.item.item_id for each in added]
        self._addition.attached += [
            f"{file_name(each.reading.snapshot.url)} is the text of “{each.item.work.title}” now, known by its "
            "record before."
            for each in added
            if each.attached
        ]
        self._addition.limits += [
            f"{file_name(reading.snapshot.url)}: {limit}" for reading in batch for limit in reading.limits
        ]
        self._progress(Step(kept=len(batch)))
        return self._addition

    async def _batch(self) -> list[Reading]:
        """Return the next readings, none at the end."""
        batch: list[Reading] = []
        weight = 0
        while len(batch) < BATCH and weight < HEAVY:
            try:
                async with asyncio.timeout(PATIENCE if batch else None):
                    reading = await self._read.get()
            except TimeoutError:
                break
            if reading is None:
                # For the next call, where this one has a batch to give.
                await self._read.put(None)
                break
            batch.append(reading)
            weight += len(reading.document.text) + len(reading.snapshot.content)
        return batch

    async def _read_all(self, paths: Iterator[Path]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._extractor.at_once):
                    group.create_task(self._read_some(paths))
        except BaseExceptionGroup as group:
            await self._read.put(None)
            # One reason is enough to stop for.
            raise group.exceptions[0] from group
        await self._read.put(None)

    async def _read_some(self, paths: Iterator[Path]) -> None:
        for path in paths:
            self._progress(Step(begun=self._called(path)))
            try:
                await self._read_one(path)
            except UnreadableFile as error:
                self._addition.refused.append(
                    Refused(file=self._told(path), cause=error.cause, reason=str(error), next_step=error.next_step)
                )
            self._progress(Step(done=self._called(path)))

    async def _read_one(self, path: Path) -> None:
        content = await self._extractor.content(path)
        if await self._is_known(path, (await asyncio.to_thread(sha256, content)).hexdigest()):
            return
        async with aclosing(
            self._extractor.read(content, name=self._called(path), collection=self._collection)
        ) as entries:
            async for entry in entries:
                if isinstance(entry, Refusal):
                    self._addition.refused.append(
                        Refused(file=self._told(path), place=entry.place, cause="entry", reason=entry.reason)
                    )
                else:
                    await self._read.put(entry)

    async def _is_known(self, path: Path, digest: str) -> bool:
        """Tell whether these bytes need not be read; say so where another file of this addition has them.

        What they were called when they were added before is not told: it may have been another user who added them.
        """
        first = self._seen.setdefault(digest, path)
        if first is not path:
            self._addition.same.append(f"{self._told(path)} is the same as {self._told(first)}.")
            return True
        async with self._transactions.reading() as transaction:
            url = await transaction.library.known(
                digest,
                owner_id=self._owner_id,
                visibility=self._visibility,
                collection=self._collection,
                extractors=self._extractor.versions,
            )
        if url is None:
            return False
        self._addition.known += 1
        return True

    def _called(self, path: Path) -> str:
        """Return the name of a file, without its folder."""
        return self._names.get(path, shown_name(path.name))

    def _told(self, path: Path) -> str:
        """Return what a reader is told of where a file is."""
        return self._names.get(path, shown_name(str(path)))


async def keep_blobs(blobs: Blobs, readings: Iterable[Reading]) -> None:
    """Keep the bytes that are too large for the database; those that are there stay as they are."""
    for reading in readings:
        if reading.snapshot.is_large:
            await blobs.put(reading.snapshot.content, reading.snapshot.sha256)


def _is_undescribed(item: LibraryItem) -> bool:
    return item.extent is Extent.FULL_TEXT and (not item.work.authors or item.work.year is None)


def _split(batch: Sequence[Reading]) -> list[tuple[Reading, Sequence[Passage]]]:
    return [(reading, passages(reading.document)) for reading in batch]
