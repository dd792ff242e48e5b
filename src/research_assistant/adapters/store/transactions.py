"""One database transaction over all stores."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from research_assistant.adapters.db.session import reading, single, writing
from research_assistant.adapters.store.api_tokens import SqlApiTokens
from research_assistant.adapters.store.audit import SqlAuditLog
from research_assistant.adapters.store.documents import SqlDocuments
from research_assistant.adapters.store.events import SqlEvents
from research_assistant.adapters.store.holds import SqlHolds
from research_assistant.adapters.store.library import SqlLibrary
from research_assistant.adapters.store.queries import SqlQueries
from research_assistant.adapters.store.rechecks import SqlRechecks
from research_assistant.adapters.store.slots import SqlSlots
from research_assistant.adapters.store.steps import SqlSteps
from research_assistant.adapters.store.trust import SqlDevices, SqlResets
from research_assistant.adapters.store.users import SqlUsers
from research_assistant.domain.document import Document, Earlier
from research_assistant.domain.library import Reading
from research_assistant.ports.blobs import Blobs
from research_assistant.ports.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlTransaction:
    """The stores over one connection."""

    users: SqlUsers
    tokens: SqlApiTokens
    resets: SqlResets
    devices: SqlDevices
    audit: SqlAuditLog
    library: SqlLibrary
    documents: SqlDocuments
    queries: SqlQueries
    rechecks: SqlRechecks
    holds: SqlHolds
    slots: SqlSlots
    steps: SqlSteps
    events: SqlEvents


class SqlTransactions:
    """Opens transactions on one database."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._single = single(engine)
        self._clock = clock

    @asynccontextmanager
    async def reading(self, *, once: bool = False) -> AsyncIterator[SqlTransaction]:
        """Open a transaction that only reads; see the port."""
        async with reading(self._single if once else self._engine) as connection:
            yield self._over(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlTransaction]:
        """Open a transaction that writes."""
        async with writing(self._engine) as connection:
            yield self._over(connection)

    def _over(self, connection: AsyncConnection) -> SqlTransaction:
        return SqlTransaction(
            users=SqlUsers(connection, self._clock),
            tokens=SqlApiTokens(connection),
            resets=SqlResets(connection),
            devices=SqlDevices(connection),
            audit=SqlAuditLog(connection, self._clock),
            library=SqlLibrary(connection, self._clock),
            documents=SqlDocuments(connection, self._clock),
            queries=SqlQueries(connection, self._clock),
            rechecks=SqlRechecks(connection),
            holds=SqlHolds(connection, self._clock),
            slots=SqlSlots(connection, self._clock),
            steps=SqlSteps(connection, self._clock),
            events=SqlEvents(connection, self._clock),
        )


class StoredDocuments:
    """Documents by id, each call in a short transaction of its own."""

    def __init__(self, transactions: SqlTransactions, blobs: Blobs) -> None:
        self._transactions = transactions
        self._blobs = blobs

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        """Return the documents that are stored, in the order asked."""
        async with self._transactions.reading() as transaction:
            return await transaction.documents.get(document_ids)

    async def earlier(self, url: str, *, than: datetime) -> Earlier | None:
        """Return what was read at an address last before a moment; `None` where nothing was."""
        async with self._transactions.reading() as transaction:
            return await transaction.documents.earlier(url, than=than)

    async def add(self, readings: Sequence[Reading]) -> None:
        """Keep documents, their snapshots and what of the files is not in them; those that are there stay."""
        large = [reading.snapshot for reading in readings if reading.snapshot.is_large]
        for snapshot in large:
            await self._blobs.put(snapshot.content, snapshot.sha256)
        async with self._transactions.writing() as transaction:
            await transaction.documents.add(readings)
            # Once more, now that nobody else can take away what nothing pointed at.
            for snapshot in large:
                await self._blobs.put(snapshot.content, snapshot.sha256)
