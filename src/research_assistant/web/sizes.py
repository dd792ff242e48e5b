"""How much a client may send: the bounds of addresses, headers, bodies and messages."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.types import Message, Receive, Scope, Send

LONGEST_ADDRESS: Final = 8_192
"""Bytes of path and query."""

LONGEST_HEADERS: Final = 32_768
"""Bytes of all headers."""

LARGEST_BODY: Final = 1024 * 1024
"""Bytes of a body, where a route does not say otherwise by its `max_body_size`."""

LONGEST_MESSAGE: Final = 4_096
"""Characters or bytes of what a socket is sent: it is told events, and has nothing to say."""

_TOO_LARGE_TO_READ: Final = 1009


def excess(scope: Scope) -> int | None:
    """Return the status of the answer to a request whose address or headers are too long; `None` for one in bounds."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return 414
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        return 431
    return None


def bounded_body(scope: Scope, receive: Receive) -> Receive:
    """Return what receives a body, and refuses to go on where it is too large."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        # A route with a bound of its own has set it here, and sees to it.
        if MAX_BODY_SIZE_SCOPE_KEY in scope:
            return await receive()
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if announced.isdigit() and int(announced) > LARGEST_BODY:
            raise HTTPException(413)
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise HTTPException(413)
        return message

    return receiving


def bounded_messages(receive: Receive, send: Send) -> Receive:
    """Return what receives the messages of a socket, and closes it where one is too large."""

    async def receiving() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            said = message.get("text") or message.get("bytes") or ""
            if len(said) > LONGEST_MESSAGE:
                reason = "The message is too large."
                await send({"type": "websocket.close", "code": _TOO_LARGE_TO_READ, "reason": reason})
                return {"type": "websocket.disconnect", "code": _TOO_LARGE_TO_READ, "reason": reason}
        return message

    return receiving
