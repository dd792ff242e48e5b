"""What speaks HTTP: connections of our own making, bounded answers, and errors with names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpcore2

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.decoding import ACCEPTED
from research_assistant.adapters.http.dialling import (
    CONNECT_SECONDS,
    Addresses,
    CheckedDialling,
    Dialler,
    Resolver,
    SystemDialler,
    SystemResolver,
)
from research_assistant.adapters.http.policy import Policy
from research_assistant.adapters.http.proxies import Proxy, may_resolve
from research_assistant.adapters.http.receiving import IDLE_SECONDS, received
from research_assistant.adapters.http.reply import Ask, Reply
from research_assistant.adapters.http.troubles import TROUBLES, named
from research_assistant.adapters.http.trust import trusting
from research_assistant.adapters.http.urls import Url
from research_assistant.domain.errors import FetchFailed

FIRST_BYTE_SECONDS = 30.0
"""An index that thinks is given this long; pages are there sooner."""
_ANYTHING = "*/*;q=0.1"
"""Servers that have nothing of what is wanted then say what they have, and we refuse it ourselves."""
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that say where a request goes and where it ends: nobody else writes them."""
_MOST_STALE = 3
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
        for _ in range(_MOST_STALE):
            way = _Way()
            try:
                return await self._sent(pool, ask, way, proxy)
            except FetchFailed as error:
                if error.cause != "cut-off" or not way.is_stale or ask.method != "GET":
                    raise
        return await self._sent(pool, ask, _Way(), proxy)

    async def _sent(self, pool: httpcore2.AsyncConnectionPool, ask: Ask, way: "_Way", proxy: Proxy | None) -> Reply:
        try:
            async with _answered(pool, ask, way, self._policy.user_agent) as response:
                way.answered = True
                return await received(ask, response)
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
            if error.cause == "dns" and self._policy.proxies.resolve and may_resolve(ask.url.host):
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


@dataclass(slots=True)
class _Way:
    """What is known of the connection that carries a request.

    Attributes:
        opened: Whether it was opened for this request.
        answered: Whether an answer has begun.
    """

    opened: bool = False
    answered: bool = False

    @property
    def is_stale(self) -> bool:
        """Whether it was kept from before and then said nothing: the other end had closed it and did no work."""
        return not self.opened and not self.answered

    async def trace(self, event: str, _: object) -> None:
        """Hear from httpcore what happens."""
        if event == "connection.connect_tcp.complete":
            self.opened = True


@asynccontextmanager
async def _answered(
    pool: httpcore2.AsyncConnectionPool, ask: Ask, way: _Way, agent: str
) -> AsyncIterator[httpcore2.Response]:
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
        extensions={"timeout": times, "trace": way.trace},
    )
    response = await pool.handle_async_request(request)
    try:
        yield response
    finally:
        await response.aclose()


def _core_url(url: Url) -> httpcore2.URL:
    return httpcore2.URL(scheme=url.scheme, host=url.host, port=url.other_port, target=url.target)
