"""Processes by host, number and the moment they began, so that a number given again is another process."""

import os
import socket
from pathlib import Path

import psutil

from research_assistant.domain.slot import Slot

BOOT = Path("/proc/sys/kernel/random/boot_id")
NAMESPACE = Path("/proc/self/ns/pid")
"""In containers of one host the same number is another process."""


class Processes:
    """The processes of this machine."""

    def __init__(self) -> None:
        self._host = socket.gethostname()

    @property
    def own(self) -> str:
        """The name of this process."""
        return self._name(psutil.Process(os.getpid()))

    @property
    def slot(self) -> Slot:
        """The place of this process among those that run queries."""
        process = psutil.Process(os.getpid())
        return Slot(
            executor_id=self._name(process),
            host=self._host,
            boot_id=_boot_id(),
            pid=process.pid,
            started=process.create_time(),
        )

    def alive(self, runner: str) -> bool:
        """Return whether that process may still be running; one on another machine may."""
        host, _, rest = runner.partition("/")
        number, _, _ = rest.partition("/")
        if host != self._host or not number.isdecimal():
            return bool(runner)
        try:
            return self._name(psutil.Process(int(number))) == runner
        except psutil.Error:
            return False

    def ended(self, slot: Slot) -> bool:
        """Return whether the process of the slot is known to have ended; of another machine's it is not known."""
        if slot.host != self._host:
            return False
        if slot.boot_id != _boot_id():
            # The same machine was started anew, or it is another container of this name: only the beat can tell.
            return slot.boot_id.partition("/")[0] != _boot_id().partition("/")[0]
        return not self.alive(slot.executor_id)

    def _name(self, process: psutil.Process) -> str:
        return f"{self._host}/{process.pid}/{process.create_time():.2f}"


def _boot_id() -> str:
    try:
        return f"{BOOT.read_text(encoding='ascii').strip()}/{NAMESPACE.readlink()}"
    except OSError:
        return f"{psutil.boot_time():.0f}/"
