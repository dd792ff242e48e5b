"""Measure what the cache costs: CPU a hit and a making, looking through a full level, and makings of many at once.

python bench/cache.py [--entries 20000] [--page 190000] [--rounds 5]

Figures are the least of some rounds, CPU milliseconds of this process unless said otherwise.
"""

import argparse
import asyncio
import json
import os
import random
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time, time

from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.adapters.cache.shelf import Shelf
from research_assistant.domain.cached import Level, Terms

PROCESSES, CALLERS = 4, 50
WORDS = ("zinc", "lozenges", "shortened", "colds", "by", "a", "third", "in", "adults", "<p>", "</p>", "trial", "of")


def main() -> None:
    """Print the figures as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=20_000)
    arguments.add_argument("--page", type=int, default=190_000, help="bytes of a web page")
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    with TemporaryDirectory() as folder:
        told = {
            **asyncio.run(_costs(Path(folder) / "costs", given.page, given.rounds)),
            **asyncio.run(_look_through(Path(folder) / "full", given.entries)),
            **_at_once(Path(folder) / "at once"),
        }
    print(json.dumps(told, indent=2))


def _opened(folder: Path) -> FolderCache:
    terms = dict.fromkeys(Level, Terms(seconds=86_400, most=10**12))
    return FolderCache(folder, terms, clock=lambda: datetime.now(UTC))


def _giving(content: bytes) -> Callable[[], Awaitable[bytes]]:
    async def make() -> bytes:
        return content

    return make


async def _costs(folder: Path, size: int, rounds: int) -> dict[str, float]:
    """Return milliseconds a call."""
    chance = random.Random(3)  # noqa: S311 - no secret
    page = " ".join(chance.choices(WORDS, k=size // 5)).encode()[:size]
    cache, found = _opened(folder), {}
    for name, content in (("small", b"an answer " * 50), ("page", page)):
        for number in range(rounds):
            began = process_time()
            for each in range(100):
                await cache.get(Level.CONTENT, f"{name} {number} {each}", _giving(content))
            made = process_time()
            for each in range(100):
                assert (await cache.get(Level.CONTENT, f"{name} {number} {each}", _giving(b""))).hit
            ended = process_time()
            for what, seconds in (("kept", made - began), ("at_hand", ended - made)):
                key = f"{name}_{what}_ms"
                found[key] = min(found.get(key, 1e9), round(seconds * 10, 3))
    return found


async def _look_through(folder: Path, entries: int) -> dict[str, float]:
    """Return milliseconds of looking through a full level, and of removing half of it."""
    cache = _opened(folder)
    for each in range(entries):
        await cache.get(Level.CONTENT, f"{each}", _giving(os.urandom(500)))

    def looked(most: int) -> float:
        shelf = Shelf(folder / "content", Terms(seconds=86_400, most=most), underway=folder / "underway")
        began = process_time()
        shelf.sweep(now=time())
        return round((process_time() - began) * 1000)

    through = min(looked(10**12) for _ in range(3))
    return {"entries": entries, "looked_through_ms": through, "half_removed_ms": looked(entries * 4_096 // 2)}


def _at_once(folder: Path) -> dict[str, float]:
    """Return how often a thing was made that many callers in several processes asked for at once."""
    rounds = 20
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        found = list(processes.map(_ask, [str(folder)] * PROCESSES, [rounds] * PROCESSES))
    makings = [sum(each[number] for each in found) for number in range(rounds)]
    return {
        "processes": PROCESSES,
        "callers_each": CALLERS,
        "makings_median": median(makings),
        "makings_most": max(makings),
    }


def _ask(folder: str, rounds: int) -> list[int]:
    async def work() -> list[int]:
        cache, found = _opened(Path(folder)), []
        for number in range(rounds):
            answers = await asyncio.gather(*(cache.get(Level.SEARCH, f"{number}", _slowly) for _ in range(CALLERS)))
            found.append(sum(not each.hit for each in answers))
        return found

    return asyncio.run(work())


async def _slowly() -> bytes:
    await asyncio.sleep(0.2)
    return b"made"


if __name__ == "__main__":
    main()
