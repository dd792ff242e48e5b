"""How long a client may take to send a body, and what becomes of a body that goes on after its answer."""

import asyncio
from time import monotonic
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SILENCE_SECONDS: Final = 60.0
"""How long a client may send nothing."""

SLOWEST: Final = 5_000
"""Bytes a second that a body has to bring on average, once `SILENCE_SECONDS` were waited for it."""

LINGER_SECONDS: Final = 5.0
"""How long more is read of a body that was answered already: some clients read no answer before they have sent all."""


class Patience:
    """Wraps the application: a body comes in time or not at all, and none outlives its answer by much.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, with a body that is waited for no longer than it is worth."""
        if scope["type"] == "http" and _has_body(scope):
            body = _Body(receive, send, is_announced=any(name == b"expect" for name, _ in scope["headers"]))
            await self._app(scope, body.receive, body.send)
        else:
            await self._app(scope, receive, send)


class _Body:
    def __init__(self, receive: Receive, send: Send, *, is_announced: bool) -> None:
        self._receive, self._send = receive, send
        # Who announced a body (`Expect: 100-continue`) sends it when it is asked for.
        self._is_announced = is_announced
        self._is_over = False
        self._size, self._waited = 0, 0.0

    async def receive(self) -> Message:
        """Return what comes next.

        Raises:
            HTTPException: It did not come in time.
        """
        if self._is_over:
            return await self._receive()
        allowed = SILENCE_SECONDS + min(0.0, self._size / SLOWEST - self._waited)
        began = monotonic()
        try:
            message = await self._next(allowed)
        except TimeoutError as error:
            raise HTTPException(408) from error
        self._waited += monotonic() - began
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on; where its body is not over, the connection ends with it."""
        if message["type"] == "http.response.start":
            if not self._is_announced:
                # What has come already need not cost the connection.
                await self._drain(0)
            if not self._is_over:
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        if self._is_over or message["type"] != "http.response.body" or message.get("more_body", False):
            await self._send(message)
            return
        await self._send({**message, "more_body": True})
        await self._drain(LINGER_SECONDS)
        await self._send({"type": "http.response.body"})

    async def _drain(self, seconds: float) -> None:
        until = monotonic() + seconds
        try:
            while not self._is_over:
                await self._next(max(0.0, until - monotonic()))
        except TimeoutError:
            pass

    async def _next(self, seconds: float) -> Message:
        async with asyncio.timeout(seconds):
            message = await self._receive()
        self._size += len(message.get("body", b""))
        self._is_over = not message.get("more_body", False)
        return message


def _has_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )
