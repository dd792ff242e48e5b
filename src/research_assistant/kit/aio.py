"""What asyncio leaves to its users."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager


@asynccontextmanager
async def beside(opened: Callable[[], AbstractAsyncContextManager[object]]) -> AsyncIterator[None]:
    """Keep something open on an event loop of its own, in a thread beside this one, until the block is left.

    What it does there holds up nobody who is served here. Whatever opening or closing it raises is raised.
    """
    here = asyncio.get_running_loop()
    ready: asyncio.Future[Callable[[], object] | None] = here.create_future()

    async def keep() -> None:
        there, leave = asyncio.get_running_loop(), asyncio.Event()
        async with opened():
            here.call_soon_threadsafe(ready.set_result, lambda: there.call_soon_threadsafe(leave.set))
            await leave.wait()

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
            yield
        finally:
            leave()
            await kept
    finally:
        thread.shutdown(wait=False)
