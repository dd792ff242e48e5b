"""Steps inside this process, their outputs in the database: a query goes on where it stood."""

from collections.abc import Awaitable, Callable, Sized
from time import perf_counter
from typing import ParamSpec, TypeVar, get_type_hints

from research_assistant.domain.event import Event, EventKind
from research_assistant.kit.values import from_json, to_json
from research_assistant.ports.transaction import Transactions

Given = ParamSpec("Given")
Made = TypeVar("Made")


class InProcessStep:
    """Runs the stages of one query and keeps what they made."""

    def __init__(self, query_id: str, tell: Callable[[Event], None], transactions: Transactions) -> None:
        self._query_id = query_id
        self._transactions = transactions
        self._tell = tell

    async def __call__(
        self, stage: Callable[Given, Awaitable[Made]], *args: Given.args, **kwargs: Given.kwargs
    ) -> Made:
        """Return what `stage` makes of what is given, or what it made before it was interrupted."""
        name = stage.__name__
        shape: type[Made] = get_type_hints(stage)["return"]
        async with self._transactions.reading() as transaction:
            stored = await transaction.steps.get(self._query_id, name)
        if stored is not None:
            return from_json(stored, shape)
        await self._started(name)
        begun = perf_counter()
        made = await stage(*args, **kwargs)
        counts = {"made": len(made)} if isinstance(made, Sized) else {}
        await self._finished(name, to_json(made, shape), counts, seconds=perf_counter() - begun)
        return made

    async def _started(self, name: str) -> None:
        async with self._transactions.writing() as transaction:
            event = await transaction.events.append(
                self._query_id, step=name, ordinal=0, kind=EventKind.STAGE_STARTED, counts={}
            )
        self._tell(event)

    async def _finished(self, name: str, output: str, counts: dict[str, int], *, seconds: float) -> None:
        # Output and event are one transaction: what is told as finished is never done again.
        async with self._transactions.writing() as transaction:
            await transaction.steps.put(self._query_id, name, output, seconds=seconds)
            event = await transaction.events.append(
                self._query_id, step=name, ordinal=1, kind=EventKind.STAGE_FINISHED, counts=counts
            )
        self._tell(event)
