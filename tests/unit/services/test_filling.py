"""Vectors that are filled in beside other work: what was left undone at first, then whatever is wanted."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from research_assistant.adapters.embed.hashing import HashingEmbedder
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.domain.passage import Passage
from research_assistant.ports.embedder import Vectors
from research_assistant.services.vectors import Filling


class Shelf:
    """An index that knows which passages have no vector."""

    def __init__(self, *texts: str) -> None:
        self.waiting = list(texts)
        self.filled: list[str] = []
        self.away = False

    async def without_vector(self, _fingerprint: str, *, limit: int) -> Sequence[tuple[Passage, str]]:
        if self.away:
            raise StorageUnavailable("The database is away.")
        return [(Passage(document_id=text, start=0, end=len(text)), text) for text in self.waiting[:limit]]

    async def put_vectors(self, of: Sequence[Passage], _rows: Vectors, _fingerprint: str) -> None:
        self.filled += [each.document_id for each in of]
        self.waiting = [text for text in self.waiting if text not in self.filled]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - a test may look again and again
            await asyncio.sleep(0)


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_what_was_left_undone_is_filled_in_and_what_comes_in_when_it_is_wanted() -> None:
    shelf = Shelf("left undone")
    filling = Filling(shelf, HashingEmbedder())  # type: ignore[arg-type]  # the parts that are called
    task = asyncio.create_task(filling.run())
    await until(lambda: shelf.filled == ["left undone"])

    shelf.waiting.append("came in")
    filling.want()
    await until(lambda: shelf.filled == ["left undone", "came in"])

    await stopped(task)


async def test_a_database_that_is_away_stops_nothing() -> None:
    shelf = Shelf("one")
    shelf.away = True
    filling = Filling(shelf, HashingEmbedder())  # type: ignore[arg-type]  # the parts that are called
    task = asyncio.create_task(filling.run())
    await asyncio.sleep(0)

    shelf.away = False
    filling.want()
    await until(lambda: shelf.filled == ["one"])

    await stopped(task)
