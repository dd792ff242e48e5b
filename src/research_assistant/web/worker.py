"""The worker of a server's process: it starts when requests are served already, and is started again where it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from research_assistant.bootstrap import worker_beside
from research_assistant.config import Settings

AGAIN_SECONDS = 5.0
"""Until a worker that could not start is tried again: the database may be away for a while."""

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def worker_behind(settings: Settings) -> AsyncIterator[None]:
    """Run queries of the queue until the block is left, which is entered at once."""
    leave = asyncio.Event()
    working = asyncio.create_task(_work(settings, leave))
    try:
        yield
    finally:
        leave.set()
        await working


async def _work(settings: Settings, leave: asyncio.Event) -> None:
    while not leave.is_set():
        try:
            async with worker_beside(settings):
                await leave.wait()
        except Exception:  # noqa: BLE001 - whatever it is, requests are served meanwhile, and the worker is tried again
            _log.exception("worker_ended")
            with suppress(TimeoutError):
                await asyncio.wait_for(leave.wait(), AGAIN_SECONDS)
