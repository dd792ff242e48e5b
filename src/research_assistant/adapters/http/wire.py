"""What speaks HTTP: connections of our own making, bounded answers, and errors with names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

import httpcore2

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.decoding import ACCEPTED, Bomb, Undecodable, decoder
from research_assistant.adapters.http.dialling import (
    CONNECT_SECONDS,
    Addresses,
    CheckedDialling,
    Dialler,
    Resolver,
    SystemDialler,
    SystemResolver,
)
from research_assistant.adapters.http.media import may_be, media_type
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.proxies import Proxy
from research_assistant.adapters.http.reply import Ask, Reply
from research_assistant.adapters.http.troubles import TROUBLES, named
from research_assistant.adapters.http.trust import trusting
from research_assistant.adapters.http.urls import Url, shown
from research_assistant.domain.errors import FetchFailed

FIRST_BYTE_SECONDS = 30.0
"""An index that thinks is given this long; pages are there sooner."""
IDLE_SECONDS = 10.0
"""Nothing for so long within an answer, and it counts as cut off."""
_ANYTHING = "*/*;q=0.1"
"""Servers that have nothing of what is wanted then say what they have, and we refuse it ourselves."""
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that say where a request goes and where it ends: nobody else writes them."""
_DRAINED_BYTES, _DRAINED_SECONDS = 65_536, 0.5
_KEPT_SECONDS = 15.0
_CONNECTIONS = 100


class Wire:
    """Sends requests to checked addresses, directly or through the operator's proxies."""

    def __init__(self, policy: Policy, *, resolver: Resolver | None = None, dialler: Dialler | None = None) -> None:
        """Prepare; nothing is connected before the first request.

        Args:
            policy: What the operator decided.
            resolver: What knows the addresses of names; this machine where none is given.
            dialler: What opens connections; this machine where none is given.

        Raises:
            FetchFailed: The operator's certificates cannot be used.
        """
        self._policy = policy
        self._addresses = Addresses(resolver or SystemResolver(), policy.allowed_networks)
        self._dialler = dialler or SystemDialler()
        self._trust = trusting(policy.certificates)
        self._pools: dict[tuple[str, Proxy | None], httpcore2.AsyncConnectionPool] = {}

    async def send(self, ask: Ask) -> Reply:
        """See `Sender`."""
        proxy = self._policy.proxies.carrying(ask.url)
        if proxy is not None:
            await self._check_before_proxy(ask)
        pool = self._pool(ask.service, proxy)
        try:
            async with _answered(pool, ask, self._policy.user_agent) as response:
                return await _reply(ask, response)
        except TROUBLES as error:
            failure = named(error, ask.url)
            if proxy is not None and failure.cause == "connect":
                failure = failures.proxy_refused(ask.url, f"nobody answers at {proxy.address.authority}")
            raise failure from error

    async def close(self) -> None:
        """End all connections."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def _check_before_proxy(self, ask: Ask) -> None:
        """Look whether the name we give to a proxy is the world's; to where the proxy connects is its own affair."""
        if ask.service:
            return
        try:
            await self._addresses.of(ask.url.host, ask.url.port)
        except FetchFailed as error:
            if error.cause == "dns" and self._policy.proxies.resolve and _is_public(ask.url.host):
                return
            raise

    def _pool(self, service: str, proxy: Proxy | None) -> httpcore2.AsyncConnectionPool:
        """Each service has connections of its own: what it may reach is not lent to pages of the world."""
        if (service, proxy) not in self._pools:
            self._pools[service, proxy] = self._opened(service, proxy)
        return self._pools[service, proxy]

    def _opened(self, service: str, proxy: Proxy | None) -> httpcore2.AsyncConnectionPool:
        if proxy is not None:
            return httpcore2.AsyncHTTPProxy(
                proxy_url=_core_url(proxy.address),
                proxy_auth=proxy.credentials,
                ssl_context=self._trust,
                proxy_ssl_context=self._trust if proxy.address.scheme == "https" else None,
                max_connections=_CONNECTIONS,
                keepalive_expiry=_KEPT_SECONDS,
                network_backend=self._dialling(proxy.address),
            )
        return httpcore2.AsyncConnectionPool(
            ssl_context=self._trust,
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEPT_SECONDS,
            network_backend=self._dialling(self._policy.services[service].base if service else None),
        )

    def _dialling(self, own: Url | None) -> CheckedDialling:
        free = frozenset() if own is None else frozenset({(own.host, own.port)})
        return CheckedDialling(self._addresses, self._dialler, free=free)


@asynccontextmanager
async def _answered(pool: httpcore2.AsyncConnectionPool, ask: Ask, agent: str) -> AsyncIterator[httpcore2.Response]:
    headers = {
        "host": ask.url.authority,
        "accept": ", ".join([*filter(None, ask.media_types), _ANYTHING]) if ask.media_types else "*/*",
        **{name.lower(): value for name, value in ask.headers.items() if name.lower() not in _OURS},
        "user-agent": agent,
        "accept-encoding": ACCEPTED,
    }
    if ask.method == "POST":
        headers["content-length"] = str(len(ask.body))
    times = {"connect": CONNECT_SECONDS, "read": FIRST_BYTE_SECONDS, "write": IDLE_SECONDS}
    request = httpcore2.Request(
        ask.method,
        _core_url(ask.url),
        headers=[(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()],
        content=ask.body or None,
        extensions={"timeout": times},
    )
    response = await pool.handle_async_request(request)
    try:
        yield response
    finally:
        await response.aclose()


async def _reply(ask: Ask, response: httpcore2.Response) -> Reply:
    headers = {name.decode("latin-1").lower(): shown(value) for name, value in response.headers}
    if response.status != 200:
        await _drain(response)
        return Reply(status=response.status, headers=headers)
    kind = media_type(headers.get("content-type", ""))
    if not may_be(kind, ask.media_types):
        raise failures.other_type(ask.url, kind)
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > ask.most_bytes and not ask.cut:
        raise failures.too_large(ask.url, ask.most_bytes)
    return Reply(
        status=200, headers=headers, content=await _content(ask, response, headers.get("content-encoding", ""))
    )


async def _drain(response: httpcore2.Response) -> None:
    """Read the little that such answers hold, so that the connection serves for what is asked next."""
    left = _DRAINED_BYTES
    with suppress(*TROUBLES):
        async with asyncio.timeout(_DRAINED_SECONDS), aclosing(response.aiter_stream()) as pieces:
            async for piece in pieces:
                left -= len(piece)
                if left < 0:
                    return


async def _content(ask: Ask, response: httpcore2.Response, coding: str) -> bytes:
    content, loop = bytearray(), asyncio.get_running_loop()
    try:
        unpacking = decoder(coding)
        async with asyncio.timeout(IDLE_SECONDS) as idle, aclosing(response.aiter_stream()) as pieces:
            async for data in pieces:
                idle.reschedule(loop.time() + IDLE_SECONDS)
                for piece in unpacking.feed(data):
                    content += piece
                    if len(content) > ask.most_bytes:
                        if ask.cut:
                            return bytes(content[: ask.most_bytes])
                        raise failures.too_large(ask.url, ask.most_bytes)
        unpacking.end()
    except Undecodable as error:
        raise failures.undecodable(ask.url, coding) from error
    except Bomb as error:
        raise failures.too_large(ask.url, ask.most_bytes) from error
    return bytes(content)


def _core_url(url: Url) -> httpcore2.URL:
    return httpcore2.URL(scheme=url.scheme, host=url.host, port=url.other_port, target=url.target)


def _is_public(name: str) -> bool:
    """Whether a name that we cannot resolve may be left to a proxy: not where it is kept for the inside of networks."""
    return "." in name and not name.endswith(_INSIDE)


_INSIDE = (
    *(".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".home", ".lan"),
    *(".home.arpa", ".invalid", ".test", ".onion", ".alt"),
)
"""Endings that no name of the public net has, or that only the inside of a network resolves."""
