"""A proxy on loopback that opens every connection, with certificates of its own authority, and answers itself."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from nets import no_robots, page

HOST = "127.0.0.1"


@dataclass(kw_only=True)
class Proxy:
    """The proxy.

    Attributes:
        certificates: A file with its authority.
        login: What it wants to be told, as `user:password`; anybody may use it where it is empty.
        carried: The address of every page that was asked for through it.
    """

    authority: trustme.CA
    certificates: Path
    login: str = ""
    port: int = 0
    carried: list[str] = field(default_factory=list)
    contexts: dict[str, ssl.SSLContext] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address, with the login where it wants one."""
        return f"http://{self.login}@{HOST}:{self.port}" if self.login else f"http://{HOST}:{self.port}"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request for a page, in the open or within a connection that is opened."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split("\r\n")[0].split(" ")
            if self.login and base64.b64encode(self.login.encode()).decode() not in head:
                writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            elif method == "CONNECT":
                await self._within(target.partition(":")[0], reader, writer)
            else:
                self._answer(target, writer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _within(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._context(host))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self._answer(f"https://{host}{head.split(' ')[1]}", writer)

    def _answer(self, url: str, writer: asyncio.StreamWriter) -> None:
        self.carried.append(url)
        path = url[url.index("/", 8) :]
        writer.write(no_robots(path) or page(f"carried {url}".encode(), Connection="close"))

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self.contexts:
            self.contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.authority.issue_cert(host).configure_cert(self.contexts[host])
        return self.contexts[host]


@asynccontextmanager
async def proxying(folder: Path, *, login: str = "") -> AsyncIterator[Proxy]:
    """Run a proxy until the block is left.

    Args:
        folder: Where the certificate of its authority is written.
        login: What it wants to be told, as `user:password`.
    """
    made = Proxy(authority=trustme.CA(), certificates=folder / "authority.pem", login=login)
    made.authority.cert_pem.write_to_path(str(made.certificates))
    server = await asyncio.start_server(made.carry, HOST, 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
