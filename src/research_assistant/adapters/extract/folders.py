"""Which files of a folder are taken: those whose names say that they can be read, and that lie in it."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from research_assistant.adapters.extract.kinds import SUFFIXES


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Files that were named, or lie in folders that were.

    Attributes:
        files: Each once: those named first to last, those of a folder by their paths.
        skipped: How many files of folders were left out: hidden, of unknown kinds, or links out of the folder.
    """

    files: tuple[Path, ...]
    skipped: int


def files_in(paths: Iterable[Path]) -> Found:
    """Return the files that `paths` stand for; a file that is named itself is always taken."""
    found: dict[Path, None] = {}
    skipped = 0
    for path in paths:
        if not path.is_dir():
            found[path] = None
            continue
        home = path.resolve()
        for file in _below(path):
            if _looks_readable(file.name) and file.is_file() and file.resolve().is_relative_to(home):
                found[file] = None
            else:
                skipped += 1
    return Found(files=tuple(found), skipped=skipped)


def _looks_readable(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def _below(folder: Path) -> Iterator[Path]:
    """Yield all files but those in hidden folders."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            yield Path(place) / name
