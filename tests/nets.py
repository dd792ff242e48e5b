"""A net in memory: names that have the addresses a test gives them, and connections that only are written down."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpcore2

from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.registry import fetcher_over
from research_assistant.adapters.http.wire import Wire
from research_assistant.ports.fetcher import Fetcher

PUBLIC = "93.184.215.14"
"""The address of every name that a test says nothing of."""

Answer = Callable[[str, str], bytes]
"""From host and path to all bytes of an answer."""


def page(content: bytes = b"<p>words", *, status: str = "200 OK", kind: str = "text/html", **headers: str) -> bytes:
    """Return a whole answer; underscores in the names of headers stand for hyphens."""
    told = {"Content-Type": kind, "Content-Length": str(len(content))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content


def no_robots(path: str) -> bytes | None:
    """Return that there is no `robots.txt`, where it is asked for."""
    return page(b"", status="404 Not Found") if path == "/robots.txt" else None


@dataclass
class Names:
    """A resolver. Of several lists, each look-up of a name gives the next one: that is how names are bound anew."""

    known: Mapping[str, Sequence[str] | Sequence[Sequence[str]]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        given = self.known.get(host, [PUBLIC])
        times = self.looked_up.count(host)
        self.looked_up.append(host)
        if given and not isinstance(given[0], str):
            return [str(each) for each in given[min(times, len(given) - 1)]]
        return [str(each) for each in given]


class _Connection(httpcore2.AsyncNetworkStream):
    def __init__(self, recorder: "Recorder", port: int) -> None:
        self._recorder = recorder
        self._asked = b""
        self._answer = b""
        self._port = port

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore2's name
        self._asked += buffer
        if b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
            method, path, _ = lines[0].split(" ")
            self._recorder.asked.append((method, headers["host"], path))
            self._recorder.headers.append(headers)
            self._answer += self._recorder.answer(headers["host"], path)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - the same
        piece, self._answer = self._answer[:max_bytes], self._answer[max_bytes:]
        return piece

    async def aclose(self) -> None:
        pass

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the same
    ) -> httpcore2.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> object:
        return None


@dataclass
class Recorder:
    """A dialler that dials nothing.

    Attributes:
        answer: What the other end answers.
        dialled: Address and port of every connection.
        asked: Method, host and path of every request.
        headers: Of every request, in the same order.
    """

    answer: Answer
    dialled: list[tuple[str, int]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def dial(self, address: str, port: int, *, seconds: float) -> httpcore2.AsyncNetworkStream:
        self.dialled.append((address, port))
        return _Connection(self, port)


def fetcher(recorder: Recorder, names: Names | None = None, policy: Policy | None = None) -> Fetcher:
    """Return a fetcher in this net; without a policy, one that waits for nobody."""
    policy = policy or Policy(user_agent="ResearchAssistant/test", failures_before_rest=0)
    wire = Wire(policy, resolver=names or Names(), dialler=recorder)
    return fetcher_over(wire, policy, lambda: datetime.now(UTC))
