"""A server on loopback that answers in fifty wrong ways, each named by the first part of the address."""

import asyncio
import gzip
import ssl
import struct
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET, socket

import trustme

HOST = "127.0.0.1"
ZEROS = 20_000_000
"""What the bombs become: a thousandth of it is sent."""


@dataclass(kw_only=True)
class Exchange:
    """One request, and the means to answer it wrongly."""

    writer: asyncio.StreamWriter
    content: bytes
    media_type: str
    path: str

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, content: bytes, *, status: str = "200 OK", kind: str = "", **headers: str) -> None:
        """Answer as HTTP asks, with `Content-Length`."""
        told = {"Content-Type": kind or self.media_type, "Content-Length": str(len(content))}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        await self.send(f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode() + content)

    async def head(self, *lines: str) -> None:
        """Begin an answer with status 200 and headers of one's own."""
        await self.send("\r\n".join(("HTTP/1.1 200 OK", f"Content-Type: {self.media_type}", *lines, "", "")).encode())


Fault = Callable[[Exchange], Awaitable[None]]


def _status(status: str, **headers: str) -> Fault:
    return lambda each: each.answer(b"no", status=status, kind="text/plain", **headers)


def _says(kind: str, content: bytes, **headers: str) -> Fault:
    return lambda each: each.answer(content, kind=kind, **headers)


def _packed(coding: str, content: Callable[[bytes], bytes]) -> Fault:
    return lambda each: each.answer(content(each.content), Content_Encoding=coding)


def _raw(data: bytes) -> Fault:
    return lambda each: each.send(data)


def _to(location: str) -> Fault:
    return lambda each: each.answer(b"", status="302 Found", Location=location)


async def _too_many_until_soon(each: Exchange) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    await each.answer(b"no", status="429 Too Many Requests", Retry_After=soon)


async def _one_by_one(each: Exchange, data: bytes) -> None:
    for number in range(len(data)):
        await each.send(data[number : number + 1])
        await asyncio.sleep(0.3)


async def _slow_header(each: Exchange) -> None:
    await _one_by_one(each, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"X-Wait: yes\r\n" * 100)


async def _slow_body(each: Exchange) -> None:
    await each.head("Content-Length: 100000")
    await _one_by_one(each, b" " * 1000)


async def _silent(_: Exchange) -> None:
    await asyncio.sleep(60)


async def _stalls(each: Exchange) -> None:
    await each.head(f"Content-Length: {len(each.content) + 10}")
    await each.send(each.content)
    await asyncio.sleep(60)


async def _on_and_on(each: Exchange, first: bytes, piece: bytes) -> None:
    await each.send(first)
    while True:
        await each.send(piece)
        await asyncio.sleep(0)


async def _long_length(each: Exchange) -> None:
    await each.head(f"Content-Length: {len(each.content) + 1000}")
    await each.send(each.content)


async def _short_length(each: Exchange) -> None:
    await each.head(f"Content-Length: {len(each.content) // 2}")
    await each.send(each.content)


async def _two_lengths(each: Exchange) -> None:
    await each.head("Content-Length: 10", "Content-Length: 20")
    await each.send(each.content)


async def _reset(each: Exchange) -> None:
    each.writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    each.writer.transport.abort()


async def _reset_within(each: Exchange) -> None:
    await each.head("Content-Length: 100000")
    await each.send(each.content[:10])
    await asyncio.sleep(0.05)
    await _reset(each)


async def _chunks(each: Exchange, data: bytes) -> None:
    await each.head("Transfer-Encoding: chunked")
    await each.send(data)


async def _circle(each: Exchange) -> None:
    await each.answer(b"", status="302 Found", Location=each.path)


async def _chain(each: Exchange) -> None:
    await each.answer(b"", status="302 Found", Location=f"{each.path.split('?')[0].rstrip('/')}/on")


async def _back_and_forth(each: Exchange) -> None:
    there = "/back-and-forth/there"
    await each.answer(b"", status="301 Moved", Location="/back-and-forth/here" if each.path == there else there)


@cache
def _bomb(bits: int) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, bits)
    piece = bytes(1_000_000)
    return b"".join(packing.compress(piece) for _ in range(ZEROS // len(piece))) + packing.flush()


_GZIP = 31
_HELLO_OF_TLS = b"\x16"
_CUT_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Ty"

OVER_HTTP: dict[str, Fault] = {
    "429": _status("429 Too Many Requests"),
    "429-seconds": _status("429 Too Many Requests", Retry_After="1"),
    "429-date": _too_many_until_soon,
    "429-an-hour": _status("429 Too Many Requests", Retry_After="3600"),
    "429-nonsense": _status("429 Too Many Requests", Retry_After="soon"),
    "500": _status("500 Internal Server Error"),
    "502": _status("502 Bad Gateway"),
    "503": _status("503 Service Unavailable"),
    "503-seconds": _status("503 Service Unavailable", Retry_After="1"),
    "504": _status("504 Gateway Timeout"),
    "401": _status("401 Unauthorized"),
    "403": _status("403 Forbidden"),
    "404": _status("404 Not Found"),
    "204": _raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "slow-header": _slow_header,
    "slow-body": _slow_body,
    "silent": _silent,
    "stalls": _stalls,
    "endless-body": lambda each: _on_and_on(each, b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65_536),
    "endless-chunks": lambda each: _on_and_on(
        each, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65_536 + b"\r\n"
    ),
    "endless-header": lambda each: _on_and_on(each, b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n" * 100),
    "endless-status": lambda each: _on_and_on(each, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "long-length": _long_length,
    "short-length": _short_length,
    "negative-length": _raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
    "two-lengths": _two_lengths,
    "gzip-bomb": _packed("gzip", lambda _: _bomb(_GZIP)),
    "deflate-bomb": _packed("deflate", lambda _: _bomb(zlib.MAX_WBITS)),
    "br-bomb": _packed("br", lambda _: b"\x5b\xff\xff\x7f" * 1000),
    "zstd-bomb": _packed("zstd", lambda _: b"\x28\xb5\x2f\xfd" * 1000),
    "gzip-twice": _packed("gzip, gzip", lambda content: gzip.compress(gzip.compress(content))),
    "not-gzip": _packed("gzip", lambda content: content),
    "gzip-cut": _packed("gzip", lambda content: gzip.compress(content)[:-12]),
    "bad-charset": _says("text/html; charset=klingon", b"<html><p>\xff\xfe\x80\x81 na\xefve"),
    "cut-pdf": _says("application/pdf", _CUT_PDF),
    "wrong-json": _says("application/json", b'{"results": [{"title": 3, "url": null}, "x", ', Cache_Control="no-store"),
    "html-instead": _says("text/html", b"<!doctype html><title>Sign in</title><p>Please sign in to this network."),
    "empty": lambda each: each.answer(b""),
    "cut-content": lambda each: each.answer(each.content[: len(each.content) // 2]),
    "early-close": _raw(b""),
    "reset": _reset,
    "reset-within": _reset_within,
    "garbage-status": _raw(b"\x00\x01\x02 HELLO THERE\r\n\r\n"),
    "garbage-header": _raw(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\nhello"),
    "huge-header": lambda each: each.answer(each.content, X_Huge="h" * 1_000_000),
    "http-0.9": lambda each: each.send(each.content),
    "bad-chunk": lambda each: _chunks(each, b"zz\r\nhello\r\n0\r\n\r\n"),
    "cut-chunk": lambda each: _chunks(each, b"ffff\r\nhello"),
    "circle": _circle,
    "chain": _chain,
    "back-and-forth": _back_and_forth,
    "to-nowhere": _to("http://nobody.invalid/"),
    "to-inside": _to("http://169.254.169.254/latest/meta-data/"),
    "to-file": _to("file:///etc/passwd"),
    "to-nothing": _raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
}

OVER_TLS = ("self-signed", "expired", "other-host", "no-tls")
WITHOUT_A_SERVER = ("unknown-name", "refused")
FAULTS = (*OVER_HTTP, *OVER_TLS, *WITHOUT_A_SERVER)


@dataclass(kw_only=True)
class Faulty:
    """The server.

    Attributes:
        authority: A file with the authority that `expired` and `other-host` are signed by; nobody signed `self-signed`.
        asked: How often each fault was met. The file `robots.txt` is right wherever it is asked for, and not counted.
    """

    content: bytes
    media_type: str
    authority: Path
    ports: dict[str, int] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    meeting: set[asyncio.Task[object] | None] = field(default_factory=set)

    def url(self, fault: str, path: str = "") -> str:
        """Return where a fault is met; `path` may be anything, and begins with a slash."""
        if fault == "unknown-name":
            return f"http://nobody.invalid/{fault}{path}"
        if fault in OVER_TLS:
            return f"https://{HOST}:{self.ports[fault]}/{fault}{path}"
        return f"http://{HOST}:{self.ports['refused' if fault == 'refused' else 'plain']}/{fault}{path}"

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, answer it wrongly, and hang up."""
        self.meeting.add(asyncio.current_task())
        try:
            first = await reader.readexactly(1)
            if first == _HELLO_OF_TLS:
                writer.write(b"HTTP/1.1 400 This port speaks plainly\r\n\r\n")
                return
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            fault = path.split("/")[1].split("?")[0]
            made = Exchange(writer=writer, content=self.content, media_type=self.media_type, path=path)
            if path == "/robots.txt":
                await made.answer(b"User-agent: *\nAllow: /\n", kind="text/plain")
                return
            self.asked[fault] += 1
            if fault == "once-503" and self.asked[fault] == 1:
                fault = "503"
            # What else is asked for is answered rightly: a page that a good answer points at.
            await OVER_HTTP.get(fault, lambda each: each.answer(each.content))(made)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self.meeting.discard(asyncio.current_task())
            writer.close()

    async def end(self) -> None:
        """Hang up on all who still wait."""
        waiting = [each for each in self.meeting if each]
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def faulty(
    folder: Path, content: bytes = b"<html><title>A page</title><p>Some words.</html>", media_type: str = "text/html"
) -> AsyncIterator[Faulty]:
    """Serve faults until the block is left; `once-503` is served rightly from the second time on.

    Args:
        folder: Where the certificates are written.
        content: What a right answer would be; most faults spoil it.
        media_type: What kind that is.
    """
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    made = Faulty(content=content, media_type=media_type, authority=folder / "authority.pem")
    past = datetime.now(UTC) - timedelta(days=1)
    certificates = {
        "self-signed": stranger.issue_cert(HOST),
        "expired": authority.issue_cert(HOST, not_before=past - timedelta(days=9), not_after=past),
        "other-host": authority.issue_cert("elsewhere.example"),
    }
    async with AsyncExitStack() as open_:
        for name, context in {**{name: _serving(each) for name, each in certificates.items()}, "plain": None}.items():
            server = await asyncio.start_server(made.meet, HOST, 0, ssl=context)
            open_.callback(server.close)
            made.ports[name] = server.sockets[0].getsockname()[1]
        made.ports["no-tls"] = made.ports["plain"]
        open_.push_async_callback(made.end)
        closed = open_.enter_context(socket())
        closed.bind((HOST, 0))
        made.ports["refused"] = closed.getsockname()[1]
        yield made


def _serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
