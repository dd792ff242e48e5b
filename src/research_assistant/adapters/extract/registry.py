"""The readers of files behind one door: bytes in, checked readings out."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.files import content_of
from research_assistant.adapters.extract.kinds import KINDS, Kind
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.readings import reading_of
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading
from research_assistant.kit.text import shown_name
from research_assistant.ports.clock import Clock
from research_assistant.ports.extractor import Refusal

NAMELESS = "standard input"
"""What bytes without a name are called."""


class Extractors:
    """Reads every kind of file in the child processes of a pool; see the port."""

    def __init__(self, clock: Clock, pool: Pool) -> None:
        self._clock = clock
        self._pool = pool

    @property
    def at_once(self) -> int:
        """How many files are read at the same time."""
        return self._pool.processes

    @property
    def versions(self) -> frozenset[str]:
        """Names and versions of all readers."""
        return frozenset(kind.extractor for kind in KINDS)

    async def content(self, path: Path) -> bytes:
        """Return the bytes of a local file; see the port."""
        return await asyncio.to_thread(content_of, path)

    async def read(
        self, content: bytes, *, name: str, media_type: str = "", collection: str = ""
    ) -> AsyncGenerator[Reading | Refusal]:
        """Yield what the bytes hold; see the port."""
        kind, called = None, shown_name(name) or NAMELESS
        try:
            async with aclosing(
                self._pool.read(content, name=called, media_type=media_type, collection=collection)
            ) as entries:
                async for entry in entries:
                    if isinstance(entry, Kind):
                        kind = entry
                    elif isinstance(entry, Refusal):
                        yield entry
                    elif kind is not None:
                        extracted, boxes = entry
                        yield reading_of(extracted, boxes, content=content, name=called, kind=kind, clock=self._clock)
        except Unreadable as error:
            raise UnreadableFile(f"{called!r} {error.reason}.", next_step=error.next_step, cause=error.cause) from error
