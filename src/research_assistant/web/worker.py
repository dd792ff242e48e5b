"""The worker of a server's process: it starts when requests are served already, and is started again where it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from research_assistant.bootstrap import worker_beside
from research_assistant.config import Settings
from research_assistant.kit.aio import until_first

FIRST_SECONDS = 0.5
"""Until the worker is started: on a small machine the other processes of the server come up first."""

AGAIN_SECONDS = 2.0
"""Until a worker that could not start, or broke, is started again: the database may be away for a while."""

_log = structlog.get_logger(__name__)


class Worker:
    """Runs queries of the queue beside the requests of a server.

    Attributes:
        is_broken: Whether it ended and has not started again yet.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._leave = asyncio.Event()
        self.is_broken = False

    @asynccontextmanager
    async def behind(self) -> AsyncIterator[None]:
        """Work until the block is left, which is entered at once."""
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            self._leave.set()
            await working

    async def _work(self) -> None:
        await self._pause(FIRST_SECONDS)
        while not self._leave.is_set():
            try:
                async with worker_beside(self._settings) as ended:
                    self.is_broken = False
                    await until_first(self._leave, ended)
            except Exception:  # noqa: BLE001 - whatever it is, requests are served meanwhile, and the worker is tried again
                _log.exception("worker_ended")
            if not self._leave.is_set():
                self.is_broken = True
                await self._pause(AGAIN_SECONDS)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._leave.wait(), seconds)
