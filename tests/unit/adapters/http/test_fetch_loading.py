"""What speaks HTTP is loaded when something is fetched, and not before."""

import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parents[4] / "src"


def test_commands_that_fetch_nothing_do_not_load_it():
    code = "import sys, research_assistant.bootstrap; print({'httpcore2', 'httpx2', 'protego'} & set(sys.modules))"

    told = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(SOURCES)}, capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "set()"
