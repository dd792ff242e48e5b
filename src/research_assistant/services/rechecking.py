"""Looks again at the works that saved reports cite: what was retracted, corrected or published since."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from research_assistant.domain.citation import cited_sources
from research_assistant.domain.errors import ConnectorUnavailable, InvalidInput, NotFound, StorageUnavailable
from research_assistant.domain.query import ResearchQuery
from research_assistant.domain.recheck import Change, Recheck, change_of
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source
from research_assistant.domain.user import User
from research_assistant.domain.work import Work
from research_assistant.ports.clock import Clock
from research_assistant.ports.register import Register
from research_assistant.ports.transaction import Transactions

ROUND_SECONDS = 3600.0
"""Between two looks at what is due."""

TRY_AGAIN = timedelta(days=1)
"""After a look that failed, or whose process ended on the way."""

LISTED_AT_ONCE = 100

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Answers:
    """What registers tell of the works of one report.

    Attributes:
        records: By the id of the source.
        failures: Of registers that did not answer, by their names.
    """

    records: dict[str, list[Work]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)


class Rechecking:
    """Asks registers what has become of cited works, for a reader or on a schedule."""

    def __init__(
        self, transactions: Transactions, registers: Sequence[Register], *, clock: Clock, every: timedelta
    ) -> None:
        """Take what is asked and how often.

        Args:
            transactions: Where reports are.
            registers: What is asked; each is paced by its own place.
            clock: Tells when a report was looked at.
            every: Between two looks at a report on the schedule; nothing is done on a schedule where it is zero.
        """
        self._transactions = transactions
        self._registers = registers
        self._clock = clock
        self._every = every

    @property
    def can_ask(self) -> bool:
        """Whether there is any register to ask."""
        return bool(self._registers)

    async def recheck(self, name: str, *, user: User) -> Report:
        """Look again at one of the user's reports, and return it with what is new.

        Raises:
            NotFound: There is no such query of the user's, or it has no report.
            InvalidInput: No register is set up.
            ConnectorUnavailable: No register answered.
        """
        async with self._transactions.reading() as transaction:
            query = await transaction.queries.get(name, user_id=user.user_id)
        if query is None:
            raise NotFound(
                f"You have no research query {name!r}, or more than one whose id begins so.",
                next_step="See yours with: research list",
            )
        return await self._look(query, actor_id=user.user_id)

    async def recheck_all(self, *, user: User, tell: Callable[[Report], None]) -> int:
        """Look again at all of the user's reports, the newest first, and return how many there were.

        Raises:
            InvalidInput: No register is set up.
            ConnectorUnavailable: No register answered.
        """
        number = offset = 0
        while True:
            async with self._transactions.reading() as transaction:
                queries = await transaction.queries.list(user_id=user.user_id, limit=LISTED_AT_ONCE, offset=offset)
            for query in queries:
                if query.outcome is not None:
                    tell(await self._look(query, actor_id=user.user_id))
                    number += 1
            offset += len(queries)
            if len(queries) < LISTED_AT_ONCE:
                return number

    async def keep(self) -> None:
        """Look at what is due until cancelled; of several processes one looks at a report."""
        while self._registers and self._every:
            try:
                await self.round()
            except StorageUnavailable as error:
                _log.warning("%s", error)
            except Exception:  # noqa: BLE001 - the edge of a round: one report must not end the schedule
                _log.exception("Saved reports could not be looked at again")
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> int:
        """Look at every report that is due, one after the other, and return how many there were.

        Raises:
            StorageUnavailable: The database cannot be used.
        """
        number = 0
        while (query := await self._claimed()) is not None:
            number += 1
            try:
                await self._look(query, actor_id=None)
            except ConnectorUnavailable as error:
                _log.warning("Saved reports are looked at again tomorrow: %s", error)
                break
        return number

    async def _claimed(self) -> ResearchQuery | None:
        now = self._clock()
        async with self._transactions.writing() as transaction:
            due = now - self._every
            query_id = await transaction.rechecks.claim(before=due, again=min(due + TRY_AGAIN, now))
            return None if query_id is None else await transaction.queries.by_id(query_id)

    async def _look(self, query: ResearchQuery, *, actor_id: str | None) -> Report:
        async with self._transactions.reading() as transaction:
            report = await transaction.queries.report(query.query_id)
            before = await transaction.rechecks.get(query.query_id)
        if report is None:
            raise NotFound(f"The query {query.query_id} has no report: it is {query.status.value}.")
        if not self._registers:
            raise InvalidInput(
                "No register is set up that could tell what became of the works.",
                next_step="Name one in SOURCES, such as crossref.",
            )
        cited = cited_sources(report)
        answers = await self._ask(cited)
        if cited and len(answers.failures) == len(self._registers):
            raise ConnectorUnavailable(
                f"No register answered: {' '.join(answers.failures.values())}", next_step="Try again later."
            )
        recheck = _recheck(cited, answers, before, self._clock())
        async with self._transactions.writing() as transaction:
            await transaction.rechecks.put(query.query_id, recheck)
            await transaction.audit.write(
                "report_rechecked",
                actor_id=actor_id,
                subject_id=query.user_id,
                detail=f"{query.query_id}: {len(recheck.changes)} of {recheck.works} cited works changed",
            )
        return report.since(recheck)

    async def _ask(self, sources: Sequence[Source]) -> _Answers:
        answers = _Answers()
        await asyncio.gather(*(self._ask_one(register, sources, answers) for register in self._registers))
        return answers

    async def _ask_one(self, register: Register, sources: Sequence[Source], answers: _Answers) -> None:
        """Ask one register of one work after the other; one that fails is not asked again."""
        for source in sources:
            names = {each.scheme: each for each in reversed(source.work.identifiers)}
            wanted = next((names[scheme] for scheme in register.schemes if scheme in names), None)
            if wanted is None:
                continue
            try:
                found = await register.find(wanted)
            except ConnectorUnavailable as error:
                answers.failures[register.name] = str(error)
                return
            if found is not None:
                answers.records.setdefault(source.source_id, []).append(found)


def _recheck(cited: Sequence[Source], answers: _Answers, before: Recheck | None, now: datetime) -> Recheck:
    """Return what is new; where a register failed, what was known to have changed stays changed."""
    earlier: Mapping[str, Change] = {}
    if before is not None and answers.failures:
        earlier = {change.source_id: change for change in before.changes}
    changes = [
        change_of(source, answers.records.get(source.source_id, ())) or earlier.get(source.source_id)
        for source in cited
    ]
    return Recheck(
        checked_at=now,
        works=len(cited),
        found=len(answers.records),
        changes=tuple(change for change in changes if change is not None),
        failures=tuple(answers.failures.values()),
    )
