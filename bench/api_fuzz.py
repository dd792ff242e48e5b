"""Send a server of its own what the description of its API allows and forbids, as three kinds of caller.

python bench/api_fuzz.py --database sqlite --database postgresql --examples 50

Schemathesis makes the requests, over real sockets. Counts as a failure: an answer of 5xx, a status or a content type
that the description does not name, and a body that is not of the shape it names. Leaves with 1 where there was one.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import httpx2

from databases import Databases, SqliteFiles, postgres_server
from research_assistant import bootstrap
from research_assistant.config import Settings
from research_assistant.domain.user import Role

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
CALLERS: Mapping[str, Role | None] = {"none": None, "researcher": Role.RESEARCHER, "admin": Role.ADMIN}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ENDS_LOGIN = ("/api/auth/logout",)
"""What a caller who is signed in is not asked to send: the rest of the round would be that of nobody."""


def main() -> None:
    """Print one line a database and caller, and what failed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--database", action="append", choices=["sqlite", "postgresql"], help="may be repeated")
    arguments.add_argument("--caller", action="append", choices=list(CALLERS), help="may be repeated; all by default")
    arguments.add_argument("--examples", type=int, default=20, help="at most for one operation in each phase")
    arguments.add_argument("--phases", default="examples,coverage,fuzzing", help="of Schemathesis")
    arguments.add_argument("--include", default="", help="regular expression: only these paths")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    failed = False
    for kind in given.database or ["sqlite"]:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            databases = SqliteFiles(Path(folder)) if kind == "sqlite" else stack.enter_context(postgres_server())
            for name in given.caller or CALLERS:
                failed |= not _round(kind, name, databases, given)
    raise SystemExit(1 if failed else 0)


def _round(kind: str, name: str, databases: Databases, given: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = databases.migrated()
        with served(home, database) as address:
            role, headers = CALLERS[name], []
            if role is not None:
                settings = Settings(_env_file=None, data_dir=home, database_url=database, sources="library")
                headers = [f"Cookie:{_login(address, name, settings, role)}"]
            began = time.perf_counter()
            ended = _schemathesis(address, headers, home, given)
            seconds = time.perf_counter() - began
        told = home / "server.log"
        broken = [line for line in told.read_text().splitlines() if "request_failed" in line or "Traceback" in line]
    words = ended.stdout.decode(errors="replace")
    print(f"{kind} {name}: {'nothing' if ended.returncode == 0 else 'FAILURES'} in {seconds:.0f} s")
    if ended.returncode or broken:
        print(words, ended.stderr.decode(errors="replace")[-3000:], *broken[:20], sep="\n")
    else:
        print(*[line for line in words.splitlines() if "test case" in line or "Operations" in line], sep="\n")
    return ended.returncode == 0 and not broken


def _schemathesis(
    address: str, headers: list[str], home: Path, given: argparse.Namespace
) -> subprocess.CompletedProcess[bytes]:
    left_out = [word for path in ENDS_LOGIN if headers for word in ("--exclude-path", path)]
    only = ["--include-path-regex", given.include] if given.include else []
    sent = [word for header in headers for word in ("--header", header)]
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"),
            *("--checks", CHECKS, "--phases", given.phases, "--seed", str(given.seed)),
            *("--max-examples", str(given.examples), "--no-shrink", "--suppress-health-check", "all"),
            *("--continue-on-failure", "--no-color", "--warnings", "off", "--generation-database", "none"),
            *("--request-timeout", "30", *sent, *left_out, *only),
        ],
        capture_output=True,
        cwd=home,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        check=False,
    )


@contextmanager
def served(home: Path, database: str) -> Iterator[str]:
    """Run a server until the end of the block; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "DATA_DIR": str(home),
        "DATABASE_URL": database,
        "EMBEDDING_MODEL": "none",
        "RATE_LIMIT_MAX_REQUESTS": "0",
        "READER_PROCESSES": "1",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
    }
    with (home / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "research_assistant.cli.main", "serve"]
        running = subprocess.Popen(command, cwd=home, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}", running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _login(address: str, name: str, settings: Settings, role: Role) -> str:
    asyncio.run(_make(name, settings, role))
    answer = httpx2.post(f"{address}/api/auth/login", json={"username": f"fuzz-{name}", "password": PASSWORD})
    answer.raise_for_status()
    return "; ".join(f"{cookie}={value}" for cookie, value in answer.cookies.items())


async def _make(name: str, settings: Settings, role: Role) -> None:
    async with bootstrap.application(settings) as made:
        actor = await made.accounts.local()
        await made.accounts.create(f"fuzz-{name}", email=None, password=PASSWORD, role=role, actor=actor)


if __name__ == "__main__":
    main()
