"""The readers of files, in the order in which they are asked."""

from pathlib import Path

from research_assistant.adapters.extract.records import RecordExtractor
from research_assistant.adapters.extract.references import SUFFIXES as REFERENCES
from research_assistant.adapters.extract.references import ReferenceExtractor
from research_assistant.adapters.extract.text import TextExtractor
from research_assistant.domain.errors import UnreadableFile
from research_assistant.ports.clock import Clock
from research_assistant.ports.extractor import Extractor

READABLE = (
    "Markdown (.md), text (.txt), records (.jsonl, .csv; also packed as .xz or .gz), "
    "references (.bib, .ris, .nbib, CSL-JSON as .json)"
)

SUFFIXES = (
    ".md",
    ".markdown",
    ".txt",
    ".text",
    *REFERENCES,
    *(f"{kind}{pack}" for kind in (".jsonl", ".ndjson", ".csv") for pack in ("", ".xz", ".gz")),
)
"""How the names of readable files end: what is taken from a folder."""


class Extractors:
    """Finds the reader of a file."""

    def __init__(self, clock: Clock) -> None:
        self._members: tuple[Extractor, ...] = (TextExtractor(clock), RecordExtractor(clock), ReferenceExtractor(clock))

    def of(self, path: Path) -> Extractor:
        """Return the reader of the file.

        Raises:
            UnreadableFile: No reader knows this kind of file.
        """
        for member in self._members:
            if member.reads(path):
                return member
        raise UnreadableFile(f"{str(path)!r} is of a kind that cannot be read.", next_step=f"Add {READABLE}.")
