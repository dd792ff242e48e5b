"""The services that run queries, over one database, in a process that is the only one there is."""

import asyncio
from collections.abc import Sequence

from fakes import Place
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.adapters.durable.in_process import InProcessStep
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.bootstrap import ASSETS
from research_assistant.domain.hit import Hit
from research_assistant.domain.query import Options, ResearchQuery, Scope
from research_assistant.domain.slot import Slot
from research_assistant.domain.user import User
from research_assistant.ports.connector import Answer
from research_assistant.ports.holds import Waiting
from research_assistant.ports.runner import Runners
from research_assistant.ports.tools import Tools
from research_assistant.services.intake import Intake
from research_assistant.services.research import Research
from research_assistant.services.running import Running
from research_assistant.services.working import Working

QUESTION = "Does zinc shorten the common cold?"
SLOT = Slot(executor_id="here/1/1.00", host="here", boot_id="b", pid=1, started=1.0)
DEAD = "here/2/2.00"
"""A process that has ended."""


class Here:
    """This process, as the only one there is."""

    own = SLOT.executor_id
    slot = SLOT

    def alive(self, runner: str) -> bool:
        return runner not in {"", DEAD}

    def ended(self, slot: Slot) -> bool:
        return False


class Line:
    """A queue that only notes what it is given."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    async def put(self, waiting: Sequence[Waiting]) -> None:
        self.waiting += [each.query_id for each in waiting]

    async def drop(self, query_id: str) -> None:
        self.waiting.remove(query_id)

    async def brought(self) -> dict[str, str]:
        return {}

    async def bring_again(self, query_ids: Sequence[str]) -> None:
        raise AssertionError(query_ids)

    async def forget_ended(self) -> None:
        raise AssertionError


class Slow(Place):
    """A place whose answer is waited for until it is released."""

    def __init__(self, *hits: Hit) -> None:
        super().__init__(*hits)
        self.called = asyncio.Event()
        self.released = asyncio.Event()

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        self.called.set()
        await self.released.wait()
        return await super().search(text, user_id=user_id, scope=scope, limit=limit)


class House:
    """The services over one database."""

    def __init__(self, transactions: SqlTransactions, made: Tools) -> None:
        runners: Runners = Here()
        self.transactions = transactions
        self.line = Line()
        self.running = Running(transactions, tools=made, steps=InProcessStep)
        self.working = Working(transactions, self.running, executor_id=SLOT.executor_id)
        self.research = Research(
            transactions,
            tools=made,
            intake=Intake(made, PandocCiter(ASSETS / "csl")),
            running=self.running,
            runners=runners,
            queue=self.line,
        )

    async def lease(self) -> None:
        async with self.transactions.writing() as transaction:
            await transaction.slots.lease(SLOT)

    async def submit(
        self, user: User, key: str | None = None, text: str = QUESTION, options: Options | None = None
    ) -> ResearchQuery:
        asked = options or Options()
        return await self.research.submit(text, user=user, scope=Scope(), options=asked, idempotency_key=key)
