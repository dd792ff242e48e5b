"""Clean text with sections, extracted from one snapshot."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from research_assistant.domain.work import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed part of a document; offsets count Unicode code points in its text."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a paginated file.

    Attributes:
        number: Counted from 1, in the order of the file.
        label: What is printed on it, such as `iv` or `1187`; the number where the file tells none.
        start: First code point of the document's text that is on it.
        end: One past the last.
        width: In points (1/72 inch), as the page is shown.
        height: In points, as the page is shown.
    """

    number: int
    label: str
    start: int
    end: int
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a stretch of the text, within one line, is seen on its page.

    Attributes:
        start: First code point of the document's text.
        end: One past the last.
        page: The page's number, from 1.
        left: In points from the left edge of the page as it is shown.
        top: In points from its upper edge.
        right: In points from the left edge.
        bottom: In points from the upper edge.
    """

    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


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
        licence: The terms of use that the copy states, an address or words; empty where it states none.
        pages: In order, without overlap; empty for what has no pages.
    """

    document_id: str
    snapshot_sha256: str
    extractor: str
    title: str
    text: str
    extent: Extent
    language: str = "und"
    licence: str = ""
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What was read at an address at an earlier time."""

    document: Document
    received_at: datetime


def document_id(snapshot_sha256: str, extractor: str) -> str:
    """Return the id of what `extractor` reads from the snapshot."""
    return sha256(f"{snapshot_sha256}\n{extractor}".encode()).hexdigest()
