"""Something kept open on an event loop of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from research_assistant.kit.aio import beside


async def test_it_is_open_in_another_thread_until_the_block_is_left():
    seen: list[str] = []

    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        seen.append(f"opened {threading.current_thread() is threading.main_thread()}")
        yield
        await asyncio.sleep(0)
        seen.append("closed")

    async with beside(opened):
        assert seen == ["opened False"]
    assert seen == ["opened False", "closed"]


async def test_what_opening_raises_is_raised():
    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        async with beside(opened):
            raise AssertionError


async def test_an_error_of_the_block_closes_it():
    closed = threading.Event()

    @asynccontextmanager
    async def opened() -> AsyncIterator[None]:
        try:
            yield
        finally:
            closed.set()

    with pytest.raises(ZeroDivisionError):
        async with beside(opened):
            raise ZeroDivisionError
    assert closed.is_set()


async def test_what_breaks_by_itself_is_told_and_raised():
    closed = threading.Event()

    @asynccontextmanager
    async def opened() -> AsyncIterator[asyncio.Future[None]]:
        async def fail() -> None:
            await asyncio.sleep(0.01)
            raise ZeroDivisionError

        try:
            yield asyncio.create_task(fail())
        finally:
            closed.set()

    with pytest.raises(ZeroDivisionError):
        async with beside(opened) as ended:
            await asyncio.wait({ended})
    assert closed.is_set()
