"""Files that hold what a function is to return; `UPDATE_SNAPSHOTS=1 pytest …` writes them anew."""

import os
from pathlib import Path

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parents[1]


def assert_is(made: bytes, file: Path) -> None:
    """Fail where `made` is not what the file holds."""
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made)
    assert made.decode() == file.read_text(encoding="utf8")
