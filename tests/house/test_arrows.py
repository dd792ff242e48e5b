"""The contracts in pyproject.toml catch what they are there for: each arrow the wrong way is reported."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package, without its large files, beside the contracts."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("assets", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken(folder: Path) -> set[str]:
    """Return the contracts that do not hold in `folder`."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    ended = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": "src", "COLUMNS": "200", "NO_COLOR": "1"},
    )
    assert "Contracts:" in ended.stdout, ended.stdout + ended.stderr
    return {line.partition(" BROKEN")[0] for line in ended.stdout.splitlines() if " BROKEN" in line}


def test_every_arrow_points_down(copy: Path):
    assert broken(copy) == set()


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kit/ids.py", "import research_assistant.domain.work", "Arrows point down"),
        ("domain/work.py", "import research_assistant.ports.clock", "Arrows point down"),
        ("ports/clock.py", "import research_assistant.pipeline.merge", "Arrows point down"),
        ("pipeline/merge.py", "import research_assistant.services.library", "Arrows point down"),
        ("services/library.py", "import research_assistant.adapters.db.tables", "Arrows point down"),
        ("adapters/db/tables.py", "import research_assistant.config", "Arrows point down"),
        ("config.py", "import research_assistant.bootstrap", "Arrows point down"),
        ("bootstrap.py", "import research_assistant.cli.console", "Arrows point down"),
        ("stray.py", "import research_assistant.kit.ids", "Arrows point down"),
        ("adapters/db/tables.py", "import research_assistant.services.vectors", "Adapters know ports, domain and"),
        ("adapters/check/context.py", "import research_assistant.pipeline.split", "Adapters know ports, domain and"),
        ("adapters/index/words.py", "import research_assistant.adapters.store.users", "Adapter families do not"),
        ("adapters/db/tables.py", "import research_assistant.adapters.store.users", "Adapter families do not"),
        ("kit/ids.py", "import sqlalchemy", "The inside is free of"),
        ("domain/work.py", "import typer", "The inside is free of"),
        ("services/library.py", "import rich.console", "The inside is free of"),
        ("pipeline/merge.py", "from http.client import HTTPConnection", "The inside is free of"),
        ("domain/work.py", "import research_assistant.domain.source", "No two modules of one package"),
    ],
)
def test_an_arrow_the_wrong_way_is_reported(copy: Path, module: str, line: str, contract: str):
    path = copy / "src" / "research_assistant" / module
    before = path.read_text(encoding="utf8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n", encoding="utf8")

    assert any(name.startswith(contract) for name in broken(copy))
