"""Messages between a program and its child process: four bytes of length, most significant first, then the bytes."""

import asyncio
from typing import BinaryIO

_LENGTH = 4
_SLICE = 256 * 1024
"""Bytes handed over at a time: what is not taken at once is copied."""


class OversizedFrame(ValueError):
    """A message is longer than its reader takes."""


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """Write one message."""
    stream.write(len(content).to_bytes(_LENGTH))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next message, or `None` where the other side has gone."""
    length = stream.read(_LENGTH)
    if len(length) < _LENGTH:
        return None
    content = stream.read(int.from_bytes(length))
    return content if len(content) == int.from_bytes(length) else None


async def send_frame(stream: asyncio.StreamWriter, content: bytes) -> None:
    """Write one message, as fast as the other side takes it.

    Raises:
        ConnectionError: The other side has gone.
    """
    stream.write(len(content).to_bytes(_LENGTH))
    whole = memoryview(content)
    for first in range(0, len(whole), _SLICE):
        stream.write(whole[first : first + _SLICE])
        await stream.drain()
    await stream.drain()


async def receive_frame(stream: asyncio.StreamReader, *, largest: int) -> bytes:
    """Return the next message; one of more than `largest` bytes is not taken in.

    Raises:
        OversizedFrame: It is longer.
        asyncio.IncompleteReadError: The other side has gone.
    """
    length = int.from_bytes(await stream.readexactly(_LENGTH))
    if length > largest:
        raise OversizedFrame(f"{length:,} bytes where {largest:,} are taken")
    return await stream.readexactly(length)
