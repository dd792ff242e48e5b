"""What the product imports is declared, and what is declared is imported."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]

LOADED_BY_NAME = {"aiosqlite", "gunicorn", "lxml-html-clean", "psycopg", "pypandoc-binary"}
"""Drivers, which SQLAlchemy loads by the address of the database, programs, and what jusText needs."""


def imported(folder: Path) -> set[str]:
    """Return the top names of all absolute imports below `folder`."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names


def plain(requirement: str) -> str:
    """Return the name of a requirement without version and extras."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_what_is_declared_is_locked():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    for name, requirements in (
        ("requirements.txt", told["project"]["dependencies"]),
        ("requirements-dev.txt", [*told["project"]["dependencies"], *told["dependency-groups"]["dev"]]),
    ):
        locked = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(encoding="utf8"), re.MULTILINE)
        for requirement in map(Requirement, requirements):
            versions = [version for each, version in locked if each == plain(requirement.name)]
            assert versions, f"{requirement} is not in {name}: run make lock"
            assert all(requirement.specifier.contains(version) for version in versions), f"{requirement}: run make lock"


def test_imports_and_declared_dependencies_are_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    declared = {plain(each) for each in project["dependencies"]}
    optional = {plain(each) for extra in project["optional-dependencies"].values() for each in extra}
    distributions = packages_distributions()
    needed = {
        plain(distributions[name][0]) for name in imported(ROOT / "src" / "research_assistant") - {"research_assistant"}
    }

    assert needed - declared - optional == set()
    assert declared - needed - LOADED_BY_NAME == set()
