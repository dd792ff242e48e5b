"""One transaction over all stores."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from research_assistant.ports.stores import (
    DocumentStore,
    EventStore,
    LibraryStore,
    QueryStore,
    StepStore,
    UserStore,
)


class Transaction(Protocol):
    """The stores, all inside one database transaction."""

    @property
    def users(self) -> UserStore:
        """Accounts."""

    @property
    def library(self) -> LibraryStore:
        """Library items."""

    @property
    def documents(self) -> DocumentStore:
        """Documents."""

    @property
    def queries(self) -> QueryStore:
        """Research queries."""

    @property
    def steps(self) -> StepStore:
        """Outputs of stages."""

    @property
    def events(self) -> EventStore:
        """The log."""


class Transactions(Protocol):
    """Opens transactions. Leaving the block commits, an exception rolls back.

    Nothing waits on the outside world inside a block.
    """

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that only reads.

        Raises:
            StorageUnavailable: The database cannot be used; says why.
        """

    def writing(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that writes.

        Raises:
            StorageUnavailable: The database cannot be used; says why.
        """
