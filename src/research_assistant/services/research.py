"""Research queries: ask here or of the workers, cancel, resume, show, list, delete."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from research_assistant.domain.errors import InvalidInput, NotFound, StorageUnavailable, TakenOver
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import Options, QueryLine, ResearchQuery, Scope, Status
from research_assistant.domain.report import Report
from research_assistant.domain.user import User
from research_assistant.pipeline.stop import stop
from research_assistant.ports.holds import Hold, Waiting
from research_assistant.ports.queue import Queue
from research_assistant.ports.runner import Runners
from research_assistant.ports.tools import Tools
from research_assistant.ports.transaction import Transaction, Transactions
from research_assistant.services.intake import Intake
from research_assistant.services.plans import plan_of, settle_plan
from research_assistant.services.running import Running, Tell, finish, kept_output, tell_of_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A research query that this process has claimed and is about to run.

    Attributes:
        epoch: In which it was claimed.
        resumed: Whether it was begun before and goes on now.
    """

    query: ResearchQuery
    epoch: int
    resumed: bool


class Research:
    """The use cases of research queries."""

    def __init__(
        self,
        transactions: Transactions,
        *,
        tools: Tools,
        intake: Intake,
        running: Running,
        runners: Runners,
        queue: Queue,
    ) -> None:
        self._transactions = transactions
        self._tools = tools
        self._intake = intake
        self._running = running
        self._runners = runners
        self._queue = queue

    async def ask(self, text: str, *, user: User, scope: Scope, options: Options) -> Asked:
        """Take in a question to run it here; one that the user asked alike and that was interrupted is taken up again.

        Raises:
            InvalidInput: The question, a connector or the style cannot be used; nothing is kept.
        """
        query = self._intake.query(text, user=user, scope=scope, options=options)
        async with self._transactions.writing() as transaction:
            for before, runner in await transaction.queries.unfinished(user_id=user.user_id, text=query.text):
                if (before.scope, before.options) == (scope, options) and (
                    hold := await self._take(transaction, before, runner)
                ):
                    return Asked(query=before, epoch=hold.epoch, resumed=True)
            await transaction.queries.add(query)
            hold = await transaction.holds.claim(query.query_id, runner=self._runners.own, previous="")
        if hold is None:
            raise TakenOver(f"Another process took the query {query.query_id} before this one could.")
        return Asked(query=query, epoch=hold.epoch, resumed=False)

    async def run(self, asked: Asked, *, tell: Tell) -> Report:
        """Walk the way to the report and keep it; what was walked before is not walked again.

        Raises:
            AwaitingPlan: It waits now until its reader has looked at the plan.
            TakenOver: Another process runs the query now.
            Unavailable: A part of the world failed; asking again goes on.
        """
        return await self._running.run(asked.query, epoch=asked.epoch, tell=tell)

    async def submit(
        self, text: str, *, user: User, scope: Scope, options: Options, idempotency_key: str | None = None
    ) -> ResearchQuery:
        """Take in a question for the workers; the same under the same key is one query, however often it is asked.

        Raises:
            InvalidInput: The question, a connector or the style cannot be used, or the key was used for another
                question; nothing is kept.
        """
        new = self._intake.query(text, user=user, scope=scope, options=options)
        async with self._transactions.writing() as transaction:
            query = await transaction.queries.add(new, idempotency_key=idempotency_key)
        if (query.text, query.scope, query.options) != (new.text, scope, options):
            raise InvalidInput(
                f"The key {idempotency_key!r} was used for another question.",
                next_step="Use a new key for every question.",
            )
        if query is new:
            await self._put(query)
        return query

    async def cancel(self, name: str, *, user: User) -> None:
        """Ask for one of the user's queries to stop: within a second it ends with what there is, and can be resumed.

        Raises:
            NotFound: There is no such query of the user's.
            InvalidInput: It has ended already.
        """
        async with self._transactions.writing() as transaction:
            query = await self._own(transaction, name, user)
            if query.status is Status.CANCELLED:
                return
            if query.status.ended:
                raise InvalidInput(f"The query {query.query_id} has ended: it is {query.status.value}.")
            await transaction.holds.ask_cancel(query.query_id)
            # Looked at again with its row held: its runner may just have left it to its reader.
            if (await self._own(transaction, name, user)).status is Status.AWAITING_PLAN:
                await transaction.queries.reopen(query.query_id)
                await transaction.holds.ask_cancel(query.query_id)
            before = await transaction.holds.hold(query.query_id)
        if before is None or (before.runner and self._runners.alive(before.runner)):
            # Who runs the query sees the wish.
            return
        # Nobody does: it ends here.
        report = await stop(query, tools=self._tools, kept=partial(kept_output, self._transactions, query.query_id))
        async with self._transactions.writing() as transaction:
            hold = await transaction.holds.claim(query.query_id, runner=self._runners.own, previous=before.runner)
            if hold is not None:
                await finish(transaction, report, epoch=hold.epoch)
        if hold is not None:
            # Brought all the same, it is left alone by whoever is to run it.
            with suppress(StorageUnavailable):
                await self._queue.drop(query.query_id)

    async def resume(self, name: str, *, user: User, parts: Sequence[tuple[str, str]] | None = None) -> ResearchQuery:
        """Let one of the user's queries go on where it stood; one that runs is left alone.

        Args:
            name: The query's id, or how it begins.
            user: Whose.
            parts: For one that waits for its reader, what the plan is to be: text and search text of each subquestion.
                Given again they are one plan. Without them, a cancelled or failed query goes on.

        Raises:
            NotFound: There is no such query of the user's, or it has no plan yet.
            InvalidInput: The plan cannot be used, or there is nothing to go on with.
        """
        async with self._transactions.writing() as transaction:
            query = await self._own(transaction, name, user)
            waits = query.status.ended
            if parts is not None:
                waits = await settle_plan(transaction, query, parts)
            elif waits:
                await self._reopen(transaction, query)
            query = await self._own(transaction, name, user)
        if waits:
            await self._put(query)
        return query

    async def go_on(self, name: str, *, user: User, parts: Sequence[tuple[str, str]] | None = None) -> Asked:
        """Take up one of the user's queries to run it here, where it stood.

        Args:
            name: The query's id, or how it begins.
            user: Whose.
            parts: What is to become of a plan that waits: text and search text of each subquestion; `None` to leave
                it as it is.

        Raises:
            NotFound: There is no such query of the user's.
            InvalidInput: It has a report that is no partial one of a cancelled query, or the plan cannot be used.
            TakenOver: Another process runs it.
        """
        async with self._transactions.writing() as transaction:
            query = await self._own(transaction, name, user)
            if parts is not None or query.status is Status.AWAITING_PLAN:
                await settle_plan(transaction, query, parts)
            elif query.status.ended:
                await self._reopen(transaction, query)
            query = await self._own(transaction, name, user)
            before = await transaction.holds.hold(query.query_id)
            hold = before and await self._take(transaction, query, before.runner)
        if hold is None:
            raise TakenOver(f"Another process runs the query {query.query_id}.", next_step="Watch it there.")
        return Asked(query=query, epoch=hold.epoch, resumed=True)

    async def plan(self, query: ResearchQuery) -> Plan | None:
        """Return the plan of a query as its reader wants it, else as it was made; nothing where it is not planned."""
        async with self._transactions.reading() as transaction:
            return await plan_of(transaction, query)

    async def find(self, name: str, *, user: User) -> ResearchQuery:
        """Return one of the user's queries.

        Raises:
            NotFound: There is no such query of the user's.
        """
        async with self._transactions.reading() as transaction:
            return await self._own(transaction, name, user)

    async def events(self, name: str, *, user: User, after: int) -> Sequence[Event]:
        """Return what happened to one of the user's queries after the event with the number `after`.

        Raises:
            NotFound: There is no such query of the user's.
        """
        async with self._transactions.reading() as transaction:
            query = await self._own(transaction, name, user)
            return await transaction.events.since(query.query_id, after)

    async def report(self, name: str, *, user: User) -> Report:
        """Return the report of one of the user's queries, with what has become of its works since it was made.

        Raises:
            NotFound: There is no such query of the user's, or it has no report yet.
        """
        async with self._transactions.reading() as transaction:
            query = await self._own(transaction, name, user)
            report = await transaction.queries.report(query.query_id)
            recheck = await transaction.rechecks.get(query.query_id)
        if report is None:
            raise NotFound(
                f"The query {query.query_id} has no report: it is {query.status.value}.",
                next_step=f'Ask again to go on where it stood: research query "{query.text[:60]}"',
            )
        return report.since(recheck)

    async def list(self, *, user: User, limit: int, offset: int) -> Sequence[ResearchQuery]:
        """Return the user's queries, the newest first."""
        async with self._transactions.reading() as transaction:
            return await transaction.queries.list(user_id=user.user_id, limit=limit, offset=offset)

    async def page(
        self, *, user: User, limit: int, offset: int = 0, before: str | None = None, status: Status | None = None
    ) -> tuple[Sequence[QueryLine], int]:
        """Return one page of the user's queries, the newest first, and how many there are in all.

        Args:
            user: Whose.
            limit: Queries at most.
            offset: Queries left out at the top.
            before: Only those older than the query with this id: the last one of the page before.
            status: Only those in this status.
        """
        async with self._transactions.reading(once=True) as transaction:
            return await transaction.queries.page(
                user_id=user.user_id, limit=limit, offset=offset, before=before, status=status
            )

    async def delete(self, name: str, *, user: User) -> ResearchQuery:
        """Move one of the user's queries to the trash, and return it.

        Raises:
            NotFound: There is no such query of the user's.
        """
        async with self._transactions.writing() as transaction:
            query = await self._own(transaction, name, user)
            await transaction.queries.trash(query.query_id)
        return query

    async def _reopen(self, transaction: Transaction, query: ResearchQuery) -> None:
        if query.status not in {Status.CANCELLED, Status.FAILED}:
            raise InvalidInput(
                f"The query {query.query_id} is {query.status.value}: there is nothing to go on with.",
                next_step="Ask the question anew.",
            )
        await transaction.queries.reopen(query.query_id)
        if (hold := await transaction.holds.hold(query.query_id)) is not None:
            await tell_of_query(transaction, query.query_id, EventKind.QUERY_RESUMED, epoch=hold.epoch)

    async def _put(self, query: ResearchQuery) -> None:
        # It is kept as waiting: a worker puts it into the queue when the queue is back.
        with suppress(StorageUnavailable):
            await self._queue.put([Waiting(query_id=query.query_id, user_id=query.user_id)])

    async def _take(self, transaction: Transaction, query: ResearchQuery, runner: str) -> Hold | None:
        if query.query_id in self._running or (runner != self._runners.own and self._runners.alive(runner)):
            return None
        if query.status is Status.AWAITING_PLAN:
            await transaction.queries.reopen(query.query_id)
        return await transaction.holds.claim(query.query_id, runner=self._runners.own, previous=runner)

    async def _own(self, transaction: Transaction, name: str, user: User) -> ResearchQuery:
        query = await transaction.queries.get(name, user_id=user.user_id)
        if query is None:
            raise NotFound(
                f"You have no research query {name!r}, or more than one whose id begins so.",
                next_step="See yours with: research list",
            )
        return query
