"""Time the server: requests a second beside a bare endpoint of the same framework, and how soon it is ready.

Each round asks both servers one after the other, so that what else the machine does slows both; the share is the median
of the rounds. Requests per second of the server's own processor time are told beside it: these hardly depend on others.

python bench/server.py [--rounds 7] [--requests 3000] [--redis] [--postgresql] [--workers 1] [--json]
python bench/server.py --path /api/research?limit=25 --queries 25
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import httpx2
import psutil

from databases import postgres_server

ROOT = Path(__file__).parents[1]
CONNECTIONS = 16
PATIENCE_SECONDS = 60
READER = {"username": "reader", "email": "reader@example.org", "password": "correct horse battery staple"}

BARE = """
from fastapi import FastAPI

app = FastAPI()

@app.get("/bare")
async def bare() -> dict[str, str]:
    return {"user_id": "1", "username": "reader", "email": "reader@example.org"}
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs.

    Attributes:
        ready_seconds: From the start of its process to the first answer.
    """

    port: int
    process: psutil.Process
    ready_seconds: float

    def processor_seconds(self) -> float:
        """Return what all its processes have used."""
        processes = [self.process, *self.process.children(recursive=True)]
        return sum(sum(each.cpu_times()[:2]) for each in processes)


@contextmanager
def served(app: str, *, folder: Path, path: str, settings: Mapping[str, str], workers: int = 1) -> Iterator[Served]:
    """Run a server until the block is left."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    words = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--workers", str(workers)]
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(folder), **settings}
    log = (folder / "server.log").open("w")
    with subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log) as process:
        try:
            while not _answers(port, path):
                if time.perf_counter() - began > PATIENCE_SECONDS:
                    raise TimeoutError(f"The server did not come up: {(folder / 'server.log').read_text()[-2_000:]}")
                time.sleep(0.02)
            yield Served(port, psutil.Process(process.pid), time.perf_counter() - began)
        finally:
            process.terminate()


def _answers(port: int, path: str) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}{path}").status_code == 200
    except httpx2.TransportError:
        return False


async def asked(server: Served, path: str, *, cookie: str, requests: int) -> tuple[float, float]:
    """Ask again and again over connections that stay open; return requests per second, and per processor second."""
    line = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {cookie}\r\n\r\n".encode()
    left = iter(range(requests))
    used, began = server.processor_seconds(), time.perf_counter()
    await asyncio.gather(*(_ask(server.port, line, left) for _ in range(CONNECTIONS)))
    return (
        requests / (time.perf_counter() - began),
        requests / max(1e-9, server.processor_seconds() - used),
    )


async def _ask(port: int, line: bytes, left: Iterator[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in left:
        writer.write(line)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(each for each in head.lower().split(b"\r\n") if each.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
    writer.close()


def logged_in(port: int) -> str:
    """Make an account, and return the cookie of its login."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        client.post("/api/auth/register", json=READER)
        answer = client.post("/api/auth/login", json={name: READER[name] for name in ("username", "password")})
        answer.raise_for_status()
        return f"session_token={client.cookies['session_token']}"


def asked_for(port: int, cookie: str, queries: int) -> None:
    """Ask so many questions, and wait until all of them have ended."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Cookie": cookie}, timeout=60) as client:
        for number in range(queries):
            client.post("/api/research", json={"query": f"Does zinc shorten cold number {number}?"}).raise_for_status()
        until = time.perf_counter() + PATIENCE_SECONDS
        while client.get("/api/research?status=completed&limit=1").json()["total"] < queries:
            if time.perf_counter() > until:
                raise TimeoutError("The queries did not end.")
            time.sleep(0.2)


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--requests", type=int, default=3_000, help="in one round")
    arguments.add_argument("--path", default="/api/auth/me")
    arguments.add_argument("--redis", action="store_true", help="with the limiter on, and counts in Redis")
    arguments.add_argument("--limited", action="store_true", help="with the limiter on")
    arguments.add_argument("--postgresql", action="store_true", help="in the place of SQLite")
    arguments.add_argument("--queries", type=int, default=0, help="that the caller has asked, all of them ended")
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        _redis(wanted=given.redis) as redis,
        postgres_server() if given.postgresql else nullcontext() as postgres,
    ):
        folder = Path(name)
        (folder / "bare.py").write_text(BARE)
        shutil.copy(ROOT / "server.py", folder / "served.py")
        settings = {
            "DATA_DIR": str(folder / "data"),
            "PYTHONPATH": f"{folder}:{ROOT / 'src'}",
            "LOG_FILE": str(folder / "log.jsonl"),
            "RATE_LIMIT_MAX_REQUESTS": str(10**9 if given.limited or given.redis else 0),
            **({} if postgres is None else {"DATABASE_URL": postgres.empty()}),
            **redis,
        }
        figures = asyncio.run(_compare(folder, settings, given))
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        for what, figure in figures.items():
            print(f"{what:<70} {figure:9.3f}")


async def _compare(folder: Path, settings: Mapping[str, str], given: argparse.Namespace) -> dict[str, float]:
    with (
        served("bare:app", folder=folder, path="/bare", settings={}) as bare,
        served(
            "research_assistant.web.app:create_app",
            folder=folder,
            path="/readyz",
            settings={**settings, "UVICORN_FACTORY": "1"},
            workers=given.workers,
        ) as ours,
    ):
        cookie = logged_in(ours.port)
        asked_for(ours.port, cookie, given.queries)
        rates: list[tuple[float, float]] = []
        for each in range(given.rounds + 1):
            plain = await asked(bare, "/bare", cookie=cookie, requests=given.requests)
            own = await asked(ours, given.path, cookie=cookie, requests=given.requests)
            if each:
                rates.append((own[0] / plain[0], own[1] / plain[1]))
        return {
            "seconds until ready": ours.ready_seconds,
            "bare endpoint, requests per processor second, last round": plain[1],
            f"{given.path}, requests per processor second, last round": own[1],
            f"{given.path}, share of the bare endpoint's requests per second": statistics.median(a for a, _ in rates),
            f"{given.path}, the same per processor second": statistics.median(b for _, b in rates),
        }


@contextmanager
def _redis(*, wanted: bool) -> Iterator[dict[str, str]]:
    if not wanted:
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/redis.sock"
        words = ["redis-server", "--port", "0", "--unixsocket", place, "--save", "", "--dir", folder]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
            try:
                yield {"REDIS_URL": f"unix://{place}", "SESSION_BACKEND": "redis"}
            finally:
                process.terminate()


if __name__ == "__main__":
    main()
