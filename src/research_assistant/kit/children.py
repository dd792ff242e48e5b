"""A child process of ours: started clean, spoken to in messages, ended with all that it started.

It has an interpreter of its own in isolated mode, an empty environment, a private folder, and no open file of ours.
"""

import asyncio
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from research_assistant.kit.frames import receive_frame, send_frame

_START = """
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from importlib import import_module
import_module(sys.argv.pop(1)).main(*sys.argv[1:])
"""
_MOMENT = 0.01
_BUFFER = 1024 * 1024
_BYTES_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a child ended.

    Attributes:
        signal: What killed it; 0 where it ended by itself.
        memory: Bytes that it held at its peak; 0 where they cannot be told, because this process had held more when
            it started the child: Linux counts that as the child's.
    """

    signal: int
    memory: int


class Child:
    """A Python process that runs `main(*arguments)` of one of our modules; its standard input is a socket to us."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        folder: Path,
    ) -> None:
        self._process = process
        self._reader, self._writer = streams
        self._folder = folder
        self._inherited = _peak(resource.getrusage(resource.RUSAGE_SELF))
        self._ending: asyncio.Future[Ending] | None = None

    @classmethod
    async def start(cls, module: str, arguments: Sequence[str]) -> "Child":
        """Start `module`; the thread that does lives as long as the child, for the kernel takes it for the parent.

        Raises:
            OSError: The system has no room for another process.
        """
        folder = Path(tempfile.mkdtemp(prefix="child-"))
        # Isolated, the child would not find what lies on our path alone: a checkout, or the user's own packages.
        path = json.dumps([place for place in sys.path if Path(place).is_absolute()])
        here, there = socket.socketpair()
        try:
            with there:
                process = subprocess.Popen(  # noqa: ASYNC220 - takes milliseconds, and must be done on this thread
                    [sys.executable, "-I", "-B", "-c", _START, path, module, *arguments],
                    cwd=folder,
                    env={"TMPDIR": str(folder), "HOME": str(folder), "OPENBLAS_NUM_THREADS": "1"},
                    stdin=there.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        except BaseException:
            here.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        try:
            return cls(process, await asyncio.open_connection(sock=here, limit=_BUFFER), folder)
        except BaseException:
            here.close()
            process.kill()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not closed its side yet."""
        return not self._reader.at_eof()

    async def send(self, content: bytes) -> None:
        """Send one message.

        Raises:
            ConnectionError: The child has ended.
        """
        await send_frame(self._writer, content)

    async def receive(self, *, largest: int) -> bytes:
        """Return its next message.

        Raises:
            OversizedFrame: It has more than `largest` bytes; none of them was taken in.
            asyncio.IncompleteReadError: The child has ended.
            ConnectionError: It has ended, and left unread what was sent to it.
        """
        return await receive_frame(self._reader, largest=largest)

    async def end(self, *, grace: float = 0) -> Ending:
        """Kill the child with all that it started, and remove its folder; can be called again.

        Args:
            grace: Seconds in which it may end by itself first, so that its own ending is told.
        """
        if self._ending is None:
            self._writer.transport.abort()
            self._ending = asyncio.get_running_loop().run_in_executor(None, self._buried, grace)
        return await asyncio.shield(self._ending)

    def _buried(self, grace: float) -> Ending:
        until = time.monotonic() + grace
        ended, status, used = os.wait4(self._process.pid, os.WNOHANG)
        while not ended and time.monotonic() < until:
            time.sleep(_MOMENT)
            ended, status, used = os.wait4(self._process.pid, os.WNOHANG)
        with suppress(ProcessLookupError, PermissionError):
            # Whatever it has started is of its group.
            os.killpg(self._process.pid, signal.SIGKILL)
        if not ended:
            _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        shutil.rmtree(self._folder, ignore_errors=True)
        peak = _peak(used)
        return Ending(
            signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, memory=peak if peak > self._inherited else 0
        )


def _peak(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * _BYTES_OF_MAXRSS
