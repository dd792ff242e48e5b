"""Runs the queries that the queue brings: claimed with the slot of this process, ended or left to the next one."""

import logging
from contextlib import suppress

from research_assistant.domain.errors import AwaitingPlan, StorageUnavailable, TakenOver, Unavailable
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.query import ResearchQuery, Status
from research_assistant.ports.holds import Hold
from research_assistant.ports.transaction import Transactions
from research_assistant.services.fence import Fence
from research_assistant.services.running import Running, tell_of_query

MOST_ATTEMPTS = 10
"""Claims of one query: one that ends every process that runs it must not end them for ever."""

_log = logging.getLogger(__name__)


class Working:
    """Runs what the queue brings to this process."""

    def __init__(self, transactions: Transactions, running: Running, *, executor_id: str) -> None:
        self._transactions = transactions
        self._running = running
        self._executor_id = executor_id
        self._at_work: list[str] = []

    def __contains__(self, query_id: object) -> bool:
        """Return whether this process is about to claim the query, or runs it."""
        return query_id in self._at_work

    async def work(self, query_id: str) -> None:
        """Run a query to its end, or until its reader is to look at the plan.

        One that ended, or that another process runs, is left alone.

        Nothing is raised: a query that cannot be finished is marked as failed, with what to do about it. Where the
        database cannot be used, the query is left to whoever keeps the slots.
        """
        self._at_work.append(query_id)
        try:
            claimed = await self._claim(query_id)
            if claimed is not None:
                await self._run(*claimed)
        except (TakenOver, StorageUnavailable) as error:
            _log.info("Left to another attempt: %s", error, extra={"query_id": query_id})
        finally:
            self._at_work.remove(query_id)

    async def _claim(self, query_id: str) -> tuple[ResearchQuery, Hold] | None:
        async with self._transactions.writing() as transaction:
            if not await transaction.slots.held(self._executor_id):
                return None
            hold = await transaction.holds.claim(query_id, runner=self._executor_id, previous="")
            query = await transaction.queries.by_id(query_id)
        return None if query is None or hold is None else (query, hold)

    async def _run(self, query: ResearchQuery, hold: Hold) -> None:
        if hold.attempts > MOST_ATTEMPTS:
            await self._fail(
                query,
                hold,
                f"The query was taken up {MOST_ATTEMPTS} times and never came to its end; the last time: "
                f"{query.reason or 'the process that ran it was killed.'} "
                "See to that, with the log of the server, then resume the query.",
            )
            return
        try:
            with suppress(AwaitingPlan):
                await self._running.run(query, epoch=hold.epoch, tell=_untold)
        except (TakenOver, StorageUnavailable) as error:
            await self._let_go(query, hold, str(error))
            raise
        except Unavailable as error:
            await self._fail(query, hold, f"{error} {error.next_step}".strip())
        except Exception:  # noqa: BLE001 - the edge of a run: the reader is told, and the worker goes on
            _log.exception("The query failed", extra={"query_id": query.query_id})
            await self._fail(
                query,
                hold,
                "An error in this program ended the query. "
                f"The log of the server tells more under the id {query.query_id}; resume the query to try again.",
            )

    async def _fail(self, query: ResearchQuery, hold: Hold, reason: str) -> None:
        async with Fence(self._transactions, query.query_id, epoch=hold.epoch).writing() as transaction:
            await transaction.queries.end(query.query_id, status=Status.FAILED, reason=reason)
            await tell_of_query(transaction, query.query_id, EventKind.QUERY_FAILED, epoch=hold.epoch)

    async def _let_go(self, query: ResearchQuery, hold: Hold, reason: str) -> None:
        async with self._transactions.writing() as transaction:
            await transaction.holds.let_go(query.query_id, epoch=hold.epoch, reason=reason)


def _untold(_event: Event) -> None:
    """Say nothing: those who watch a query read the rows of its events."""
