"""What the description of the API allows and forbids, sent to a server: a small round of `bench/api_fuzz.py`."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_api_answers_as_it_is_described():
    ended = subprocess.run(
        [
            *(sys.executable, ROOT / "bench" / "api_fuzz.py", "--caller", "researcher"),
            *("--examples", "2", "--phases", "examples,fuzzing"),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
