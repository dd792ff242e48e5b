"""Time how soon the server is ready, started as the deployment guide says, on a new database and on one that is there.

Told are the seconds from the start of the process until `/readyz` answers 200, until every worker has come up, and the
processor time that all of it took; the least and the median of the rounds, because other programs share the machine.

python bench/ready.py [--rounds 5] [--database sqlite] [--json]
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psutil

from databases import KINDS, postgres_server
from serving import GUNICORN, UVICORN
from shells import ROOT

PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.01
UP = b"Application startup complete"
WAYS = (("uvicorn", UVICORN, 1), ("uvicorn", UVICORN, 4), ("gunicorn", GUNICORN, 4))


@dataclass(frozen=True, slots=True)
class Start:
    """How one start went, in seconds.

    Attributes:
        answered: Until the first 200.
        all_up: Until every worker had come up.
        processor: Used by all its processes until then.
    """

    answered: float
    all_up: float
    processor: float


def start(words: Sequence[str], workers: int, folder: Path, database: str) -> Start:
    """Start the server, wait until all of it is up, and end it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    program, *rest = [word.format(port=port, workers=workers) for word in words]
    log = folder / "log.jsonl"
    log.unlink(missing_ok=True)
    environment = {**os.environ, "DATA_DIR": str(folder / "data"), "DATABASE_URL": database, "LOG_FILE": str(log)}
    environment.pop("PYTHONPATH", None)
    began = time.perf_counter()
    with subprocess.Popen(
        [Path(sys.executable).parent / program, *rest],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            answered = _when(lambda: _ready(port), began, process)
            all_up = _when(lambda: log.exists() and log.read_bytes().count(UP) == workers, began, process)
            return Start(answered, all_up, _processor_seconds(process.pid))
        finally:
            process.terminate()


def _when(came: Callable[[], bool], began: float, process: subprocess.Popen[bytes]) -> float:
    while not came():
        if process.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
            raise TimeoutError("The server did not come up.")
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - began


def _ready(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(f"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _processor_seconds(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(sum(each.cpu_times()[:2]) for each in [process, *process.children(recursive=True)])


@contextmanager
def _addresses(kind: str) -> Iterator[Callable[[Path], str]]:
    if kind == "sqlite":
        yield lambda folder: f"sqlite:///{folder / 'research.db'}"
        return
    with postgres_server() as server:
        yield lambda _: server.empty()


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--database", choices=KINDS, action="append", help="only these; the default is each")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    figures: dict[str, float] = {}
    for kind in given.database or KINDS:
        with _addresses(kind) as address:
            starts: dict[str, list[Start]] = {}
            for _ in range(given.rounds):
                for name, words, workers in WAYS:
                    with tempfile.TemporaryDirectory() as home:
                        database = address(Path(home))
                        for state in ("new", "there"):
                            made = start(words, workers, Path(home), database)
                            starts.setdefault(f"{kind} {state}, {name}, workers: {workers}", []).append(made)
        for name, each in starts.items():
            for what in Start.__slots__:
                values = [getattr(one, what) for one in each]
                figures[f"{name}, {what}, least"] = min(values)
                figures[f"{name}, {what}, median"] = statistics.median(values)
    if given.json:
        print(json.dumps(figures, indent=2))
    else:
        for what, figure in figures.items():
            print(f"{what:<75} {figure:7.2f}")


if __name__ == "__main__":
    main()
