"""Watch queries over many WebSockets of one server: is an event lost or sent twice, and how late does it come?

The events are appended here, the sockets are held by a process of their own, in one event loop. Lateness is the time
from an event's commit to its receipt by a listener. Memory is the proportional set size of the server's processes.

python bench/sockets.py [--sockets 1000] [--seconds 30] [--queries 20] [--queries 1000] [--database sqlite]
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import httpx2
import psutil
from websockets.asyncio.client import ClientConnection, connect

from databases import KINDS, postgres_server
from research_assistant.adapters.db.engine import engine
from research_assistant.adapters.durable.runner import Processes
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.event import EventKind
from research_assistant.domain.query import Options, ResearchQuery, Scope
from research_assistant.kit.ids import new_id
from serving import UVICORN, Server, logged_in, served

AT_ONCE = 50
"""Handshakes at a time."""

LATEST_SECONDS = 5.0
"""For which the last events are waited for."""

PART_SECONDS = 5
"""Other programs share the machine: the best part of a run tells what the server needs."""

MOST_LATE_SECONDS, MOST_MEGABYTES = 0.5, 300

Receipt = tuple[int, str, int, float]
"""Socket, query, number of the event, and when it came."""


def listen(url: str, cookie: str, query_ids: Sequence[str], sockets: int, told: Connection) -> None:
    """Hold the sockets until told to stop; tell when all are open, and at the end what came."""
    asyncio.run(_listen(url.replace("http", "ws", 1), cookie, query_ids, sockets, told))


async def _listen(url: str, cookie: str, query_ids: Sequence[str], sockets: int, told: Connection) -> None:
    received: list[Receipt] = []
    gate = asyncio.Semaphore(AT_ONCE)

    async def opened(query_id: str) -> ClientConnection:
        place = f"{url}/ws/research/{query_id}"
        async with gate:
            return await connect(place, additional_headers={"Cookie": cookie}, open_timeout=60, ping_interval=None)

    async def hear(number: int, query_id: str, socket: ClientConnection) -> None:
        while True:
            received.append((number, query_id, json.loads(await socket.recv())["seq"], time.monotonic()))

    watched = [query_ids[number % len(query_ids)] for number in range(sockets)]
    held = await asyncio.gather(*map(opened, watched))
    heard = [asyncio.create_task(hear(*each)) for each in zip(range(sockets), watched, held, strict=True)]
    told.send("open")
    await asyncio.to_thread(told.recv)
    for each in heard:
        each.cancel()
    await asyncio.wait(heard)
    told.send(received)


async def append(
    database: str, query_ids: Sequence[str], *, seconds: float, rate: float
) -> dict[tuple[str, int], float]:
    """Append events to the queries in turn; return when each was committed."""
    opened = engine(database)
    transactions = SqlTransactions(opened, lambda: datetime.now(UTC))
    committed: dict[tuple[str, int], float] = {}
    began = time.monotonic()
    for number in range(round(seconds * rate)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        query_id = query_ids[number % len(query_ids)]
        async with transactions.writing() as transaction:
            event = await transaction.events.append(
                query_id, step="search", ordinal=number, kind=EventKind.STAGE_FINISHED, counts={"made": number}
            )
        committed[query_id, event.seq] = time.monotonic()
    await opened.dispose()
    return committed


async def running_queries(database: str, user_id: str, number: int) -> list[str]:
    """Make queries that this process seems to run, so that no worker takes them; return their ids."""
    opened = engine(database)
    transactions = SqlTransactions(opened, lambda: datetime.now(UTC))
    query_ids = [new_id() for _ in range(number)]
    async with transactions.writing() as transaction:
        for query_id in query_ids:
            text = f"Does zinc shorten colds? {query_id}"
            query = ResearchQuery(
                query_id=query_id,
                user_id=user_id,
                text=text,
                scope=Scope(),
                options=Options(),
                created_at=datetime.now(UTC),
            )
            await transaction.queries.add(query)
            await transaction.holds.claim(query_id, runner=Processes().own, previous="")
    await opened.dispose()
    return query_ids


def memory(server: Server) -> float:
    """Return the megabytes of the server's processes; what they share counts once."""
    process = psutil.Process(server.process.pid)
    return sum(each.memory_full_info().pss for each in [process, *process.children(recursive=True)]) / 2**20


def measure(server: Server, database: str, given: argparse.Namespace, queries: int) -> bool:
    """Print the figures of so many queries that are watched; return whether all is as it shall be."""
    cookie = logged_in(server.url)
    user = httpx2.get(f"{server.url}/api/auth/me", headers={"Cookie": cookie}, timeout=60).json()
    query_ids = asyncio.run(running_queries(database, user["user_id"], queries))
    here, there = multiprocessing.get_context("spawn").Pipe()
    client = multiprocessing.get_context("spawn").Process(
        target=listen, args=(server.url, cookie, query_ids, given.sockets, there)
    )
    began = time.monotonic()
    client.start()
    # Where the client breaks, nobody holds this end open, and waiting for it ends.
    there.close()
    here.recv()
    opening = time.monotonic() - began
    committed = asyncio.run(append(database, query_ids, seconds=given.seconds, rate=given.rate))
    most = memory(server)
    time.sleep(LATEST_SECONDS)
    here.send("stop")
    received: list[Receipt] = here.recv()
    client.join()
    return tell(received, committed, queries=queries, sockets=given.sockets, megabytes=most, opening=opening)


def tell(
    received: Sequence[Receipt],
    committed: Mapping[tuple[str, int], float],
    *,
    queries: int,
    sockets: int,
    megabytes: float,
    opening: float,
) -> bool:
    """Print what came of it."""
    expected = len(committed) * (sockets // queries)
    once = {(socket, seq) for socket, _, seq, _ in received}
    heard: dict[int, int] = {}
    in_order = True
    for socket, _, seq, _ in received:
        in_order &= seq > heard.get(socket, 0)
        heard[socket] = seq
    began = min(committed.values())
    parts: dict[int, list[float]] = {}
    for _, query_id, seq, at in received:
        came = committed[query_id, seq]
        parts.setdefault(int((came - began) / PART_SECONDS), []).append(at - came)
    late = [lateness for part in parts.values() for lateness in part]
    lost, twice, best = expected - len(once), len(received) - len(once), min(map(_p99, parts.values()))
    print(
        f"  {sockets} sockets on {queries} queries, open after {opening:.1f} s; {len(committed)} events, {expected} to "
        f"come, {lost} lost, {twice} twice, {'in order' if in_order else 'OUT OF ORDER'}; late: "
        f"median {statistics.median(late) * 1000:.0f} ms, p99 {_p99(late) * 1000:.0f} ms, p99 of the best "
        f"{PART_SECONDS} s {best * 1000:.0f} ms, at most {max(late) * 1000:.0f} ms; memory {megabytes:.0f} MB",
        flush=True,
    )
    return lost == twice == 0 and in_order and best <= MOST_LATE_SECONDS and megabytes <= MOST_MEGABYTES


def _p99(late: Sequence[float]) -> float:
    return sorted(late)[int(len(late) * 0.99)]


@contextmanager
def _address(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'research.db'}"
        return
    with postgres_server() as server:
        yield server.empty()


def main() -> None:
    """Print the figures of every kind of database, and leave with 1 where a bound is passed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sockets", type=int, default=1_000)
    arguments.add_argument("--seconds", type=float, default=30)
    arguments.add_argument("--rate", type=float, default=20, help="events a second in all")
    arguments.add_argument("--queries", type=int, action="append", help="that are watched; the default is 20 and 1,000")
    arguments.add_argument("--database", choices=KINDS, action="append", help="only these; the default is each")
    given = arguments.parse_args()
    right = []
    for kind in given.database or KINDS:
        print(kind, flush=True)
        with tempfile.TemporaryDirectory() as name, _address(kind, Path(name)) as database:
            settings = {
                "DATABASE_URL": database,
                "RATE_LIMIT_MAX_REQUESTS": "0",
                "USER_STREAMS": str(2 * given.sockets),
                "LOG_FILE": f"{name}/log.jsonl",
            }
            for queries in given.queries or (20, given.sockets):
                with served(UVICORN, Path(name), workers=1, settings=settings) as server:
                    right.append(measure(server, database, given, queries))
    raise SystemExit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
