"""Locks between processes, seen from threads: each has a handle of its own."""

import asyncio
import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from research_assistant.adapters.cache.locks import alone, remove_old, tried


def test_one_at_a_time_though_the_file_comes_and_goes(tmp_path: Path):
    inside: list[int] = []
    seen: list[int] = []

    async def work() -> None:
        for _ in range(60):
            async with alone(tmp_path / "lock", patience=60) as held:
                assert held
                inside.append(1)
                await asyncio.sleep(0)
                seen.append(len(inside))
                inside.pop()

    with ThreadPoolExecutor(4) as threads:
        for ended in [threads.submit(asyncio.run, work()) for _ in range(4)]:
            ended.result()

    assert seen == [1] * 240
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_removed_before_it_could_be_locked_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, lock = tmp_path / "lock", fcntl.flock

    def removed_first(handle: int, how: int) -> None:
        monkeypatch.undo()
        path.unlink()
        lock(handle, how)

    monkeypatch.setattr("research_assistant.adapters.cache.locks.fcntl.flock", removed_first)
    with tried(path) as first, tried(path) as second:
        assert (first, second) == (True, False)


async def test_patience_has_an_end(tmp_path: Path):
    async with alone(tmp_path / "lock", patience=1) as first, alone(tmp_path / "lock", patience=0.05) as second:
        assert (first, second) == (True, False)
        assert (tmp_path / "lock").exists()
    async with alone(tmp_path / "lock", patience=0) as third:
        assert third


async def test_one_who_is_cancelled_while_waiting_takes_nothing(tmp_path: Path):
    async def wait() -> None:
        async with alone(tmp_path / "lock", patience=60):
            pytest.fail("it was held by another")

    async with alone(tmp_path / "lock", patience=0):
        waiting = asyncio.ensure_future(wait())
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.wait({waiting})
    async with alone(tmp_path / "lock", patience=0) as held:
        assert held


async def test_where_there_is_no_folder_there_is_no_lock(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        async with alone(tmp_path / "none" / "lock", patience=0):
            pytest.fail("there is no folder")


def test_files_that_are_held_are_not_removed_however_old(tmp_path: Path):
    for name in ("held", "left"):
        (tmp_path / name).touch()
    with (tmp_path / "held").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        remove_old(tmp_path, seconds=-1)

    assert [path.name for path in tmp_path.iterdir()] == ["held"]
    with tried(tmp_path / "held") as ours:
        assert ours
