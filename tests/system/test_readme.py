"""The README is true: its commands run, and what it shows is what they print."""

import re
from pathlib import Path

import pytest

from shells import ROOT, Shell

pytestmark = pytest.mark.system

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGING = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:\.\d+)?")


def blocks() -> list[str]:
    return _BLOCK.findall((ROOT / "README.md").read_text(encoding="utf8"))


def commands() -> list[str]:
    return [line.removeprefix("$ ") for block in blocks() for line in block.splitlines() if line.startswith("$ ")]


def shown() -> list[str]:
    """Return the lines of output that the first block shows."""
    return [line for line in blocks()[0].splitlines() if line and not line.startswith(("$ ", "…"))]


def folded(line: str) -> str:
    """Return the line without dates and figures: confidence may differ by a hundredth on another processor."""
    return _CHANGING.sub("N", line.strip())


def test_every_command_runs_and_prints_what_is_shown(clone: Path, shell: Shell):
    told = shell("\n".join(commands()), cwd=clone)

    assert len(commands()) > 10
    printed = {folded(line) for line in told.splitlines()}
    assert [line for line in shown() if folded(line) not in printed] == []


def test_the_first_screen_shows_what_it_is_and_two_commands():
    first_screen = (ROOT / "README.md").read_text(encoding="utf8").splitlines()[:45]

    typed = [line.removeprefix("$ ") for line in first_screen if line.startswith("$ ")]
    assert typed == commands()[:2]
    assert typed[0] == "make demo"
