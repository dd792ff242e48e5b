"""The worker of a server's process is started again where it ends, and the server says so meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from research_assistant.config import Settings
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.web import worker
from research_assistant.web.worker import Worker


class Beside:
    """Stands in for a worker: notes each start, and can be broken."""

    def __init__(self) -> None:
        self.starts = 0
        self.away = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @asynccontextmanager
    async def __call__(self, _settings: Settings) -> AsyncIterator[asyncio.Future[None]]:
        self.starts += 1
        if self.away:
            raise StorageUnavailable("The database is away.")
        self.ended = asyncio.get_running_loop().create_future()
        yield self.ended


@pytest.fixture
async def beside(monkeypatch: pytest.MonkeyPatch) -> Beside:
    made = Beside()
    monkeypatch.setattr(worker, "worker_beside", made)
    monkeypatch.setattr(worker, "AGAIN_SECONDS", 0.05)
    return made


@pytest.fixture
def made(tmp_path: Path) -> Worker:
    return Worker(Settings(_env_file=None, data_dir=tmp_path))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in a task that tells nobody
            await asyncio.sleep(0.005)


async def test_one_that_ends_by_itself_is_started_again(beside: Beside, made: Worker):
    async with made.behind():
        await until(lambda: beside.starts == 1)
        assert not made.is_broken

        beside.ended.set_result(None)
        await until(lambda: made.is_broken)
        await until(lambda: beside.starts == 2 and not made.is_broken)


async def test_one_that_cannot_start_is_tried_until_it_can(beside: Beside, made: Worker):
    beside.away = True
    async with made.behind():
        await until(lambda: beside.starts >= 3)
        assert made.is_broken

        beside.away = False
        await until(lambda: not made.is_broken)


async def test_one_that_is_left_is_not_broken(beside: Beside, made: Worker):
    async with made.behind():
        await until(lambda: beside.starts == 1)

    assert (beside.starts, made.is_broken) == (1, False)
