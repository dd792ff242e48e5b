"""HTTP as `research serve` speaks it: the head of a request comes in time and within bounds, or the line is cut.

The application sees a request when its head is there. What holds back a line, or never ends it, is seen here alone.
"""

import asyncio
from asyncio.events import TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from research_assistant.web.sizes import LONGEST_ADDRESS, LONGEST_HEADERS

HEAD_SECONDS: Final = 20.0
"""How long a connection may be open before a request is known by its head."""

LARGEST_HEAD: Final = 2 * (LONGEST_ADDRESS + LONGEST_HEADERS)
"""Bytes that are taken without a head in them; a smaller one that is too large all the same gets a proper answer."""


class PromptProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own, passed on
        super().__init__(*args, **named)
        self._cut: TimerHandle | None = None
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what comes, as long as it may still be a head."""
        super().data_received(data)
        if self._cut is None:
            return
        self._unread += len(data)
        if self._unread > LARGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_headers_complete(self) -> None:
        """Take the request on."""
        self._wait_no_more()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, where it is not there already."""
        follows = bool(self.pipeline)
        super().on_response_complete()
        if not follows and not self.transport.is_closing():
            self._wait()

    def _wait(self) -> None:
        self._wait_no_more()
        self._unread = 0
        self._cut = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None
