"""A cache whose disk is full or may not be written: everything is given, nothing fails, and it is said once."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ASK = """
import asyncio, logging, os, sys
from datetime import UTC, datetime
from pathlib import Path
from research_assistant.adapters.cache.folder import FolderCache
from research_assistant.domain.cached import Level, Terms

logging.basicConfig(format="%(message)s")
cache = FolderCache(
    Path(sys.argv[1]) / "cache",
    dict.fromkeys(Level, Terms(seconds=86_400, most=100_000_000)),
    clock=lambda: datetime.now(UTC),
)

async def ask(key):
    async def make():
        return os.urandom(30_000)

    async def failing():
        raise ValueError(key)

    kept = await asyncio.gather(*(cache.get(Level.CONTENT, key, make) for _ in range(5)))
    assert len({each.content for each in kept}) == 1, key
    assert len(kept[0].content) == 30_000, key
    for _ in range(2):
        try:
            await cache.get(Level.CONTENT, "failing " + key, failing)
        except ValueError:
            pass
        else:
            raise AssertionError(key)
    return kept[0].hit

async def work():
    print("hits", sum([await ask(key) for key in sys.argv[2:]]))

asyncio.run(work())
"""

FULL = """
set -u
mount -t tmpfs -o size=1m tmpfs "$PLACE"
"$PYTHON" -c "$ASK" "$PLACE" one two || exit 90
dd if=/dev/zero of="$PLACE/filler" bs=1k 2>/dev/null
"$PYTHON" -c "$ASK" "$PLACE" one two three four 2>"$PLACE.err" || exit 91
rm "$PLACE/filler"
"$PYTHON" -c "$ASK" "$PLACE" five || exit 92
"$PYTHON" -c "$ASK" "$PLACE" five one
ls "$PLACE/cache/underway"
"""

READ_ONLY = """
set -u
"$PYTHON" -c "$ASK" "$PLACE" one || exit 90
mount --bind "$PLACE" "$PLACE" && mount -o remount,ro,bind "$PLACE"
"$PYTHON" -c "$ASK" "$PLACE" one two 2>"$PLACE.err" || exit 91
"""


def run(script: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount, in a mount namespace of its own: nothing stays behind."""
    place.mkdir()
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "bash", "-c", script],
        env={
            "PLACE": str(place),
            "PYTHON": sys.executable,
            "PYTHONPATH": str(ROOT / "src"),
            "ASK": ASK,
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.system
def test_a_full_disk_fails_no_query_and_is_said_once(tmp_path: Path):
    ended = run(FULL, tmp_path / "disk")
    said = (tmp_path / "disk.err").read_text()

    assert ended.returncode == 0, (ended.stdout, ended.stderr, said)
    assert ended.stdout.split("\n") == ["hits 0", "hits 2", "hits 0", "hits 2", ""]
    assert said.count("cannot be used") == 1
    assert "Traceback" not in said


@pytest.mark.system
def test_a_disk_that_may_not_be_written_gives_what_it_has(tmp_path: Path):
    ended = run(READ_ONLY, tmp_path / "disk")
    said = (tmp_path / "disk.err").read_text()

    assert ended.returncode == 0, (ended.stdout, ended.stderr, said)
    assert ended.stdout == "hits 0\nhits 1\n"
    assert said.count("cannot be used") == 1
    assert "Traceback" not in said
