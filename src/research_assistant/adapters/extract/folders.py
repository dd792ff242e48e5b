"""Which files of a folder are taken: those whose names say that they can be read, and that lie in it."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from research_assistant.adapters.extract.kinds import SUFFIXES
from research_assistant.kit.text import shown_name

NAMED = 10
"""Files passed over that are told one by one; of the rest, the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Files that were named, or lie in folders that were.

    Attributes:
        files: Each once: those named first to last, those of a folder by their paths.
        passed: What of folders was left out, and why, in half a sentence: "is a broken link".
        hidden: How many files of folders were left out as their names begin with a dot.
    """

    files: tuple[Path, ...]
    passed: tuple[tuple[Path, str], ...] = ()
    hidden: int = 0

    def told(self) -> Iterator[str]:
        """Yield sentences on what was left out: the first ones by name, and how many more there are."""
        for path, reason in self.passed[:NAMED]:
            yield f"Passed over: {shown_name(str(path))} {reason}."
        rest = max(0, len(self.passed) - NAMED)
        parts = (f"{rest:,} more" if rest else "", f"{self.hidden:,} hidden" if self.hidden else "")
        if counts := " and ".join(part for part in parts if part):
            yield f"Passed over: {counts}."


def files_in(paths: Iterable[Path]) -> Found:
    """Return the files that `paths` stand for; a file that is named itself is always taken."""
    found: dict[Path, None] = {}
    passed: dict[Path, str] = {}
    hidden = 0
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        home = path.resolve()
        for file in _below(path):
            if file.name.startswith("."):
                hidden += 1
            elif reason := _unfit(file, home):
                passed[file] = reason
            else:
                found[file] = None
    return Found(files=tuple(found), passed=tuple(passed.items()), hidden=hidden)


def _unfit(file: Path, home: Path) -> str:
    """Return why a file of a folder is left out; empty where it is not."""
    if file.is_symlink() and not file.exists():
        return "is a broken link"
    if file.is_dir():
        return "is a link to a folder"
    if not file.is_file():
        return "is no regular file"
    if not file.name.lower().endswith(SUFFIXES):
        return f"has a name that ends in {file.suffix}, no kind that is read" if file.suffix else "has no name ending"
    return "" if file.resolve().is_relative_to(home) else "is a link out of the folder"


def _below(folder: Path) -> Iterator[Path]:
    """Yield all files but those in hidden folders; links to folders are yielded, not followed."""
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if not name.startswith(".") and (Path(place) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*files, *links]):
            yield Path(place) / name
