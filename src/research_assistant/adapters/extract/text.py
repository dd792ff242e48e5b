"""Markdown and plain text: one file is one work, read in full."""

import re
from collections.abc import Iterator
from pathlib import Path

from research_assistant.adapters.extract.files import content_of, text_of
from research_assistant.domain.document import Document, Section, document_id
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.work import Extent, Work
from research_assistant.kit.language import language_of
from research_assistant.ports.clock import Clock
from research_assistant.ports.extractor import Refusal

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".txt": "text/plain", ".text": "text/plain"}
_ENOUGH_FOR_LANGUAGE = 2_000


class TextExtractor:
    """Reads Markdown and plain text."""

    name = "text/1"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def reads(self, path: Path) -> bool:
        """Return whether the file's name says that it is text."""
        return path.suffix.lower() in _MEDIA_TYPES

    def read(self, path: Path, *, collection: str) -> Iterator[Reading | Refusal]:  # noqa: ARG002 - no record, no name in a collection
        """Yield the one work that the file is."""
        content = content_of(path)
        text = text_of(content, repr(str(path))).strip()
        if not any(character.isalnum() for character in text):
            raise UnreadableFile(f"{str(path)!r} is empty.", next_step="Add a file that holds text.")
        media_type = _MEDIA_TYPES[path.suffix.lower()]
        sections = _sections(text) if media_type == "text/markdown" else ()
        title = sections[0].heading if sections else path.stem
        snapshot = Snapshot.of(content, media_type=media_type, url=f"file:{path.name}", received_at=self._clock())
        yield Reading(
            work=Work(title=title),
            snapshot=snapshot,
            document=Document(
                document_id=document_id(snapshot.sha256, self.name),
                snapshot_sha256=snapshot.sha256,
                extractor=self.name,
                title=title,
                text=text,
                extent=Extent.FULL_TEXT,
                language=language_of(text[:_ENOUGH_FOR_LANGUAGE]),
                sections=sections,
            ),
        )


def _sections(text: str) -> tuple[Section, ...]:
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return tuple(
        Section(heading=heading[2], start=heading.start(), end=end) for heading, end in zip(headings, ends, strict=True)
    )
