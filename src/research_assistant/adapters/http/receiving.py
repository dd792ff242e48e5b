"""Answers, as they come in: of the kind that was asked for, unpacked, and no more than may come."""

import asyncio
from contextlib import aclosing, suppress

import httpcore2

from research_assistant.adapters.http import failures
from research_assistant.adapters.http.decoding import Bomb, Undecodable, decoder
from research_assistant.adapters.http.media import may_be, media_type
from research_assistant.adapters.http.reply import Ask, Reply
from research_assistant.adapters.http.troubles import TROUBLES
from research_assistant.adapters.http.urls import shown

IDLE_SECONDS = 10.0
"""Nothing for so long within an answer, and it counts as cut off."""
_DRAINED_BYTES, _DRAINED_SECONDS = 65_536, 0.5


async def received(ask: Ask, response: httpcore2.Response) -> Reply:
    """Return an answer whose head has come.

    Raises:
        FetchFailed: It is of another kind than was asked for, or too large, or cannot be unpacked.
        httpcore2.NetworkError: It was cut off; or another of httpcore's errors.
        TimeoutError: Nothing came for a while.
    """
    headers = {name.decode("latin-1").lower(): shown(value) for name, value in response.headers}
    if response.status != 200:
        await _drain(response)
        return Reply(status=response.status, headers=headers)
    kind = media_type(headers.get("content-type", ""))
    if not may_be(kind, ask.media_types):
        raise failures.other_type(ask.url, kind)
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > ask.most_bytes and not ask.cut:
        raise failures.too_large(ask.url, ask.most_bytes)
    return Reply(
        status=200, headers=headers, content=await _content(ask, response, headers.get("content-encoding", ""))
    )


async def _drain(response: httpcore2.Response) -> None:
    """Read the little that such answers hold, so that the connection serves for what is asked next."""
    left = _DRAINED_BYTES
    with suppress(*TROUBLES):
        async with asyncio.timeout(_DRAINED_SECONDS), aclosing(response.aiter_stream()) as pieces:
            async for piece in pieces:
                left -= len(piece)
                if left < 0:
                    return


async def _content(ask: Ask, response: httpcore2.Response, coding: str) -> bytes:
    content, loop = bytearray(), asyncio.get_running_loop()
    try:
        unpacking = decoder(coding)
        async with asyncio.timeout(IDLE_SECONDS) as idle, aclosing(response.aiter_stream()) as pieces:
            async for data in pieces:
                idle.reschedule(loop.time() + IDLE_SECONDS)
                for piece in unpacking.feed(data):
                    content += piece
                    if len(content) > ask.most_bytes:
                        if ask.cut:
                            return bytes(content[: ask.most_bytes])
                        raise failures.too_large(ask.url, ask.most_bytes)
        unpacking.end()
    except Undecodable as error:
        raise failures.undecodable(ask.url, coding) from error
    except Bomb as error:
        raise failures.too_large(ask.url, ask.most_bytes) from error
    return bytes(content)
