"""A disk that is full, and a folder that may not be written: a clear sentence, nothing lost."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RESEARCH = f"{sys.executable} {ROOT / 'research.py'}"

FULL = f"""
set -u
mount -t tmpfs -o size=8m tmpfs "$PLACE"
export DATA_DIR="$PLACE/data" EMBEDDING_MODEL=none
{RESEARCH} init --no-demonstration && {RESEARCH} library add "$WORKS" || exit 90
dd if=/dev/zero of="$PLACE/filler" bs=1k 2>/dev/null
{RESEARCH} query "Does zinc shorten the common cold?" >"$PLACE.out" 2>"$PLACE.err"
echo "while full: $?"
rm "$PLACE/filler"
{RESEARCH} query "Does zinc shorten the common cold?" --output report.md
echo "with room: $?"
grep -c "Zinc shortened the common cold" "$DATA_DIR/output/report.md"
"""

READ_ONLY = f"""
set -u
mkdir "$PLACE/data"
export EMBEDDING_MODEL=none
DATA_DIR="$PLACE/data" {RESEARCH} init --no-demonstration || exit 90
mount --bind "$PLACE/data" "$PLACE/data" && mount -o remount,ro,bind "$PLACE/data"
DATA_DIR="$PLACE/data" {RESEARCH} query "Does zinc shorten the common cold?" 2>"$PLACE.err"
echo "read only: $?"
"""


def run(script: str, place: Path, works: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount, in a mount namespace of its own: nothing stays behind."""
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "bash", "-c", script],
        env={"PLACE": str(place), "WORKS": str(works), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(place)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def works(tmp_path: Path) -> Path:
    path = tmp_path / "works.jsonl"
    path.write_text('{"title": "Zinc", "abstract": "Zinc shortened the common cold by a day in adults."}\n')
    return path


@pytest.mark.system
def test_a_full_disk_is_named_and_the_same_command_goes_on(tmp_path: Path, works: Path):
    place = tmp_path / "disk"
    place.mkdir()

    ended = run(FULL, place, works)

    said = Path(f"{place}.err").read_text()
    assert "while full: 1" in ended.stdout, ended.stdout + ended.stderr
    assert "full" in said
    assert "Traceback" not in said
    assert Path(f"{place}.out").read_text() == ""
    assert "with room: 0" in ended.stdout


@pytest.mark.system
def test_a_folder_without_rights_is_named(tmp_path: Path, works: Path):
    place = tmp_path / "disk"
    place.mkdir()

    ended = run(READ_ONLY, place, works)

    said = Path(f"{place}.err").read_text()
    assert "read only: 1" in ended.stdout, ended.stdout + ended.stderr
    assert "cannot be written" in said or "refuses to be" in said
    assert "Traceback" not in said
