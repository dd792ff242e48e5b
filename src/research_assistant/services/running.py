"""Runs one research query to its report, or to what there is of it when the reader asks to stop."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import TypeVar, get_type_hints

from research_assistant.domain.errors import AwaitingPlan, StorageUnavailable, TakenOver
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.query import ResearchQuery, Status
from research_assistant.domain.report import Report
from research_assistant.kit.values import from_json
from research_assistant.pipeline.allowance import Allowance
from research_assistant.pipeline.research import research
from research_assistant.pipeline.stop import stop
from research_assistant.ports.step import Step
from research_assistant.ports.tools import Tools
from research_assistant.ports.transaction import Transaction, Transactions
from research_assistant.services.fence import Fence

LOOK_SECONDS = 0.25
"""Between two looks at whether the reader asked to stop: a query has stopped within one second."""

Made = TypeVar("Made")
Tell = Callable[[Event], None]
Steps = Callable[[str, Tell, Transactions], Step]
"""Makes the `Step` of one query, given its id, who is told of its events, and what it writes with."""


class Running:
    """Walks the way for queries that this process has claimed."""

    def __init__(self, transactions: Transactions, *, tools: Tools, steps: Steps) -> None:
        self._transactions = transactions
        self._tools = tools
        self._steps = steps
        self._now: set[str] = set()

    def __contains__(self, query_id: object) -> bool:
        """Return whether this process runs the query at the moment."""
        return query_id in self._now

    async def run(self, query: ResearchQuery, *, epoch: int, tell: Tell) -> Report:
        """Walk the way to the report and keep it; what was walked before is not walked again.

        All events of the query are told in their order, those of an earlier runner too. A cancelled query ends in a
        report of what there is.

        Raises:
            AwaitingPlan: It waits now until its reader has looked at the plan.
            TakenOver: Another process has claimed the query; nothing more was written.
            Unavailable: A part of the world failed; the query can go on where it stands.
        """
        self._now.add(query.query_id)
        try:
            return await _Run(self._transactions, self._tools, self._steps, query, epoch, tell).to_the_end()
        finally:
            self._now.discard(query.query_id)


class _Run:
    def __init__(
        self, transactions: Transactions, tools: Tools, steps: Steps, query: ResearchQuery, epoch: int, tell: Tell
    ) -> None:
        self._transactions = transactions
        self._fence = Fence(transactions, query.query_id, epoch=epoch)
        self._tools = tools
        self._query = query
        self._epoch = epoch
        self._tell = tell
        self._told = 0
        self._step = steps(query.query_id, self._tell_once, self._fence)

    async def to_the_end(self) -> Report:
        """Return the report, which is kept by then."""
        async with self._transactions.reading() as transaction:
            for event in await transaction.events.since(self._query.query_id, 0):
                self._tell_once(event)
            before = await transaction.steps.seconds(self._query.query_id)
        way = asyncio.create_task(
            research(self._query, tools=self._tools, step=self._step, allowance=self._allowance(before))
        )
        stopped = asyncio.create_task(self._stopped())
        try:
            await asyncio.wait({way, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not way.done():
                way.cancel()
                await asyncio.wait({way})
                stopped.result()
            elif not isinstance(way.exception(), AwaitingPlan) or await self._leave_to_reader():
                # What the way raised is raised here, that it waits for its reader too.
                return await self._finish(way.result())
        finally:
            for task in (way, stopped):
                task.cancel()
            # What they end with is told by what was raised above, or is of no interest any more.
            await asyncio.gather(way, stopped, return_exceptions=True)
        kept = partial(kept_output, self._transactions, self._query.query_id)
        return await self._finish(await stop(self._query, tools=self._tools, kept=kept))

    async def _leave_to_reader(self) -> bool:
        """Let the query wait for what its reader makes of the plan; tell whether it does: they may ask to stop."""
        async with self._fence.writing() as transaction:
            hold = await transaction.holds.hold(self._query.query_id)
            if hold is not None and hold.cancel_asked:
                return False
            await transaction.queries.await_plan(self._query.query_id)
            event = await tell_of_query(transaction, self._query.query_id, EventKind.PLAN_AWAITED, epoch=self._epoch)
        self._tell_once(event)
        return True

    def _allowance(self, before: float) -> Allowance:
        """Return the time there is; what a finished step took under an earlier runner counts."""
        begun = monotonic()
        return Allowance(seconds=self._query.options.budget.seconds, ran=lambda: before + monotonic() - begun)

    async def _stopped(self) -> None:
        """Return when the reader asks to stop.

        Raises:
            TakenOver: Another process has claimed the query.
        """
        while True:
            try:
                async with self._transactions.reading() as transaction:
                    hold = await transaction.holds.hold(self._query.query_id)
            except StorageUnavailable:
                # The way itself meets the same trouble, and knows what to do.
                await asyncio.sleep(LOOK_SECONDS)
                continue
            if hold is None or hold.epoch != self._epoch:
                raise TakenOver(f"Another process runs the query {self._query.query_id} now.")
            if hold.cancel_asked:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _finish(self, report: Report) -> Report:
        async with self._fence.writing() as transaction:
            event = await finish(transaction, report, epoch=self._epoch)
        self._tell_once(event)
        return report

    def _tell_once(self, event: Event) -> None:
        if event.seq > self._told:
            self._told = event.seq
            self._tell(event)


async def kept_output(transactions: Transactions, query_id: str, stage: Callable[..., Awaitable[Made]]) -> Made | None:
    """Return what a finished stage of the query has made, or nothing where it was not finished."""
    async with transactions.reading() as transaction:
        stored = await transaction.steps.get(query_id, stage.__name__)
    shape: type[Made] = get_type_hints(stage)["return"]
    return None if stored is None else from_json(stored, shape)


async def finish(transaction: Transaction, report: Report, *, epoch: int) -> Event:
    """Keep a report, and tell that its query has ended."""
    query_id = report.query.query_id
    await transaction.queries.finish(query_id, report=report)
    counts = {"findings": len(report.findings), "sources": len(report.sources)}
    if report.status is Status.CANCELLED:
        return await tell_of_query(transaction, query_id, EventKind.QUERY_CANCELLED, epoch=epoch, counts=counts)
    return await transaction.events.append(
        query_id, step="query", ordinal=1, kind=EventKind.QUERY_FINISHED, counts=counts
    )


async def tell_of_query(
    transaction: Transaction, query_id: str, kind: EventKind, *, epoch: int, counts: dict[str, int] | None = None
) -> Event:
    """Tell what befell a query in an epoch: it finishes once (ordinal 1), but may stop and go on often."""
    ordinal = 2 * epoch + (kind in {EventKind.QUERY_RESUMED, EventKind.PLAN_EDITED})
    return await transaction.events.append(query_id, step="query", ordinal=ordinal, kind=kind, counts=counts or {})
