"""The shell of a stranger who has the project and nothing of this environment."""

from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[1]


class Shell(Protocol):
    """Runs a command line and returns all that it printed; fails with all of it where the command fails."""

    def __call__(self, command: str, *, cwd: Path, **settings: str) -> str: ...
