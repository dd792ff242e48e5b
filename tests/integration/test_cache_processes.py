"""One cache in several processes, which may be killed or find the disk full."""

import asyncio
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caching import Maker, asked, until
from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.domain.cached import Level, Terms

ROOT = Path(__file__).parents[2]
PROCESSES = 4
SECONDS = 60


def opened(folder: Path, *, most: int = 1_000_000_000) -> FolderCache:
    terms = {level: Terms(seconds=86_400, most=most) for level in Level}
    return FolderCache(folder, terms, clock=lambda: datetime.now(UTC))


def note(path: Path, word: str) -> None:
    """Add a line to a file that several processes write to."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{word}\n".encode())
    os.close(handle)


def noted(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def wait_for(fulfilled: Callable[[], object]) -> None:
    until_then = time.monotonic() + SECONDS
    while not fulfilled():
        assert time.monotonic() < until_then
        time.sleep(0.01)


def maker(home: Path, name: str) -> Callable[[], Awaitable[bytes]]:
    """Return a making that notes itself and waits until it may end."""

    async def make() -> bytes:
        note(home / "made", name)
        await until(lambda: (home / f"{name}-may-end").exists() or (home / "all-may-end").exists())
        return name.encode()

    return make


def ask(home: Path, name: str, callers: int) -> tuple[list[bytes], int]:
    """Ask for one thing many times at once, from a process of its own; return what came, and how many were hits."""

    async def work() -> tuple[list[bytes], int]:
        cache = opened(home / "cache")
        waiting = [asyncio.ensure_future(cache.get(Level.SEARCH, "key", maker(home, name))) for _ in range(callers)]
        await asyncio.sleep(0.05)
        note(home / "asked", name)
        answers = await asyncio.gather(*waiting)
        return sorted({each.content for each in answers}), sum(each.hit for each in answers)

    return asyncio.run(work())


def keep_many(folder: Path, start: int, number: int) -> None:
    """Keep entries that tell their own keys."""

    async def work() -> None:
        cache = opened(folder)
        for each in range(start, start + number):
            await cache.get(Level.CONTENT, f"{each}", Maker(f"{each} ".encode() * 2_000))

    asyncio.run(work())


def keep_for_ever(folder: Path) -> None:
    for start in range(0, 1_000_000, 100):
        keep_many(folder, start, 100)


def test_fifty_at_once_in_each_of_four_processes_cause_one_making(tmp_path: Path):
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        asking = pool.starmap_async(ask, [(tmp_path, f"{number}", 50) for number in range(PROCESSES)])
        wait_for(lambda: len(noted(tmp_path / "asked")) == PROCESSES)
        (tmp_path / "all-may-end").touch()
        answers = asking.get(SECONDS)
    (made,) = noted(tmp_path / "made")
    search = asyncio.run(opened(tmp_path / "cache").stats())[0]

    assert [contents for contents, _ in answers] == [[made.encode()]] * PROCESSES
    assert sum(hits for _, hits in answers) == 50 * PROCESSES - 1
    assert (search.hits, search.misses, search.entries) == (50 * PROCESSES - 1, 1, 1)


def test_a_maker_that_is_killed_is_replaced_by_one_who_waits(tmp_path: Path):
    processes = multiprocessing.get_context("spawn")
    killed = processes.Process(target=ask, args=(tmp_path, "killed", 3))
    killed.start()
    wait_for(lambda: noted(tmp_path / "made") == ["killed"])
    with processes.Pool(2) as pool:
        asking = pool.starmap_async(ask, [(tmp_path, "left", 20)] * 2)
        wait_for(lambda: len(noted(tmp_path / "asked")) == 3)
        assert killed.pid is not None
        os.kill(killed.pid, signal.SIGKILL)
        wait_for(lambda: len(noted(tmp_path / "made")) == 2)
        (tmp_path / "left-may-end").touch()
        answers = asking.get(SECONDS)
    killed.join()
    killed.close()

    assert noted(tmp_path / "made") == ["killed", "left"]
    assert [contents for contents, _ in answers] == [[b"left"]] * 2
    assert sum(hits for _, hits in answers) == 39


async def test_a_maker_that_is_cancelled_is_replaced_by_one_who_waits_elsewhere(tmp_path: Path):
    cancelled, other = Maker(waits=True), Maker(b"other")
    first = asked(opened(tmp_path / "cache"), cancelled)
    await until(lambda: cancelled.begun)
    second = asked(opened(tmp_path / "cache"), other)
    await asyncio.sleep(0.05)
    assert other.begun == 0
    first.cancel()

    assert (await second).content == b"other"


def test_what_was_kept_before_a_kill_is_whole_or_made_anew(tmp_path: Path):
    folder, chance = tmp_path / "cache", random.Random(7)  # noqa: S311 - no secret
    processes = multiprocessing.get_context("spawn")
    for _ in range(4):
        killed = processes.Process(target=keep_for_ever, args=(folder,))
        killed.start()
        before = len(list(folder.glob("content/*/*")))
        wait_for(lambda before=before: len(list(folder.glob("content/*/*"))) > before + 20)
        time.sleep(chance.uniform(0, 0.2))
        killed.kill()
        killed.join()
        killed.close()
    kept = len(list(folder.glob("content/*/*")))

    async def look() -> tuple[list[bool], int]:
        cache = opened(folder)
        answers = [
            await cache.get(Level.CONTENT, f"{each}", Maker(f"{each} ".encode() * 2_000)) for each in range(kept)
        ]
        assert [each.content.split()[0] for each in answers] == [f"{each}".encode() for each in range(kept)]
        return [each.hit for each in answers], (await cache.stats())[1].entries

    hits, counted = asyncio.run(look())
    assert all(hits)
    assert kept - 4 <= counted <= kept


def test_processes_that_keep_at_the_same_time_are_counted_together(tmp_path: Path):
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        pool.starmap(keep_many, [(tmp_path / "cache", 50 * number, 100) for number in range(PROCESSES)])
    content = asyncio.run(opened(tmp_path / "cache").stats())[1]

    assert content.entries == 50 * PROCESSES + 50
    assert content.hits + content.misses == pytest.approx(100 * PROCESSES, rel=0.02)


FULL = """
import asyncio, logging, os, resource, sys
sys.path[:0] = [{tests!r}, {src!r}]
logging.basicConfig(format="%(message)s")
from pathlib import Path
from caching import Maker
from test_cache_processes import opened
from research_assistant.domain.cached import Level

async def work():
    folder = Path(sys.argv[1])
    cache = opened(folder)
    await cache.get(Level.SEARCH, "small", Maker(b"small"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    large = os.urandom(500_000)
    for _ in range(3):
        kept = await cache.get(Level.SEARCH, "large", Maker(large))
        assert (kept.content, kept.hit) == (large, False)
    assert (await cache.get(Level.SEARCH, "small", Maker())).hit
    assert list((folder / "underway").iterdir()) == []
    print([(each.entries, each.hits, each.misses) for each in await cache.stats()][0])

asyncio.run(work())
"""


def test_what_does_not_fit_on_the_disk_is_made_and_said_once(tmp_path: Path):
    script = FULL.format(src=str(ROOT / "src"), tests=str(ROOT / "tests"))
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        timeout=SECONDS,
        check=False,
    )

    assert (ended.returncode, ended.stdout.strip()) == (0, "(1, 1, 4)"), ended.stderr
    assert ended.stderr.count("cannot be used") == 1
