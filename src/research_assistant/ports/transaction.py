"""One transaction over all stores."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from research_assistant.ports.account_stores import ApiTokenStore, AuditLog, DeviceStore, ResetStore, UserStore
from research_assistant.ports.holds import HoldStore
from research_assistant.ports.rechecks import RecheckStore
from research_assistant.ports.slots import SlotStore
from research_assistant.ports.stores import DocumentStore, EventStore, LibraryStore, QueryStore, StepStore


class Transaction(Protocol):
    """The stores, all inside one database transaction."""

    @property
    def users(self) -> UserStore:
        """Accounts."""

    @property
    def tokens(self) -> ApiTokenStore:
        """Tokens for programs."""

    @property
    def resets(self) -> ResetStore:
        """One-time links to a new password."""

    @property
    def devices(self) -> DeviceStore:
        """Browsers from which somebody has logged in before."""

    @property
    def audit(self) -> AuditLog:
        """What was done to accounts."""

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
    def rechecks(self) -> RecheckStore:
        """Looks at saved reports."""

    @property
    def holds(self) -> HoldStore:
        """Who runs which query."""

    @property
    def slots(self) -> SlotStore:
        """Leases of the processes that run queries."""

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

    def reading(self, *, once: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that only reads.

        Args:
            once: Whether it is for one look, which is cheaper: what is read after it may be of a later moment.

        Raises:
            StorageUnavailable: The database cannot be used; says why.
        """

    def writing(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that writes.

        Raises:
            StorageUnavailable: The database cannot be used; says why.
        """
