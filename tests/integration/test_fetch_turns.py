"""The pace of a service is kept by all processes of a machine together, whatever one of them does."""

import fcntl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from research_assistant.adapters.http.turns import SharedTurns

SOURCES = Path(__file__).parents[2] / "src"
TAKING = """
import sys
from pathlib import Path
from research_assistant.adapters.http.turns import SharedTurns
turns = SharedTurns(Path(sys.argv[1]))
for _ in range(25):
    turns.take("index", apart=3, within=1000)
"""


def test_processes_take_turns(tmp_path: Path):
    before = time.time()
    processes = [
        subprocess.Popen([sys.executable, "-c", TAKING, str(tmp_path)], env={"PYTHONPATH": str(SOURCES)})
        for _ in range(4)
    ]
    assert [each.wait() for each in processes] == [0] * 4

    # A hundred turns, three seconds apart, the first of them between now and then.
    following = float((tmp_path / "index").read_text())
    assert before <= following - 300 <= time.time()


def test_file_that_another_process_holds_is_not_waited_for(tmp_path: Path):
    turns = SharedTurns(tmp_path)
    assert turns.take("index", apart=3, within=60) == 0

    with (tmp_path / "index").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        alone = [turns.take("index", apart=3, within=60) for _ in range(2)]

    assert alone == pytest.approx([0, 3], abs=1)
