"""The outside world as a program on loopback, from the folder beside the checkout; tests skip where it is not."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from shells import ROOT

PROGRAM = ROOT.parent / "shared" / "upstream" / "upstream.py"
PATIENCE_SECONDS = 60


@contextmanager
def upstream() -> Iterator[str]:
    """Run the simulated world until the block is left, and give its address."""
    if not PROGRAM.exists():
        pytest.skip(f"The simulated world is not at {PROGRAM}.")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, PROGRAM, "--port", str(port)],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            pytest.fail("The simulated world did not start.")
        try:
            httpx2.get(f"{address}/robots.txt")
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The simulated world did not answer.")
