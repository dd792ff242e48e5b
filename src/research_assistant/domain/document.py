"""Clean text with sections, extracted from one snapshot."""

from dataclasses import dataclass
from hashlib import sha256

from research_assistant.domain.work import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed part of a document; offsets count Unicode code points in its text."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Immutable text; offsets everywhere count Unicode code points in `text`.

    Attributes:
        document_id: SHA-256 of snapshot, extractor and version: the same bytes read the same way.
        snapshot_sha256: The bytes it was extracted from.
        extractor: Name and version of what read them, such as `record/1`.
        title: The title that the bytes give; empty where they give none.
        text: NFC, without NUL and lone surrogates.
        extent: How much of the work this is.
        language: ISO 639-1, or `und`.
    """

    document_id: str
    snapshot_sha256: str
    extractor: str
    title: str
    text: str
    extent: Extent
    language: str = "und"
    sections: tuple[Section, ...] = ()


def document_id(snapshot_sha256: str, extractor: str) -> str:
    """Return the id of what `extractor` reads from the snapshot."""
    return sha256(f"{snapshot_sha256}\n{extractor}".encode()).hexdigest()
