"""A Redis of our own, on a socket in a folder of its own; nothing of it is kept."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 20


class Redis:
    """A Redis that can be stopped and started again.

    Attributes:
        url: Its address.
    """

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "redis.sock"
        self._words = ["redis-server", "--port", "0", "--unixsocket", str(self._socket), "--save", "", "--dir", folder]
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = subprocess.Popen(self._words, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._socket.exists():
            assert time.monotonic() < until, "Redis did not come up. On Debian: apt-get install redis-server"
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it; what it knew is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._socket.unlink(missing_ok=True)
            self._process = None


@contextmanager
def running_redis() -> Iterator[Redis]:
    """Run a Redis until the end of the block."""
    # Sockets need short paths: pytest's folders are too long.
    with tempfile.TemporaryDirectory(prefix="research-redis-") as folder:
        redis = Redis(Path(folder))
        redis.start()
        try:
            yield redis
        finally:
            redis.stop()
