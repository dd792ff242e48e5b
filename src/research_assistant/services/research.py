"""Research queries: ask, go on where one was interrupted, show, list, delete."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from research_assistant.domain.errors import InvalidInput, NotFound
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.query import Options, ResearchQuery, Scope, question
from research_assistant.domain.report import Report
from research_assistant.domain.user import User
from research_assistant.pipeline.research import research
from research_assistant.ports.citer import Citer
from research_assistant.ports.runner import Runners
from research_assistant.ports.step import Step
from research_assistant.ports.tools import Tools
from research_assistant.ports.transaction import Transaction, Transactions

Tell = Callable[[Event], None]
Steps = Callable[[str, Tell], Step]
"""Makes the `Step` of one query, given its id and who is told of its events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A research query that is about to run.

    Attributes:
        resumed: Whether it was begun before and goes on now.
    """

    query: ResearchQuery
    resumed: bool


class Research:
    """The use cases of research queries."""

    def __init__(
        self, transactions: Transactions, *, tools: Tools, citer: Citer, steps: Steps, runners: Runners
    ) -> None:
        self._transactions = transactions
        self._tools = tools
        self._citer = citer
        self._steps = steps
        self._runners = runners
        self._running: set[str] = set()

    async def ask(self, text: str, *, user: User, scope: Scope, options: Options) -> Asked:
        """Take in a question; one that the user asked alike and that was interrupted is taken up again.

        Raises:
            InvalidInput: The question, a connector or the style cannot be used; nothing is kept.
        """
        cleaned = question(text)
        self._check_connectors(scope.connectors)
        self._citer.check_style(options.style, locale=options.locale)
        async with self._transactions.writing() as transaction:
            for query, runner in await transaction.queries.unfinished(user_id=user.user_id, text=cleaned):
                same = (query.scope, query.options) == (scope, options)
                if same and await self._take(transaction, query.query_id, runner):
                    return Asked(query=query, resumed=True)
            query = ResearchQuery(
                query_id=self._tools.new_id(),
                user_id=user.user_id,
                text=cleaned,
                scope=scope,
                options=options,
                created_at=self._tools.clock(),
            )
            await transaction.queries.add(query)
            await transaction.holds.claim(query.query_id, runner=self._runners.own, previous="")
        return Asked(query=query, resumed=False)

    async def run(self, query: ResearchQuery, *, tell: Tell) -> Report:
        """Walk the way to the report and keep it; what was walked before is not walked again.

        Raises:
            StorageUnavailable: The database or the disk failed; asking again goes on.
        """
        self._running.add(query.query_id)
        try:
            return await self._run(query, tell)
        finally:
            self._running.discard(query.query_id)

    async def report(self, name: str, *, user: User) -> Report:
        """Return the report of one of the user's queries.

        Raises:
            NotFound: There is no such query of the user's, or it has no report yet.
        """
        async with self._transactions.reading() as transaction:
            query = await self._own(transaction, name, user)
            report = await transaction.queries.report(query.query_id)
        if report is None:
            raise NotFound(
                f"The query {query.query_id} has no report: it is {query.status.value}.",
                next_step=f'Ask again to go on where it stood: research query "{query.text[:60]}"',
            )
        return report

    async def list(self, *, user: User, limit: int, offset: int) -> Sequence[ResearchQuery]:
        """Return the user's queries, the newest first."""
        async with self._transactions.reading() as transaction:
            return await transaction.queries.list(user_id=user.user_id, limit=limit, offset=offset)

    async def delete(self, name: str, *, user: User) -> ResearchQuery:
        """Move one of the user's queries to the trash, and return it.

        Raises:
            NotFound: There is no such query of the user's.
        """
        async with self._transactions.writing() as transaction:
            query = await self._own(transaction, name, user)
            await transaction.queries.trash(query.query_id)
        return query

    async def _run(self, query: ResearchQuery, tell: Tell) -> Report:
        told = 0

        def tell_once(event: Event) -> None:
            nonlocal told
            if event.seq > told:
                told = event.seq
                tell(event)

        async with self._transactions.reading() as transaction:
            for event in await transaction.events.since(query.query_id, 0):
                tell_once(event)
        report = await research(query, tools=self._tools, step=self._steps(query.query_id, tell_once))
        async with self._transactions.writing() as transaction:
            await transaction.queries.finish(query.query_id, report=report)
            counts = {"findings": len(report.findings), "sources": len(report.sources)}
            event = await transaction.events.append(
                query.query_id, step="query", ordinal=1, kind=EventKind.QUERY_FINISHED, counts=counts
            )
        tell_once(event)
        return report

    async def _take(self, transaction: Transaction, query_id: str, runner: str) -> bool:
        if query_id in self._running or (runner != self._runners.own and self._runners.alive(runner)):
            return False
        return bool(await transaction.holds.claim(query_id, runner=self._runners.own, previous=runner))

    async def _own(self, transaction: Transaction, name: str, user: User) -> ResearchQuery:
        query = await transaction.queries.get(name, user_id=user.user_id)
        if query is None:
            raise NotFound(
                f"You have no research query {name!r}, or more than one whose id begins so.",
                next_step="See yours with: research list",
            )
        return query

    def _check_connectors(self, names: Sequence[str]) -> None:
        if not names:
            raise InvalidInput("No source was named.", next_step=f"Name one or more of: {self._connectors()}")
        for name in names:
            if name not in self._tools.connectors:
                raise InvalidInput(
                    f"There is no source named {name!r}.",
                    next_step=f"Name one or more of: {self._connectors()}",
                )

    def _connectors(self) -> str:
        return ", ".join(sorted(self._tools.connectors))
