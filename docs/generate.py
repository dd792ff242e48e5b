"""Writes the pages of `docs/reference` that the code itself tells: settings, commands, the shape of reports.

Run: python docs/generate.py [--check]
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "src"))
# Help is folded to the width of the terminal: here it is always the same.
os.environ.update(COLUMNS="100", TERM="dumb", NO_COLOR="1")

import typer.main  # noqa: E402 - reads the width above
from typer.testing import CliRunner  # noqa: E402

from research_assistant.adapters.export.schema import report_schema  # noqa: E402
from research_assistant.cli.main import app  # noqa: E402
from research_assistant.config import Settings  # noqa: E402

MADE = "<!-- Made by `make docs`; change the code instead. -->"

SETTINGS = """\
Settings are environment variables; what is not in the environment is taken from a file `.env` in the working
directory. A variable that is set to nothing counts as not set.

| Variable | Default | What it does |
|---|---|---|
"""


def settings_page() -> str:
    """Return the page of all settings.

    Raises:
        LookupError: A setting has no words of its own.
    """
    rows = "".join(_setting(name, field) for name, field in Settings.model_fields.items())
    return f"# Settings\n\n{MADE}\n\n{SETTINGS}{rows}"


def _setting(name: str, field: FieldInfo) -> str:
    if not field.description:
        raise LookupError(f"The setting {name!r} has no docstring.")
    alias = field.validation_alias
    variable = str(alias.choices[0]) if hasattr(alias, "choices") else name
    words = " ".join(field.description.split())
    return f"| `{variable.upper()}` | {_default(field)} | {words} |\n"


def _default(field: FieldInfo) -> str:
    # What is worked out when the program runs is told in the words.
    return "" if field.default in (None, "", PydanticUndefined) else f"`{field.default}`"


def commands_page() -> str:
    """Return the page of all commands, as their `--help` says it."""
    runner = CliRunner()
    parts = []
    for words in _commands(typer.main.get_command(app), ()):
        shown = runner.invoke(app, [*words, "--help"], prog_name="research").output.rstrip()
        parts.append(f"## `{' '.join(('research', *words))}`\n\n```text\n{shown}\n```\n")
    return f"# Commands\n\n{MADE}\n\n" + "\n".join(parts)


def _commands(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*path, name))


PAGES = {
    "reference/settings.md": settings_page,
    "reference/cli.md": commands_page,
    "reference/report.schema.json": report_schema,
}


def main() -> int:
    """Write the pages, or say which are not as the code has them."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; fail where a page is out of date")
    check = arguments.parse_args().check
    stale = []
    for name, make in PAGES.items():
        path, page = DOCS / name, make()
        if path.exists() and path.read_text(encoding="utf8") == page:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(page, encoding="utf8")
    for name in stale:
        sys.stdout.write(f"docs/{name} {'is out of date: run make docs' if check else 'written'}\n")
    return int(check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
