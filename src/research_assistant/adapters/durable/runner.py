"""Processes by host, number and the moment they began, so that a number given again is another process."""

import os
import socket

import psutil


class Processes:
    """The processes of this machine."""

    def __init__(self) -> None:
        self._host = socket.gethostname()

    @property
    def own(self) -> str:
        """The name of this process."""
        return self._name(psutil.Process(os.getpid()))

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

    def _name(self, process: psutil.Process) -> str:
        return f"{self._host}/{process.pid}/{process.create_time():.2f}"
