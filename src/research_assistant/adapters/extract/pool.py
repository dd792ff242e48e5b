"""Child processes that read files: few, started when they are needed, used again, killed when they go astray."""

import asyncio
import json
import math
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from research_assistant.adapters.extract.answers import (
    Untrue,
    entry_told,
    kind_told,
    refusal_told,
    unreadable_told,
)
from research_assistant.adapters.extract.child import EARNED, END, ENTRY, EXHAUSTED, KIND, READY, REFUSAL, UNREADABLE
from research_assistant.adapters.extract.extracted import Extracted, Unreadable
from research_assistant.adapters.extract.files import LARGEST_FILE
from research_assistant.adapters.extract.kinds import Kind
from research_assistant.domain.boxes import Boxes
from research_assistant.domain.errors import Unavailable
from research_assistant.kit.children import Child, Ending
from research_assistant.kit.frames import OversizedFrame
from research_assistant.ports.extractor import Refusal

FILES = 200
"""Read by one child before a fresh one takes its place: what libraries never give back does not pile up."""

LARGEST_ANSWER = 48 * 1024 * 1024
"""Bytes of one message: text and structure of one document, or its boxes."""

LARGEST_ANSWERS = 4 * LARGEST_FILE
"""Bytes of all messages on one file."""

_LARGE = 256 * 1024
"""Bytes of a message that is checked beside the event loop."""

_STARTING_SECONDS = 60.0
_MODULE = f"{__package__}.child"


@dataclass(slots=True, eq=False)
class _Worker:
    child: Child
    files: int = 0


class Pool:
    """Reads several files at once, each in a child process.

    Args:
        processes: Children at most.
        seconds: What one file may take, waiting for its reader; every thousand entries give as much again.
        memory: Bytes of address space that a child may take.
        module: What the children run.
    """

    def __init__(self, *, processes: int, seconds: float, memory: int, module: str = _MODULE) -> None:
        self.processes = processes
        self._seconds = seconds
        self._memory = memory
        self._module = module
        self._free = asyncio.Semaphore(processes)
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()

    async def read(
        self, content: bytes, *, name: str, media_type: str, collection: str
    ) -> AsyncGenerator[Kind | Refusal | tuple[Extracted, Boxes]]:
        """Yield the kind of the file, then what it holds.

        Raises:
            Unreadable: The file cannot be read, or its reader crashed, hung, or took too much.
            Unavailable: No child can be started.
        """
        async with self._free:
            worker = await self._worker()
            self._busy.add(worker)
            talk = _Conversation(worker.child, self._seconds)
            try:
                header = {"name": name, "media_type": media_type, "collection": collection}
                async with aclosing(talk.entries(header, content)) as entries:
                    async for entry in entries:
                        yield entry
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                raise self._crash(await worker.child.end(grace=1)) from error
            finally:
                self._busy.discard(worker)
                worker.files += 1
                if talk.over and worker.files < FILES:
                    self._idle.append(worker)
                else:
                    await worker.child.end()

    async def close(self) -> None:
        """End all children."""
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        await asyncio.gather(*(worker.child.end() for worker in workers))

    async def _worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.child.is_alive:
                return worker
            await worker.child.end()
        conditions = {"parent": os.getpid(), "memory": self._memory, "seconds": math.ceil(self._seconds)}
        try:
            child = await Child.start(self._module, [json.dumps(conditions)])
        except OSError as error:
            raise Unavailable(
                f"No process to read files can be started: {error.strerror or error}.",
                next_step="Close other programs, or set READER_PROCESSES=1.",
            ) from error
        try:
            async with asyncio.timeout(_STARTING_SECONDS):
                ready = await child.receive(largest=1) == READY
        except (TimeoutError, OversizedFrame, asyncio.IncompleteReadError, ConnectionError):
            ready = False
        except BaseException:
            await child.end()
            raise
        if not ready:
            await child.end()
            raise Unavailable(
                "The process that reads files ends as soon as it is started.",
                next_step="Install Research Assistant anew; if it is on a slow machine, try again.",
            )
        return _Worker(child)

    def _crash(self, ending: Ending) -> Unreadable:
        if ending.signal == getattr(signal, "SIGXCPU", None):
            return _timed_out(self._seconds)
        if ending.memory > 0.7 * self._memory:
            return _exhausted()
        name = signal.Signals(ending.signal).name if ending.signal else "it ended early"
        return Unreadable("damaged", f"makes its reader crash ({name})", next_step="Save or fetch it again.")


class _Conversation:
    """One file, asked and answered.

    Attributes:
        over: Whether the child has answered to the end, and can be asked again.
    """

    def __init__(self, child: Child, seconds: float) -> None:
        self.over = False
        self._child = child
        self._seconds = seconds
        self._left = seconds
        self._bytes = 0

    async def entries(
        self, header: dict[str, str], content: bytes
    ) -> AsyncGenerator[Kind | Refusal | tuple[Extracted, Boxes]]:
        sending = asyncio.create_task(self._send(header, content))
        count = 0
        try:
            while (answer := await self._receive()) != END:
                yield await self._told(answer)
                count += 1
                if count % EARNED == 0:
                    self._left += self._seconds
            await sending
            self.over = True
        except Untrue as error:
            raise Unreadable("damaged", f"misleads its reader: {error}", next_step="Save or fetch it again.") from error
        except OversizedFrame as error:
            raise Unreadable("too_large", "holds more than can be kept", next_step="Split it into parts.") from error
        finally:
            sending.cancel()
            await asyncio.wait([sending])

    async def _send(self, header: dict[str, str], content: bytes) -> None:
        try:
            await self._child.send(json.dumps(header).encode())
            await self._child.send(content)
        except ConnectionError:
            # The answers end too, and that is told.
            return

    async def _receive(self) -> bytes:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self._left):
                answer = await self._child.receive(largest=LARGEST_ANSWER)
        except TimeoutError as error:
            raise _timed_out(self._seconds) from error
        self._left -= clock() - began
        self._bytes += len(answer)
        if self._bytes > LARGEST_ANSWERS:
            raise OversizedFrame
        return answer

    async def _told(self, answer: bytes) -> Kind | Refusal | tuple[Extracted, Boxes]:
        kind, text = answer[:1], answer[1:]
        if kind == UNREADABLE:
            error = unreadable_told(text)
            self.over = await self._receive() == END
            raise error
        if kind == EXHAUSTED:
            raise _exhausted()
        if kind == KIND:
            return kind_told(text)
        if kind == REFUSAL:
            return refusal_told(text)
        if kind != ENTRY:
            raise Untrue("an answer of no kind")
        boxes, record = await self._receive(), await self._receive()
        if len(text) + len(boxes) > _LARGE:
            return await asyncio.to_thread(entry_told, text, boxes, record)
        return entry_told(text, boxes, record)


def _exhausted() -> Unreadable:
    return Unreadable(
        "too_large", "needs more memory than reading may take", next_step="Split it, or raise READER_MEMORY_MB."
    )


def _timed_out(seconds: float) -> Unreadable:
    return Unreadable(
        "timed_out", f"could not be read within {seconds:g} seconds", next_step="Split it, or raise READER_SECONDS."
    )
