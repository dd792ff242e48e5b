"""Transactions of one query that write only as long as nobody else runs it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from research_assistant.ports.transaction import Transaction, Transactions


class Fence:
    """Transactions that carry the epoch in which a query was claimed.

    A process that was paused while another took over may wake in the middle of a stage: whatever it writes then is
    refused, in the transaction that would write it.
    """

    def __init__(self, transactions: Transactions, query_id: str, *, epoch: int) -> None:
        self._transactions = transactions
        self._query_id = query_id
        self._epoch = epoch

    def reading(self, *, once: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that only reads; see the port."""
        return self._transactions.reading(once=once)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Open a transaction that writes.

        Raises:
            TakenOver: Another process has claimed the query.
            StorageUnavailable: The database cannot be used; says why.
        """
        async with self._transactions.writing() as transaction:
            await transaction.holds.require(self._query_id, epoch=self._epoch)
            yield transaction
