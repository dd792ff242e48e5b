"""The whole product as a stranger gets it: a fresh clone, an environment of its own, nothing of this one."""

import os
import subprocess
from pathlib import Path

import pytest

from shells import ROOT, Shell


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """What a stranger's shell knows: how to reach the package index, and none of our own settings."""
    ours = {"VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    settings = ("DATA_", "DATABASE_", "OUTPUT_", "EMBEDDING_", "DEFAULT_", "STRICT_", "STANDARD_", "LENIENT_", "NODE_")
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith(settings)}
    path = [folder for folder in kept["PATH"].split(os.pathsep) if not Path(folder, "activate").exists()]
    return {**kept, "PATH": os.pathsep.join(path), "COLUMNS": "100"}


@pytest.fixture(scope="session")
def shell(environment: dict[str, str]) -> Shell:
    def run(command: str, *, cwd: Path, **settings: str) -> str:
        ended = subprocess.run(
            ["/bin/bash", "-c", f"set -eu; {command}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
            check=False,
            cwd=cwd,
            env={**environment, **settings},
        )
        assert ended.returncode == 0, f"{command} ended with {ended.returncode}:\n{ended.stdout}"
        return ended.stdout

    return run


@pytest.fixture(scope="session")
def clone(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone of what is committed."""
    folder = tmp_path_factory.mktemp("fresh")
    shell(f"git clone --quiet --no-hardlinks '{ROOT}' clone", cwd=folder)
    return folder / "clone"
