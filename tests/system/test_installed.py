"""What an operator installs: the requirements alone, and then the wheel."""

import sys
import zipfile
from pathlib import Path

import pytest

from shells import Shell

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def bare(clone: Path, shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which nothing but `requirements.txt` is installed."""
    folder = tmp_path_factory.mktemp("bare")
    shell(f"'{sys.executable}' -m venv venv", cwd=folder)
    shell(f"venv/bin/pip install --quiet --require-hashes -r '{clone}/requirements.txt'", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(clone: Path, shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the locked backend of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    shell(f"'{sys.executable}' -m pip wheel --quiet --no-deps --no-build-isolation -w '{folder}' .", cwd=clone)
    (made,) = folder.glob("*.whl")
    return made


def test_the_requirements_alone_are_enough(bare: Path, clone: Path, shell: Shell):
    python = bare / "venv" / "bin" / "python"

    told = shell(
        f"'{python}' research.py init && '{python}' research.py doctor", cwd=clone, DATA_DIR=str(bare / "data")
    )

    assert "5,183" in told
    assert "FAIL" not in told


def test_the_wheel_holds_the_product_and_every_licence(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())

    assets = {name for name in names if name.startswith("research_assistant/assets/")}
    assert {name.split("/")[2] for name in assets} == {"all-MiniLM-L6-v2", "checker", "csl", "scifact", "style"}
    for wanted in ("all-MiniLM-L6-v2/LICENSE", "checker/LICENSE.md", "csl/LICENSE.md", "scifact/LICENSE.md"):
        assert f"research_assistant/assets/{wanted}" in assets
    assert {name.rsplit("/", 1)[1] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests", "bench", "docs"))]


def test_the_installed_command_answers_from_any_folder(bare: Path, wheel: Path, shell: Shell, tmp_path: Path):
    shell(f"venv/bin/pip install --quiet --no-deps --no-index '{wheel}'", cwd=bare)
    research = bare / "venv" / "bin" / "research"
    settings = {"DATA_DIR": str(bare / "data")}

    report = shell(f"'{research}' query 'Do statins prevent strokes?' 2>/dev/null", cwd=tmp_path, **settings)
    page = shell(
        f"'{research}' show $('{research}' list --limit 1 | cut -c 1-36) --format html 2>/dev/null",
        cwd=tmp_path,
        **settings,
    )

    assert "## Findings" in report
    assert page.startswith("<!DOCTYPE html>")
    assert "research-assistant 0.1.0" in report
    assert list(tmp_path.iterdir()) == []
