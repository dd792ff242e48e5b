"""What a server loads before it answers, and in which state that leaves the process."""

import os
import subprocess
import sys
from pathlib import Path

from shells import ROOT


def said_after_loading(words: str, folder: Path) -> str:
    environment = {**os.environ, "DATA_DIR": str(folder), "LOG_FILE": str(folder / "log.jsonl")}
    return subprocess.run(
        [sys.executable, "-c", f"import server, gc, sys; print({words})"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_garbage_is_looked_for_again_save_in_what_was_loaded(tmp_path: Path):
    assert said_after_loading("gc.isenabled(), gc.get_freeze_count() > 100_000", tmp_path) == "True True"


def test_what_only_a_new_database_needs_is_not_loaded(tmp_path: Path):
    assert said_after_loading("'alembic' in sys.modules", tmp_path) == "False"
