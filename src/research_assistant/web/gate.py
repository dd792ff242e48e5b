"""What every request passes first and every answer last: id, true address, site, headers, log.

One piece of plain ASGI, because it runs for every request.
"""

import time
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from research_assistant.kit.ids import new_id
from research_assistant.web.error_pages import shown
from research_assistant.web.logs import REQUEST_ID, RequestLog
from research_assistant.web.problems import OTHERS, answer
from research_assistant.web.sizes import bounded_body, excess

Network = IPv4Network | IPv6Network

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # With `no-referrer`, browsers would call the origin of our own forms `null`.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every answer; an endpoint that sets one itself has its own way."""

LONGEST_LOGGED: Final = 1_000
"""Characters of a path that are written down."""

STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"


class Gate:
    """Wraps the application.

    Args:
        app: What answers.
        allowed_origins: Other sites whose pages may send requests in a user's name.
        trusted_proxies: Whose word on a client's address is taken.
        secure: Whether browsers reach us over TLS alone.
        answered: Told of each answer: method, template of the path, status, seconds.
        log: Where each request is written down.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed_origins: frozenset[str],
        trusted_proxies: tuple[Network, ...],
        secure: bool,
        answered: Callable[[str, str, int, float], None],
        log: RequestLog,
    ) -> None:
        self._app = app
        self._allowed_origins = allowed_origins
        self._is_trusted = lru_cache(maxsize=1024)(partial(within, networks=trusted_proxies))
        own = {**HEADERS, **({"Strict-Transport-Security": STRICT_TRANSPORT} if secure else {})}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in own.items()]
        self._answered = answered
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or turn it away."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["request_id"] = request_id = new_id()
        REQUEST_ID.set(request_id)
        self._tell_true_client(scope, headers)
        if scope["type"] == "websocket":
            # The handshake is judged where the socket is accepted: it can only be refused there.
            scope["same_site"] = self._from_here(headers)
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = list(message.get("headers", ()))
                names = {name for name, _ in given}
                given += [header for header in self._headers if header[0] not in names]
                message["headers"] = [*given, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            if (refused := self._refusal(scope, headers)) is not None:
                await shown(refused, scope)(scope, receive, sending)
            elif scope["method"] in SAFE:
                await self._app(scope, receive, sending)
            else:
                await self._app(scope, bounded_body(scope, receive), sending)
        finally:
            self._tell(scope, status, time.perf_counter() - began)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Return what is answered to a request that nobody shall see; `None` for one that may pass."""
        request_id = scope["request_id"]
        if (status := excess(scope)) is not None:
            return answer(OTHERS[status], OTHERS[status].title, request_id=request_id)
        if scope["method"] in SAFE or self._from_here(headers):
            return None
        detail = "A browser sent this request from a page of another site."
        return answer(OTHERS[403], detail, request_id=request_id)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        self._answered(scope["method"], getattr(route, "path", ""), status, seconds)
        line: dict[str, str | int | float] = {
            "method": scope["method"],
            "path": scope["path"][:LONGEST_LOGGED],
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "client": client_address(scope),
            "request_id": scope["request_id"],
        }
        if query_id := scope.get("path_params", {}).get("query_id"):
            line["query_id"] = query_id
        self._log.write(line)

    def _from_here(self, headers: Headers) -> bool:
        """Return whether no browser sent this from a page of another site.

        Browsers tell by `Sec-Fetch-Site` (Fetch Metadata) and `Origin` (RFC 6454); other programs need not.
        """
        origin = headers.get("origin")
        if origin is not None and origin in self._allowed_origins:
            return True
        site = headers.get("sec-fetch-site")
        if site is not None and site not in {"same-origin", "none"}:
            return False
        if origin is None:
            return True
        place = origin.partition("://")[2].lower()
        return place != "" and place == headers.get("host", "").lower()

    def _tell_true_client(self, scope: Scope, headers: Headers) -> None:
        client = scope.get("client")
        if not client or not self._is_trusted(client[0]):
            return
        if forwarded := headers.get("x-forwarded-for"):
            # From the right: what a proxy of ours added last is true; what stands left of a stranger is hearsay.
            for place in reversed([part.strip() for part in forwarded.split(",")]):
                if _address(place) is None:
                    break
                scope["client"] = (place, 0)
                if not self._is_trusted(place):
                    break
        if headers.get("x-forwarded-proto") in {"https", "wss"}:
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"


def client_address(scope: Scope) -> str:
    """Return the address of the client, as far as it is known for sure; empty for none (a local socket)."""
    client = scope.get("client")
    return client[0] if client else ""


def client_network(scope: Scope) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 that one IPv6 customer has to themselves."""
    address = _address(client_address(scope))
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address or "local")


def within(place: str, networks: tuple[Network, ...]) -> bool:
    """Return whether the address `place` lies in one of `networks`."""
    address = _address(place)
    return address is not None and any(
        address.version == network.version and address in network for network in networks
    )


@lru_cache(maxsize=1024)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None
