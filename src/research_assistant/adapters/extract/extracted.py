"""What the reader of one kind of file makes of its bytes.

A reader is a plain function: bytes in, entries out. It runs in a child process that may be killed at any
moment, has no network and no database, and is never trusted: what it gives is checked before it is kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from research_assistant.domain.document import Box, Page, Section
from research_assistant.domain.work import Extent, Work
from research_assistant.ports.extractor import Refusal

LARGEST_TEXT = 10_000_000
"""Code points of one document: a book of some 4,000 pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of bytes before they are read.

    Attributes:
        name: The file's name without its folder, such as `kim2014.pdf`.
        collection: The set its records belong to; it names their own ids. Empty for none.
    """

    name: str
    collection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One work as a file tells it.

    Attributes:
        work: What the file says of the work: title, authors, date, identifiers. The title is never empty.
        untitled: Whether that title only stands in for one that the file does not tell, and is not searched.
        text: What can be searched and quoted, cleaned by `kit.text.clean`; all offsets count its code points.
        extent: How much of the work the text is.
        language: ISO 639-1 where the file tells it; else empty, and it is recognised from the text.
        licence: The terms of use that the file states; empty for none.
        sections: In order; they may nest.
        pages: In order; empty for what has no pages.
        boxes: In the order of the text; empty for what has no pages.
        limits: What of the file is not in the text, in sentences that can be shown: "Pages 3–5 have no text layer."
        record: The bytes of this one entry, where the file holds many; `None` where the file is the work.
        media_type: Of `record`.
        place: Where in the file the entry is, such as `line 17`; empty where the file is the work.
    """

    work: Work
    text: str
    untitled: bool = False
    extent: Extent = Extent.FULL_TEXT
    language: str = ""
    licence: str = ""
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    boxes: tuple[Box, ...] = ()
    limits: tuple[str, ...] = ()
    record: bytes | None = None
    media_type: str = ""
    place: str = ""


Reader = Callable[[bytes, Origin], Iterator[Extracted | Refusal]]
"""Yields what the bytes hold, one work after the other, and what of them could not be read.

Raises `Unreadable` where they as a whole cannot be read.
"""


class Unreadable(Exception):
    """The bytes as a whole cannot be read.

    Attributes:
        cause: One of a few words that programs can tell apart, such as `encrypted`.
        reason: The second half of a sentence that begins with the file's name: "is encrypted".
        next_step: What to do about it, as a sentence.
    """

    def __init__(self, cause: str, reason: str, *, next_step: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.next_step = next_step


def too_long() -> Unreadable:
    """Return what is raised where a text is longer than `LARGEST_TEXT`."""
    return Unreadable(
        "too_large", f"holds a text of more than {LARGEST_TEXT:,} characters", next_step="Split it into parts."
    )


CAUSES = ("encrypted", "no_text", "damaged", "empty", "too_large", "timed_out", "unknown_kind", "no_file")
"""Every cause that a file may be refused for."""
