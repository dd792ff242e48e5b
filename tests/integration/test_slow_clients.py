"""Clients that send slowly, never end, or never begin: their line is cut in time, and others are answered meanwhile."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import httpx2
import pytest
import uvicorn

from databases import Databases
from research_assistant.config import Settings
from research_assistant.web import patience, promptness
from research_assistant.web.app import create_app
from serving import logged_in

JSON = "Content-Type: application/json\r\n"
FILES = "Content-Type: multipart/form-data; boundary=x\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
CLOSED_SECONDS = 30
"""More than enough for any of the short times that stand below; a line that is not cut fails the test."""


@dataclass(frozen=True, slots=True)
class House:
    """A server that loses its patience soon."""

    url: str
    port: int
    cookie: str

    def line(self, *, method: str = "POST", path: str = "/api/auth/login", more: str = "") -> socket.socket:
        """Return a connection on which a request was begun."""
        opened = self.opened()
        opened.sendall(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n".encode())
        return opened

    def opened(self) -> socket.socket:
        """Return a connection on which nothing was said."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=CLOSED_SECONDS)


@pytest.fixture(scope="module")
def house(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("slow"),
        database_url=sqlite.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        worker_queries=0,
    )
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(patience, "SILENCE_SECONDS", 0.4)
        patch.setattr(patience, "LINGER_SECONDS", 0.4)
        patch.setattr(promptness, "HEAD_SECONDS", 0.4)
        config = uvicorn.Config(
            create_app(settings), port=0, http="research_assistant.web.promptness:PromptProtocol", log_config=None
        )
        server = uvicorn.Server(config)
        running = threading.Thread(target=asyncio.run, args=(server.serve(),))
        running.start()
        stack.callback(running.join)
        stack.callback(setattr, server, "should_exit", True)  # noqa: FBT003 - as uvicorn is told to end
        while not server.started:
            assert running.is_alive()
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        yield House(url, port, f"Cookie: {logged_in(url)}\r\n")


def told(line: socket.socket, *, until: bytes = b"") -> bytes:
    """Return what the server says before it cuts the line, or before it said `until`."""
    said = b""
    with suppress(ConnectionResetError):
        while not (until and until in said) and (more := line.recv(65_536)):
            said += more
    return said


def dripped(line: socket.socket, drop: bytes, *, every: float = 0.1) -> None:
    """Let a drop fall now and then until the line is cut."""
    until = time.monotonic() + CLOSED_SECONDS
    with suppress(OSError):
        while time.monotonic() < until:
            line.sendall(drop)
            time.sleep(every)
    assert time.monotonic() < until, "The line was not cut."


@pytest.mark.parametrize(
    ("path", "more"),
    [("/api/auth/login", f"{JSON}Content-Length: 100\r\n"), ("/api/library", f"{FILES}Content-Length: 100000\r\n")],
)
def test_a_body_that_stops_is_told_so(house: House, path: str, more: str):
    with house.line(path=path, more=house.cookie + more) as line:
        line.sendall(b"-")
        said = told(line)

    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"\r\nconnection: close\r\n" in said
    assert b"/problems/too-slow" in said


@pytest.mark.parametrize(
    ("path", "kind", "drop"),
    [
        ("/api/auth/login", JSON, b"1\r\n{\r\n"),
        ("/login", "Content-Type: application/x-www-form-urlencoded\r\n", b"1\r\na\r\n"),
        ("/api/library", FILES, b"1\r\n-\r\n"),
        ("/no/such/address", JSON, b"1\r\n{\r\n"),
    ],
)
def test_a_body_that_drips_is_cut_off(house: House, path: str, kind: str, drop: bytes):
    with house.line(path=path, more=house.cookie + kind + CHUNKED) as line:
        dripped(line, drop)


def test_a_body_without_end_is_refused_and_cut_off(house: House):
    with house.line(more=JSON + CHUNKED) as line, suppress(OSError):
        flood = threading.Thread(target=_flooding, args=(line,), daemon=True)
        flood.start()
        said = told(line)
        flood.join(CLOSED_SECONDS)
        assert not flood.is_alive()

    assert said.startswith(b"HTTP/1.1 413 ")


def test_a_body_that_nobody_reads_is_cut_off(house: House):
    with house.line(more="Origin: https://elsewhere.example\r\n" + JSON + CHUNKED) as line:
        said = told(line, until=b"/problems/cross-site")
        dripped(line, b"1\r\n{\r\n")

    assert said.startswith(b"HTTP/1.1 403 ")


def test_a_small_body_that_is_refused_costs_no_connection(house: House):
    with house.opened() as line:
        for _ in range(3):
            line.sendall(b"POST /no HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}")
            assert told(line, until=b"no-such-address").startswith(b"HTTP/1.1 404 ")


def test_who_asks_first_is_told_no_before_sending(house: House):
    with house.line(path="/no", more="Expect: 100-continue\r\nContent-Length: 1000000\r\n") as line:
        assert told(line).startswith(b"HTTP/1.1 404 ")


def test_who_asks_first_is_told_to_go_on(house: House):
    body = b'{"username": "nobody", "password": "x"}'
    with house.line(more=f"{JSON}Expect: 100-continue\r\nContent-Length: {len(body)}\r\n") as line:
        assert told(line, until=b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        line.sendall(body)
        assert told(line, until=b"wrong-credentials").startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("drop", [b"", b"X", b"X: y\r\n"], ids=["nothing", "one long line", "many lines"])
def test_a_head_that_does_not_come_is_cut_off(house: House, drop: bytes):
    with house.opened() as line:
        line.sendall(b"GET /livez HTTP/1.1\r\n")
        dripped(line, drop) if drop else told(line)


def test_a_line_on_which_nothing_is_said_is_cut_off(house: House):
    with house.opened() as line:
        assert told(line) == b""


def test_empty_lines_between_requests_keep_no_line_open(house: House):
    with house.line(method="GET", path="/livez") as line:
        assert told(line, until=b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
        dripped(line, b"\r\n")


def test_a_head_without_end_is_refused(house: House):
    with house.opened() as line:
        line.sendall(b"GET /livez HTTP/1.1\r\n")
        with suppress(OSError):
            line.sendall(b"X: y\r\n" * 100_000)
        assert told(line)[:13] in {b"HTTP/1.1 400 ", b""}


def test_others_are_answered_meanwhile(house: House):
    with ExitStack() as stack:
        lines = [stack.enter_context(house.line(more=JSON + CHUNKED)) for _ in range(100)]
        lines += [stack.enter_context(house.opened()) for _ in range(100)]
        answers = [httpx2.get(f"{house.url}/api/health", timeout=CLOSED_SECONDS).status_code for _ in range(10)]
        for line in lines:
            told(line)

    assert answers == [200] * 10


def _flooding(line: socket.socket) -> None:
    with suppress(OSError):
        while True:
            line.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")
