"""Servers as an operator starts them, on a free port, with folders of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

import httpx2

from shells import ROOT

PATIENCE_SECONDS = 120
PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
READER = {"username": "reader", "email": "reader@example.org", "password": PASSWORD}
UVICORN = ("uvicorn", "server:app", "--host", "127.0.0.1", "--workers", "{workers}", "--port", "{port}")
GUNICORN = (
    "gunicorn",
    "server:app",
    "--workers",
    "{workers}",
    "--worker-class",
    "uvicorn.workers.UvicornWorker",
    "--bind",
    "127.0.0.1:{port}",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        url: Its address.
        process: The one that started the workers.
    """

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def served(words: Sequence[str], folder: Path, *, workers: int, settings: Mapping[str, str]) -> Iterator[Server]:
    """Serve from this checkout until the block is left."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    program, *rest = [word.format(port=port, workers=workers) for word in words]
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "EMBEDDING_MODEL": "none",
        "WORKER_QUERIES": "1",
        **settings,
    }
    environment.pop("PYTHONPATH", None)
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            [Path(sys.executable).parent / program, *rest], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process, folder)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.send_signal(SIGTERM)
        process.wait(PATIENCE_SECONDS)


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        assert process.poll() is None, (folder / "output.txt").read_text()
        assert time.monotonic() < until, (folder / "output.txt").read_text()
        try:
            if httpx2.get(url, timeout=60).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)


def logged_in(url: str) -> str:
    """Log the reader in, whose account is made where there is none; return the cookie."""
    with httpx2.Client(timeout=60, base_url=url) as client:
        client.post("/api/auth/register", json=READER)
        answer = client.post("/api/auth/login", json={"username": "reader", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return f"session_token={client.cookies['session_token']}"
