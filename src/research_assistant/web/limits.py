"""How often one user or one address may ask, across all processes, and how many streams one may hold open."""

from collections import Counter
from http import HTTPStatus
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from research_assistant.domain.errors import NotSignedIn, StorageUnavailable, TooMany
from research_assistant.ports.limiter import Allowance, Limiter, Rate
from research_assistant.web.callers import CALLER, UNKNOWN, Callers
from research_assistant.web.error_pages import shown
from research_assistant.web.gate import client_network
from research_assistant.web.problems import told
from research_assistant.web.sizes import bounded_messages

if TYPE_CHECKING:
    from prometheus_client import Gauge

FREE: Final = frozenset({"/api/health", "/livez", "/readyz", "/metrics"})
FREE_BELOW: Final = "/static/"
"""What is never counted: it costs next to nothing, and those who watch us ask for it again and again."""

REFUSED_MOST: Final = 10_000
TRY_AGAIN_LATER: Final = 1013


class Limits:
    """Wraps the application.

    Requests of somebody who is signed in are counted for that user, all others for the network they come from. The
    answers tell what is left as `RateLimit` and `RateLimit-Policy` (IETF draft-ietf-httpapi-ratelimit-headers-10).

    Args:
        app: What answers.
        rate: How often one may ask; `None` for as often as one likes.
        most_streams: Sockets and streams of events that one may hold open at a time in this process.
        streams: Counts them.
    """

    def __init__(self, app: ASGIApp, *, rate: Rate | None, most_streams: int, streams: "Gauge") -> None:
        self._app = app
        self._rate = rate
        self._policy = b"" if rate is None else f'"requests";q={rate.most};w={rate.seconds}'.encode()
        self._most_streams, self._gauge = most_streams, streams
        self._streams: Counter[tuple[str, str]] = Counter()
        self._refused: dict[tuple[str, str], float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say when to come again."""
        if scope["type"] not in {"http", "websocket"} or _is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        who = await _who(scope)
        if self._rate is not None:
            allowance = await self._hit(scope["app"].state.made.requests, self._rate, who)
            send = self._telling(allowance, send)
            if not allowance.allowed:
                await _refuse("You asked too often.", allowance.seconds, scope, receive, send)
                return
        if _lasts(scope):
            await self._stream(who, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _hit(self, limiter: Limiter, rate: Rate, who: tuple[str, str]) -> Allowance:
        now = monotonic()
        # Until its window is over nobody who was refused is let in again: a flood costs no look at the shared counts.
        if (until := self._refused.get(who, 0.0)) > now:
            return Allowance(allowed=False, remaining=0, seconds=until - now)
        allowance = await limiter.hit(rate, "requests", *who)
        if not allowance.allowed:
            if len(self._refused) >= REFUSED_MOST:
                self._refused = {name: until for name, until in self._refused.items() if until > now}
            if len(self._refused) < REFUSED_MOST:
                self._refused[who] = now + allowance.seconds
        return allowance

    def _telling(self, allowance: Allowance, send: Send) -> Send:
        left = f'"requests";r={allowance.remaining};t={ceil(allowance.seconds)}'.encode()

        async def sending(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                told_before = message.get("headers", ())
                message["headers"] = [*told_before, (b"ratelimit-policy", self._policy), (b"ratelimit", left)]
            await send(message)

        return sending

    async def _stream(self, who: tuple[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        if self._streams[who] >= self._most_streams:
            await _refuse("You hold too many streams open.", 1.0, scope, receive, send)
            return
        self._streams[who] += 1
        self._gauge.inc()
        try:
            await self._app(scope, bounded_messages(receive, send) if scope["type"] == "websocket" else receive, send)
        finally:
            self._gauge.dec()
            self._streams[who] -= 1
            if not self._streams[who]:
                del self._streams[who]


def _is_free(path: str) -> bool:
    return path in FREE or path.startswith(FREE_BELOW)


def _lasts(scope: Scope) -> bool:
    path: str = scope["path"]
    return scope["type"] == "websocket" or (scope["method"] == "GET" and path.endswith("/events"))


async def _who(scope: Scope) -> tuple[str, str]:
    callers: Callers = scope["app"].state.callers
    try:
        caller = await callers.find(HTTPConnection(scope))
    except NotSignedIn:
        return "network", client_network(scope)
    except StorageUnavailable as error:
        # Not asked for again by the route: one request waits once.
        scope[UNKNOWN] = error
        return "network", client_network(scope)
    scope[CALLER] = caller
    return "user", caller.user.user_id


async def _refuse(words: str, seconds: float, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": TRY_AGAIN_LATER, "reason": HTTPStatus.TOO_MANY_REQUESTS.phrase})
        return
    error = TooMany(words, seconds=seconds, next_step="Wait as long as `Retry-After` says.")
    await shown(told(error, request_id=scope.get("request_id", "")), scope)(scope, receive, send)
