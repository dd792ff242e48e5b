"""Readers of a server from which something is taken: what they are answered, and what becomes of what they asked."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx2
import psycopg

from databases import PostgresServer
from killing import comparable
from serving import Server, logged_in
from workers import BOUNDARIES

QUESTION = "Does zinc shorten the common cold?"
WORKS = (
    '{"id": 1, "title": "Zinc for the cold", "abstract": "Zinc shortened the common cold by a day in adults."}\n'
    '{"id": 2, "title": "Lozenges", "abstract": "Zinc lozenges shortened the common cold in children too."}\n'
)
LOOKED_AT = ("/api/auth/me", "/api/research", "/api/health", "/api/library", "/api/analytics/usage", "/")
UNAVAILABLE = {503, 507}
SECONDS = 90
PRESSED_SECONDS = 2.0

Fault = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request was answered, and how long that took; `status` 0 is no answer at all."""

    what: str
    status: int
    began: float
    ended: float
    retry_after: str


@dataclass(slots=True)
class Account:
    """What readers saw.

    Attributes:
        answers: Of all requests.
        wrong: Of queries that were accepted: what is not as it has to be.
        accepted: Queries.
        back: When the fault was over.
        went_on: When each reader's first query after that ended.
        usual: Seconds that queries took before.
    """

    answers: list[Answer] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    accepted: int = 0
    back: float = 0.0
    went_on: list[float] = field(default_factory=list)
    usual: list[float] = field(default_factory=list)

    @property
    def statuses(self) -> Counter[int]:
        """How often each status was answered."""
        return Counter(answer.status for answer in self.answers)

    @property
    def unfit(self) -> list[Answer]:
        """Answers that no reader may get: any 5xx but 503 and 507, these without `Retry-After`, and none at all."""
        return [
            answer
            for answer in self.answers
            if answer.status == 0
            or (answer.status >= 500 and (answer.status not in UNAVAILABLE or not answer.retry_after.isdecimal()))
        ]

    @property
    def longest(self) -> float:
        """Seconds of the slowest answer."""
        return max(answer.ended - answer.began for answer in self.answers)

    @property
    def recovered(self) -> float:
        """Seconds from the end of the fault to the last answer that was none."""
        failed = [answer.ended for answer in self.answers if answer.status == 0 or answer.status >= 500]
        return max(0.0, max(failed, default=0.0) - self.back)

    @property
    def queries_went_on(self) -> float:
        """Seconds from the end of the fault to the first report."""
        return min(self.went_on, default=self.back + SECONDS) - self.back

    @property
    def queries_recovered(self) -> float:
        """Seconds from the end of the fault until each reader had a report again, with all that waited before it."""
        return max(self.went_on, default=self.back + SECONDS) - self.back


class Readers:
    """Readers of one server, some of whom ask and some of whom look."""

    def __init__(self, server: Server) -> None:
        self._url = server.url
        self._headers = {"Cookie": logged_in(server.url)}
        self._account = Account()
        self._leave = asyncio.Event()
        self._whole = ""

    async def suffer(self, fault: Fault, *, askers: int = 4, lookers: int = 4, before: float = 2.0) -> Account:
        """Use the server before, during and after a fault, until every query that was accepted has ended."""
        async with httpx2.AsyncClient(
            base_url=self._url, headers=self._headers, timeout=SECONDS, limits=httpx2.Limits(max_connections=100)
        ) as client:
            files = [("file", ("colds.jsonl", WORKS.encode()))]
            (await client.post("/api/library", files=files)).raise_for_status()
            self._whole = await self._report(client, await self._asked(client))
            tasks = [
                asyncio.create_task(self._press(client)),
                *(asyncio.create_task(self._ask(client)) for _ in range(askers)),
                *(asyncio.create_task(self._look(client, number)) for number in range(lookers)),
            ]
            await asyncio.sleep(before)
            await asyncio.to_thread(self._befall, fault)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_went_on(askers), SECONDS)
            self._leave.set()
            await asyncio.gather(*tasks)
        return self._account

    def _befall(self, fault: Fault) -> None:
        with fault():
            pass
        self._account.back = time.monotonic()

    async def _all_went_on(self, askers: int) -> None:
        while len(self._account.went_on) < askers:  # noqa: ASYNC110 - what is waited for goes on by itself
            await asyncio.sleep(0.05)

    async def _look(self, client: httpx2.AsyncClient, number: int) -> None:
        while not self._leave.is_set():
            for path in LOOKED_AT[number % len(LOOKED_AT) :] + LOOKED_AT[: number % len(LOOKED_AT)]:
                await self._answered(client, "GET", path)
                await asyncio.sleep(0.02)

    async def _ask(self, client: httpx2.AsyncClient) -> None:
        went_on = False
        while not self._leave.is_set():
            began = time.monotonic()
            query_id = await self._asked(client)
            ended = time.monotonic()
            if not self._account.back:
                self._account.usual.append(ended - began)
            self._account.accepted += 1
            await self._check(client, query_id)
            if 0 < self._account.back < ended and not went_on:
                went_on = True
                self._account.went_on.append(ended)

    async def _press(self, client: httpx2.AsyncClient) -> None:
        """Ask once more each second, whatever became of what was asked before."""
        asked: list[asyncio.Task[str]] = []
        while not self._account.back:
            asked.append(asyncio.create_task(self._asked(client)))
            await asyncio.sleep(PRESSED_SECONDS)
        for query_id in await asyncio.gather(*asked):
            self._account.accepted += 1
            await self._check(client, query_id)

    async def _asked(self, client: httpx2.AsyncClient) -> str:
        """Ask until the question is accepted, wait for its end, and return its id."""
        key = str(uuid4())
        accepted = await self._until(client, "POST", "/api/research", headers={"Idempotency-Key": key})
        query_id: str = accepted.json()["query_id"]
        while True:
            told = await self._until(client, "GET", f"/api/research/{query_id}")
            if told.json()["status"] not in {"queued", "running"}:
                return query_id
            await asyncio.sleep(0.1)

    async def _until(
        self, client: httpx2.AsyncClient, method: str, path: str, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        began = time.monotonic()
        while True:
            answer = await self._answered(client, method, path, headers)
            if answer is not None and answer.status_code < 400:
                return answer
            assert time.monotonic() - began < 2 * SECONDS, f"{method} {path}: {answer}"
            await asyncio.sleep(0.2)

    async def _answered(
        self, client: httpx2.AsyncClient, method: str, path: str, headers: dict[str, str] | None = None
    ) -> httpx2.Response | None:
        what = f"{method} {'/api/research/…' if path.count('/') > 2 and 'research' in path else path}"
        body = {"query": QUESTION, "sources": ["library"]} if method == "POST" else None
        began = time.monotonic()
        try:
            answer = await client.request(method, path, json=body, headers=headers)
        except httpx2.TransportError:
            self._account.answers.append(Answer(what, 0, began, time.monotonic(), ""))
            return None
        told = answer.headers.get("retry-after", "")
        self._account.answers.append(Answer(what, answer.status_code, began, time.monotonic(), told))
        return answer

    async def _check(self, client: httpx2.AsyncClient, query_id: str) -> None:
        path = f"/api/research/{query_id}"
        status = (await self._until(client, "GET", path)).json()["status"]
        events = (await self._until(client, "GET", f"{path}/events")).text
        numbers = [int(line[4:]) for line in events.splitlines() if line.startswith("id: ")]
        if status != "completed":
            self._account.wrong.append(f"{query_id} is {status}")
        elif numbers != list(range(1, len(BOUNDARIES) + 1)):
            self._account.wrong.append(f"{query_id} told the events {numbers}")
        elif await self._report(client, query_id) != self._whole:
            self._account.wrong.append(f"{query_id} has another report")

    async def _report(self, client: httpx2.AsyncClient, query_id: str) -> str:
        return comparable((await self._until(client, "GET", f"/api/research/{query_id}/download?format=json")).text)


def stopped(server: PostgresServer, seconds: float) -> Fault:
    """Return the fault of a PostgreSQL that crashes, and comes up after a while."""

    @contextmanager
    def fault() -> Iterator[None]:
        server.stop()
        time.sleep(seconds)
        server.start()
        yield

    return fault


def frozen(server: PostgresServer, seconds: float) -> Fault:
    """Return the fault of a PostgreSQL that takes connections and never says a word."""

    @contextmanager
    def fault() -> Iterator[None]:
        processes = server.processes()
        for process in processes:
            with suppress(psycopg.Error, ProcessLookupError):
                process.suspend()
        time.sleep(seconds)
        for process in processes:
            process.resume()
        yield

    return fault


def locked(address: str, seconds: float) -> Fault:
    """Return the fault of another program that keeps all that others write, and on PostgreSQL what they read."""

    @contextmanager
    def on_postgres() -> Iterator[None]:
        with psycopg.connect(address) as other:
            tables = "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname"
            names = other.execute(f"{tables} IN ('public', 'dbos')").fetchall()
            other.execute("LOCK TABLE " + ", ".join(str(name) for (name,) in names))
            time.sleep(seconds)
        yield

    @contextmanager
    def on_sqlite() -> Iterator[None]:
        path = Path(address.removeprefix("sqlite:///"))
        with (
            closing(sqlite3.connect(path, timeout=30)) as ours,
            closing(sqlite3.connect(path.with_name(f"{path.stem}-queue.db"), timeout=30)) as queue,
        ):
            for each in (ours, queue):
                each.execute("BEGIN EXCLUSIVE")
            time.sleep(seconds)
        yield

    return on_sqlite if address.startswith("sqlite") else on_postgres


def full(folder: Path, seconds: float) -> Fault:
    """Return the fault of a disk without any room; `folder` lies on it, as this process sees it."""

    @contextmanager
    def fault() -> Iterator[None]:
        filler = folder / "filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=1k"], check=False, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        filler.unlink()
        yield

    return fault


def on_a_small_disk(words: tuple[str, ...], disk: Path, megabytes: int) -> tuple[str, ...]:
    """Return a command with a small disk of its own at `disk`, which others see below `/proc/<its id>/root`."""
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && exec "$@"'
    program = str(Path(sys.executable).parent / words[0])
    return ("/usr/bin/unshare", "--map-root-user", "--mount", "bash", "-c", mount, str(disk), program, *words[1:])
