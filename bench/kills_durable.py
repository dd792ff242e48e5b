"""Kill workers at every boundary of a step and at random moments, pause them, and see what becomes of their queries.

python bench/kills_durable.py --random 100
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import workers
from databases import KINDS, Databases, SqliteFiles, postgres_server
from killing import comparable
from research_assistant.adapters.db.migrate import migrate
from research_assistant.bootstrap import Application, application
from research_assistant.config import Settings
from research_assistant.domain.library import Visibility
from research_assistant.domain.query import Options, ResearchQuery, Scope
from research_assistant.domain.report import Report
from research_assistant.kit.values import to_json
from workers import BOUNDARIES, Fate

QUESTION = "Does zinc shorten the common cold?"
A_QUERY = 7
"""Boundaries at which one query is killed, one after the other: a query that ends ten workers is given up."""


class House:
    """An application whose queries are run by workers that are killed."""

    def __init__(self, made: Application) -> None:
        self.made = made
        self.whole = ""
        self.seconds = 0.0

    async def submit(self) -> ResearchQuery:
        """Ask the workers."""
        user = await self.made.accounts.local()
        return await self.made.research.submit(QUESTION, user=user, scope=Scope(), options=Options())

    async def report(self, query: ResearchQuery) -> str:
        """Return the report without times and generated ids."""
        found = await self.made.research.report(query.query_id, user=await self.made.accounts.local())
        return comparable(to_json(found, Report))

    async def ended(self, query: ResearchQuery) -> bool:
        """Return whether the query has ended."""
        return (await self.made.research.find(query.query_id, user=await self.made.accounts.local())).status.ended

    async def events(self, query: ResearchQuery) -> list[tuple[int, str, int]]:
        """Return what was told of the query."""
        user = await self.made.accounts.local()
        found = await self.made.research.events(query.query_id, user=user, after=0)
        return [(event.seq, event.step, event.ordinal) for event in found]

    async def right(self, query: ResearchQuery) -> bool:
        """Return whether nothing is missing, nothing was told twice, and the report is the same."""
        whole = [(seq, step, ordinal) for seq, (step, ordinal) in enumerate(BOUNDARIES, start=1)]
        return await self.events(query) == whole and await self.report(query) == self.whole

    async def finish(self, query: ResearchQuery) -> float:
        """Start a worker that runs the query to its end; return the seconds until the query went on."""
        before = len(await self.events(query))

        async def goes_on() -> bool:
            return len(await self.events(query)) > before or await self.ended(query)

        worker = workers.start(self.made.settings)
        seconds = await workers.until(goes_on)
        await workers.until(lambda: self.ended(query))
        workers.kill(worker)
        return seconds


async def undisturbed(house: House) -> None:
    """Run a query that nothing befalls: what the others are compared with."""
    for _ in range(2):
        # The first worker also starts the process that all are forked from; the second tells how long a query takes.
        query = await house.submit()
        began = time.perf_counter()
        await house.finish(query)
        house.whole, house.seconds = await house.report(query), time.perf_counter() - began


async def at_boundaries(house: House) -> bool:
    """Kill a worker at every boundary."""
    right = 0
    parts = [BOUNDARIES[first : first + A_QUERY] for first in range(0, len(BOUNDARIES), A_QUERY)]
    for part in parts:
        query = await house.submit()
        for step, ordinal in part:
            worker = workers.start(house.made.settings, Fate(query_id=query.query_id, step=step, ordinal=ordinal))
            assert await workers.ended(worker) == -signal.SIGKILL
        await house.finish(query)
        right += await house.right(query)
    print(f"  at each of {len(BOUNDARIES)} boundaries: {right} of {len(parts)} queries right")
    return right == len(parts)


async def at_random(house: House, kills: int, chance: random.Random) -> bool:
    """Kill workers at random moments."""
    running = right = 0
    resumed: list[float] = []
    for _ in range(kills):
        query = await house.submit()
        worker = workers.start(house.made.settings)
        await asyncio.sleep(chance.uniform(0, house.seconds))
        workers.kill(worker)
        if not await house.ended(query):
            running += 1
            resumed.append(await house.finish(query))
        right += await house.right(query)
    print(
        f"  at random: {kills} kills, {running} before the end of the query, {right} queries right, "
        f"going on after a restart: {_spread(resumed)}"
    )
    return right == kills


async def paused(house: House, pauses: int) -> bool:
    """Stop workers in the middle of a stage, and wake them when another has taken over."""
    right, taken = 0, []
    for _ in range(pauses):
        query = await house.submit()
        fate = Fate(query_id=query.query_id, step="rank", ordinal=0, signal=signal.SIGSTOP)
        worker = workers.start(house.made.settings, fate)

        async def stands(worker: BaseProcess = worker) -> bool:
            return worker.is_alive() and workers.stopped(worker)

        await workers.until(stands)
        taken.append(await house.finish(query))
        before = await house.report(query), await house.events(query)
        worker_pid = worker.pid
        assert worker_pid is not None
        os.kill(worker_pid, signal.SIGCONT)
        await asyncio.sleep(2)
        right += before == (await house.report(query), await house.events(query)) and await house.right(query)
        workers.kill(worker)
    print(f"  paused, and woken after another took over: {right} of {pauses} right, taken over: {_spread(taken)}")
    return right == pauses


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "never"
    return f"median {sorted(seconds)[len(seconds) // 2]:.1f} s, at most {max(seconds):.1f} s"


async def measure(databases: Databases, home: Path, given: argparse.Namespace) -> bool:
    """Print the figures of one kind of database; return whether all was right."""
    settings = Settings(_env_file=None, data_dir=home, database_url=databases.empty(), embedding_model="none")
    records = home / "colds.jsonl"
    records.write_text(
        '{"id": 1, "title": "Zinc for the cold", "abstract": "Zinc shortened the common cold by a day in adults."}\n'
        '{"id": 2, "title": "Lozenges", "abstract": "Zinc lozenges shortened the common cold in children too."}\n',
        encoding="utf8",
    )
    async with application(settings) as made:
        await migrate(made.engine)
        owner = await made.accounts.ensure_local()
        await made.library.add(
            [records], owner=owner, visibility=Visibility.PRIVATE, collection="colds", progress=lambda _: None
        )
        house = House(made)
        await undisturbed(house)
        return all(
            [
                await at_boundaries(house),
                await at_random(house, given.random, random.Random(given.seed)),  # noqa: S311 - a bench, not a secret
                await paused(house, given.paused),
            ]
        )


def main() -> None:
    """Print the figures of every kind of database, and leave with 1 where anything was lost or told twice."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--random", type=int, default=100, help="kills at random moments")
    arguments.add_argument("--paused", type=int, default=3, help="workers that are paused and woken")
    arguments.add_argument("--database", choices=KINDS, action="append", help="only these; the default is each")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    right = []
    for kind in given.database or KINDS:
        print(kind, flush=True)
        with tempfile.TemporaryDirectory() as home:
            if kind == "sqlite":
                right.append(asyncio.run(measure(SqliteFiles(Path(home)), Path(home), given)))
            else:
                with postgres_server() as server:
                    right.append(asyncio.run(measure(server, Path(home), given)))
    raise SystemExit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
