"""What is kept, one small store a noun; all stores of a transaction live and die with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from research_assistant.domain.document import Box, Document, Earlier
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.passage import Passage
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import QueryLine, ResearchQuery, Status
from research_assistant.domain.report import Report
from research_assistant.domain.snapshot import Snapshot
from research_assistant.kit.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one reading.

    Attributes:
        item: The item as it is now in the library.
        reading: What was read.
        new: Whether it was not there before.
        attached: Whether it was known by a record or an abstract alone, and has its full text from now on.
    """

    item: LibraryItem
    reading: Reading
    new: bool
    attached: bool


class LibraryStore(Protocol):
    """Library items with their documents, snapshots and passages."""

    async def add(
        self,
        readings: Sequence[tuple[Reading, Sequence[Passage]]],
        *,
        owner_id: str,
        visibility: Visibility,
        collection: str,
    ) -> Sequence[Added]:
        """Keep what was read; an item that the owner already has under the same name is brought up to date.

        A full text whose work the owner knows by a record or an abstract alone becomes the text of that item. A text
        never gives way to less of it.
        """

    async def attach(self, item_id: str, reading: Reading, passages: Sequence[Passage]) -> LibraryItem:
        """Make what was read the text of the item; what its record tells of the work stays."""

    async def known(
        self,
        snapshot_sha256: str,
        *,
        owner_id: str,
        visibility: Visibility,
        collection: str,
        extractors: Collection[str],
    ) -> str | None:
        """Return the address that the snapshot came from, where the owner has it, read by one of `extractors`.

        An item counts where it is in this collection with this visibility: adding would change nothing.
        """

    async def get(self, name: str, *, user_id: str) -> LibraryItem | None:
        """Return the visible item with this id or identifier (`scheme:value`)."""

    async def named(self, name: str, *, owner_id: str) -> Sequence[LibraryItem]:
        """Return the owner's items with this id or identifier: each collection may have one."""

    async def by_ids(self, item_ids: Sequence[str], *, user_id: str) -> Sequence[LibraryItem]:
        """Return those of the items that the user may see, in the order asked."""

    async def list(
        self, *, user_id: str, collection: str | None, limit: int, offset: int, before: str | None = None
    ) -> Sequence[LibraryItem]:
        """Return visible items, the newest first; with `before`, those that are older than the item with this id."""

    async def count(self, *, user_id: str, collection: str | None) -> int:
        """Return how many items `list` could return."""

    async def collections(self, *, user_id: str) -> Sequence[tuple[str, Visibility, int]]:
        """Return the visible collections, each with its visibility and number of items."""

    async def remove(self, item_ids: Sequence[str], *, owner_id: str) -> int:
        """Remove the owner's items; documents that nothing points at any more go with them."""

    async def remove_collection(self, collection: str, *, owner_id: str) -> int:
        """Remove all of the owner's items of one collection."""


class DocumentStore(Protocol):
    """Documents by id, and the snapshots that they were read from."""

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        """Return the documents that are stored, in the order asked."""

    async def add(self, readings: Sequence[Reading]) -> None:
        """Keep documents that were read for queries, without passages; those that are there stay as they are.

        The bytes of large snapshots are not written: they have to be there as blobs.
        """

    async def earlier(self, url: str, *, than: datetime) -> Earlier | None:
        """Return what was read at an address last before a moment; `None` where nothing was."""

    async def boxes(self, document_id: str, span: Span) -> Mapping[int, Sequence[Box]]:
        """Return where the words of `span` are seen, by the number of the page; empty where there are no pages."""

    async def limits(self, document_id: str) -> Sequence[str]:
        """Return what of the file is not in the document, in sentences."""

    async def snapshot(self, sha256: str) -> Snapshot | None:
        """Return the snapshot; its content is empty where it is large: the blob of this name holds it."""

    async def unkept(self, sha256s: Collection[str]) -> set[str]:
        """Return those that are the hash of no snapshot; no copy comes or goes before the transaction ends."""


class QueryStore(Protocol):
    """Research queries and their reports."""

    async def add(self, query: ResearchQuery, *, idempotency_key: str | None = None) -> ResearchQuery:
        """Keep a new query and return it; where the user has one under the key already, return that one."""

    async def get(self, name: str, *, user_id: str) -> ResearchQuery | None:
        """Return the user's query with this id or unambiguous id prefix."""

    async def by_id(self, query_id: str) -> ResearchQuery | None:
        """Return the query, whosever it is; for those who run it."""

    async def unfinished(self, *, user_id: str, text: str) -> Sequence[tuple[ResearchQuery, str]]:
        """Return the user's queries on `text` that have not ended, each with its runner."""

    async def list(self, *, user_id: str, limit: int, offset: int) -> Sequence[ResearchQuery]:
        """Return the user's queries, the newest first, those in the trash left out."""

    async def page(
        self, *, user_id: str, limit: int, offset: int = 0, before: str | None = None, status: Status | None = None
    ) -> tuple[Sequence[QueryLine], int]:
        """Return lines of the user's queries, the newest first, and how many in that status there are in all.

        Those in the trash are left out.

        Args:
            user_id: Whose.
            limit: At most so many.
            offset: So many are left out at the top.
            before: Only those that are older than the query with this id.
            status: Only those in this status.
        """

    async def reopen(self, query_id: str) -> None:
        """Make a query that nobody runs wait again; its report is gone, its finished steps and its plan are not."""

    async def await_plan(self, query_id: str) -> None:
        """Mark a query as waiting until its reader has looked at the plan; nobody runs it."""

    async def keep_plan(self, query_id: str, plan: Plan) -> bool:
        """Keep the plan as the reader of a query wants it, where it waits for that; tell whether it does."""

    async def finish(self, query_id: str, *, report: Report) -> None:
        """Keep the report with its sources, findings and citations, and mark the query as the report says."""

    async def end(self, query_id: str, *, status: Status, reason: str) -> None:
        """Mark a query as ended without a report."""

    async def report(self, query_id: str) -> Report | None:
        """Return the report of an ended query."""

    async def trash(self, query_id: str) -> None:
        """Move a query to the trash."""


class StepStore(Protocol):
    """What the stages of a query have made."""

    async def get(self, query_id: str, step: str) -> str | None:
        """Return the stored output (JSON) of a step that was finished."""

    async def seconds(self, query_id: str) -> float:
        """Return for how long the finished steps of a query ran, each the last time."""

    async def put(self, query_id: str, step: str, output: str, *, seconds: float = 0.0) -> None:
        """Keep the output of a finished step, and how long it ran; one that is there already stays."""


class EventStore(Protocol):
    """The log of a query."""

    async def append(self, query_id: str, *, step: str, ordinal: int, kind: EventKind, counts: dict[str, int]) -> Event:
        """Number and keep an event; one told before under the same step and ordinal is returned as it was."""

    async def since(self, query_id: str, seq: int) -> Sequence[Event]:
        """Return the events after `seq`, in order."""

    async def after(self, positions: Mapping[str, int]) -> Sequence[Event]:
        """Return the events of several queries, each after its own `seq`, in order."""
