"""What counts how often something is done: every limiter that needs nothing but Python."""

import asyncio
import multiprocessing
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from limiting import OFTEN, Contract
from research_assistant.adapters.db.engine import engine as open_engine
from research_assistant.adapters.limit.file import FileLimiter
from research_assistant.adapters.limit.local import LocalLimiter
from research_assistant.adapters.limit.registry import request_limiter
from research_assistant.adapters.limit.sql import SqlLimiter
from research_assistant.adapters.limit.standing_in import StandingIn
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.ports.limiter import Allowance, Limiter, Rate


def now() -> datetime:
    return datetime.now(UTC)


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


class TestLocal(Contract):
    @pytest.fixture
    def limiter(self) -> Limiter:
        return LocalLimiter()


class TestDatabase(Contract):
    @pytest.fixture
    def limiter(self, engine: AsyncEngine) -> Limiter:
        return SqlLimiter(engine, now)


class TestDatabaseThatDoesNotWaitForTheDisk(Contract):
    @pytest.fixture
    def limiter(self, engine: AsyncEngine) -> Limiter:
        return SqlLimiter(engine, now, durable=False)


class TestFile(Contract):
    @pytest.fixture
    async def limiter(self, tmp_path: Path) -> AsyncIterator[Limiter]:
        with closing(FileLimiter(tmp_path / "counts.db")) as opened:
            yield opened

    async def test_it_is_for_its_owner_alone(self, limiter: Limiter, tmp_path: Path):
        await limiter.hit(OFTEN, "somebody")

        assert modes(tmp_path) == {0o600}

    def test_processes_count_together(self, tmp_path: Path):
        processes = multiprocessing.get_context("spawn")
        with processes.Pool(4) as pool:
            allowed = pool.starmap(_hit_often, [(tmp_path / "counts.db", 200)] * 4)

        assert sum(allowed) == 100

    async def test_a_damaged_file_is_said_to_be_unusable(self, tmp_path: Path):
        (tmp_path / "counts.db").write_bytes(b"no database" * 1_000)

        with closing(FileLimiter(tmp_path / "counts.db")) as damaged, pytest.raises(StorageUnavailable):
            await damaged.hit(OFTEN, "somebody")


def _hit_often(path: Path, times: int) -> int:
    async def hit() -> int:
        with closing(FileLimiter(path)) as limiter:
            rate = Rate(most=100, seconds=600)
            return sum([(await limiter.hit(rate, "somebody")).allowed for _ in range(times)])

    return asyncio.run(hit())


class Broken:
    """Shared counts that are away, or not."""

    def __init__(self) -> None:
        self.away = True
        self.asked = 0
        self.counts = LocalLimiter()

    async def hit(self, rate: Rate, *key: str) -> Allowance:
        self.asked += 1
        if self.away:
            raise StorageUnavailable("It is away.")
        return await self.counts.hit(rate, *key)

    async def look(self, rate: Rate, *key: str) -> Allowance:
        return await self.counts.look(rate, *key)

    async def clear(self, rate: Rate, *key: str) -> None:
        await self.counts.clear(rate, *key)


class TestStandingIn:
    async def test_it_goes_on_counting_where_the_shared_counts_are_away(self, caplog: pytest.LogCaptureFixture):
        limiter = StandingIn(Broken())
        rate = Rate(most=3, seconds=600)

        assert [(await limiter.hit(rate, "somebody")).allowed for _ in range(5)] == [True, True, True, False, False]
        assert [record.levelname for record in caplog.records] == ["WARNING"]

    async def test_shared_counts_that_are_away_are_left_alone_for_a_while(self):
        shared = Broken()
        limiter = StandingIn(shared)
        for _ in range(50):
            await limiter.hit(OFTEN, "somebody")

        assert shared.asked == 1

    async def test_it_goes_on_from_what_it_saw_last(self):
        shared = Broken()
        shared.away = False
        limiter, rate = StandingIn(shared), Rate(most=3, seconds=600)
        first = [(await limiter.hit(rate, "somebody")).remaining for _ in range(2)]
        shared.away = True

        assert first == [2, 1]
        assert [(await limiter.hit(rate, "somebody")).allowed for _ in range(2)] == [True, False]

    async def test_it_comes_back(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("research_assistant.adapters.limit.standing_in.LEFT_ALONE_SECONDS", 0.0)
        shared = Broken()
        limiter = StandingIn(shared)
        await limiter.hit(OFTEN, "somebody")
        shared.away = False
        await limiter.hit(OFTEN, "somebody")

        assert (await shared.counts.look(OFTEN, "somebody")).remaining == OFTEN.most - 1


async def test_beside_sqlite_a_file_counts(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'research.db'}")
    with request_limiter(engine, redis=None, folder=tmp_path, clock=now) as limiter:
        await limiter.hit(OFTEN, "somebody")
    await engine.dispose()

    assert (tmp_path / "counts.db").exists()
    assert not (tmp_path / "research.db").exists()
