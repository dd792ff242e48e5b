"""A server whose disk is full: its readers are told so and when to come again, no process ends, nothing is lost."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from faulting import Readers, full, on_a_small_disk
from serving import UVICORN, served
from shells import ROOT

pytestmark = pytest.mark.system

COUNT = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT / "src")!r})
from research_assistant.web.metrics import Metrics

disk = Path(sys.argv[1])
metrics = Metrics(disk / "made" / "metrics")
metrics.answered("GET", "/", 200, 0.1)
try:
    with (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(1024))
except OSError:
    pass
for number in range(200):
    metrics.answered("GET", f"/api/some/long/route/{{number}}", 200, 0.1)
print("counted")
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_readers_are_told_and_nothing_is_lost(tmp_path: Path, workers: int):
    disk = tmp_path / "data"
    disk.mkdir()
    words = on_a_small_disk(UVICORN, disk, megabytes=24)
    settings = {"RATE_LIMIT_MAX_REQUESTS": "0", "LOG_FILE": str(disk / "logs" / "server.log")}
    with served(words, tmp_path, workers=workers, settings=settings) as server:
        seen_from_here = Path(f"/proc/{server.process.pid}/root{disk}")
        account = asyncio.run(Readers(server).suffer(full(seen_from_here, seconds=3), askers=2, lookers=2))

    assert account.unfit == []
    assert account.wrong == []
    assert account.statuses[507] > 0
    assert account.accepted >= 2


def test_requests_are_counted_where_the_disk_has_no_room_for_it(tmp_path: Path):
    """What counts is mapped into memory: a page without room would end the process by SIGBUS."""
    words = (sys.executable, "-c", COUNT, str(tmp_path))
    ended = subprocess.run(on_a_small_disk(words, tmp_path, megabytes=4), capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, "counted\n"), ended.stderr
