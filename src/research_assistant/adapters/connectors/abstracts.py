"""Abstracts of records as documents that can be quoted."""

import re

from research_assistant.adapters.connectors.place import Entry
from research_assistant.domain.document import Document, document_id
from research_assistant.domain.library import Reading
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.work import Extent
from research_assistant.kit.language import language_of
from research_assistant.kit.text import clean
from research_assistant.ports.clock import Clock

EXTRACTOR = "abstract/1"

LONGEST = 50_000
"""Code points; a longer text is no abstract, and who sends one means ill."""

ENOUGH = 1_000
"""Code points from which the language is told: more cost time and tell nothing more."""

_PARAGRAPH = re.compile(r"\n(?=\s)")


def abstract_reading(entry: Entry, clock: Clock) -> Reading | None:
    """Return the abstract as a document; nothing where the record has none, or one of more than `LONGEST`.

    The snapshot is the abstract as the record has it, without what a place may change from day to day, so that one
    text is one document whoever asked for it.
    """
    text = paragraphs(entry.abstract) if len(entry.abstract) <= LONGEST else ""
    if not text:
        return None
    name = next((name for name in (entry.work.url, *map(str, entry.work.identifiers)) if name), entry.work.title)
    snapshot = Snapshot.of(
        entry.abstract.encode(errors="replace"),
        media_type="text/plain",
        url=f"{name}#abstract",
        received_at=clock(),
    )
    return Reading(
        work=entry.work,
        snapshot=snapshot,
        document=Document(
            document_id=document_id(snapshot.sha256, EXTRACTOR),
            snapshot_sha256=snapshot.sha256,
            extractor=EXTRACTOR,
            title="",
            text=text,
            extent=Extent.ABSTRACT,
            language=language_of(text[:ENOUGH]),
        ),
    )


def paragraphs(text: str) -> str:
    """Return text whose lines were broken to fit; one that is empty or starts with white space begins a paragraph."""
    made = (" ".join(part.split()) for part in _PARAGRAPH.split(clean(text)))
    return "\n\n".join(part for part in made if part)
