"""What asyncio leaves to its users."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any


@asynccontextmanager
async def beside(
    opened: Callable[[], AbstractAsyncContextManager[asyncio.Future[None] | None]],
) -> AsyncIterator[asyncio.Future[None]]:
    """Keep something open on an event loop of its own, in a thread beside this one, until the block is left.

    What it does there holds up nobody who is served here. Whatever opening or closing it raises is raised.

    Args:
        opened: Opens it; yields what is done when it is broken, or nothing where it cannot break.

    Yields:
        What is done when it is open no more, though the block was not left.
    """
    here = asyncio.get_running_loop()
    ready: asyncio.Future[Callable[[], object] | None] = here.create_future()

    async def keep() -> None:
        there, leave = asyncio.get_running_loop(), asyncio.Event()
        async with opened() as broken:
            here.call_soon_threadsafe(ready.set_result, lambda: there.call_soon_threadsafe(leave.set))
            await until_first(leave, broken)
            if broken is not None and broken.done():
                broken.result()

    def ended(_kept: asyncio.Future[None]) -> None:
        if not ready.done():
            ready.set_result(None)

    thread = ThreadPoolExecutor(1)
    kept = here.run_in_executor(thread, lambda: asyncio.run(keep()))
    kept.add_done_callback(ended)
    try:
        leave = await ready
        if leave is None:
            await kept
            return
        try:
            yield kept
        finally:
            if not kept.done():
                leave()
            await kept
    finally:
        thread.shutdown(wait=False)


async def until_first(event: asyncio.Event, other: asyncio.Future[None] | None) -> None:
    """Wait until `event` is set, or `other` is done."""
    waiting = asyncio.create_task(event.wait())
    both: set[asyncio.Future[Any]] = {waiting} if other is None else {waiting, other}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
