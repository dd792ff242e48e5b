"""Connections to the very address that was checked."""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Protocol

import httpcore2

from research_assistant.adapters.http.addresses import IPAddress, Network, not_the_worlds
from research_assistant.adapters.http.failures import not_the_worlds as refused
from research_assistant.adapters.http.failures import unknown_host

CONNECT_SECONDS = 5.0
NEXT_SECONDS = 2.0
"""For an address after which there is another: half of the net has two kinds of them, of which one may lead nowhere."""
MOST_ADDRESSES = 4
_RESOLVERS = 8
"""Threads that wait for names. The loop's own ones are for others: a name server that hangs holds up names alone."""

HostAndPort = tuple[str, int]


class Resolver(Protocol):
    """What knows the addresses of names."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of `host`, the best first; none where it has none.

        Raises:
            OSError: Nobody could say.
        """


class Dialler(Protocol):
    """What opens connections."""

    async def dial(self, address: str, port: int, *, seconds: float) -> httpcore2.AsyncNetworkStream:
        """Return a connection to an address, never to a name.

        Raises:
            httpcore2.ConnectError: Nobody takes connections there.
            httpcore2.ConnectTimeout: Nobody answered in time.
        """


class SystemResolver:
    """Asks the resolver of this machine."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="names")

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """See `Resolver`."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(place[0]) for *_, place in found))


class SystemDialler:
    """Opens connections of TCP."""

    def __init__(self) -> None:
        self._sockets = httpcore2.AnyIOBackend()

    async def dial(self, address: str, port: int, *, seconds: float) -> httpcore2.AsyncNetworkStream:
        """See `Dialler`."""
        return await self._sockets.connect_tcp(address, port, timeout=seconds)


class Addresses:
    """The addresses of a host that may be dialled."""

    def __init__(self, resolver: Resolver, allowed: Sequence[Network]) -> None:
        self._resolver = resolver
        self._allowed = allowed

    async def of(self, host: str, port: int, *, checked: bool = True) -> list[str]:
        """Return what may be dialled for `host`, the best first, at least one.

        Args:
            host: A name, or an address.
            port: Where it will be dialled.
            checked: Whether all that is not the world's is left out; `False` for what the operator has named.

        Raises:
            FetchRefused: It has addresses, and none of them is the world's.
            FetchFailed: It has none.
        """
        found = await self._found(host, port)
        if not found:
            raise unknown_host(host)
        judged = [(address, not_the_worlds(address, allowed=self._allowed) if checked else "") for address in found]
        open_ = [str(address) for address, what in judged if not what]
        if not open_:
            raise refused(host, judged[0][1])
        return open_[:MOST_ADDRESSES]

    async def _found(self, host: str, port: int) -> list[IPAddress]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass
        try:
            return [ip_address(each) for each in await self._resolver.resolve(host, port)]
        except (OSError, UnicodeError) as error:
            raise unknown_host(host) from error


class CheckedDialling(httpcore2.AsyncNetworkBackend):
    """Resolves, checks and dials in one go: no second look at the name could give another address."""

    def __init__(self, addresses: Addresses, dialler: Dialler, *, free: frozenset[HostAndPort] = frozenset()) -> None:
        """Prepare.

        Args:
            addresses: What may be dialled.
            dialler: What dials.
            free: Hosts and ports that the operator has named: they may have any address.
        """
        self._addresses = addresses
        self._dialler = dialler
        self._free = free

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore2 names it
        local_address: str | None = None,  # noqa: ARG002 - we have one
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,  # noqa: ARG002 - we set none
    ) -> httpcore2.AsyncNetworkStream:
        """Return a connection to the first address that takes one.

        Raises:
            FetchRefused: No address of the host is the world's.
            FetchFailed: It has no address.
            httpcore2.ConnectError: Nobody takes connections there; or `httpcore2.ConnectTimeout`.
        """
        places = await self._addresses.of(host, port, checked=(host, port) not in self._free)
        seconds = CONNECT_SECONDS if timeout is None else timeout
        for place in places[:-1]:
            try:
                return _Connection(await self._dialler.dial(place, port, seconds=min(seconds, NEXT_SECONDS)))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return _Connection(await self._dialler.dial(places[-1], port, seconds=seconds))


class _Connection(httpcore2.AsyncNetworkStream):
    """A connection that is closed too when we give up while it becomes a safe one, which httpcore forgets."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore2 names it
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the same
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the same
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:
            await self.aclose()
            raise

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
