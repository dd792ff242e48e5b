"""The reader's own works: what the library holds of each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from research_assistant.domain.boxes import Boxes
from research_assistant.domain.document import Document
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.work import Extent, Work


class Visibility(StrEnum):
    """Who may search a library item."""

    PRIVATE = "private"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The file that gave its text to an item known by its record.

    Attributes:
        file: Its name.
        fields: What of the work is from the file, for the record did not tell it, such as `venue`, `variables.volume`.
    """

    file: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryItem:
    """A work in somebody's library.

    Attributes:
        item_id: UUID version 7.
        collection: The name of the set it was added under; empty for none.
        document_id: The copy that is searched and quoted.
        attached: Where the copy is from, if not from the record.
    """

    item_id: str
    owner_id: str
    visibility: Visibility
    collection: str
    work: Work
    document_id: str
    extent: Extent
    added_at: datetime
    attached: Attached | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an extractor made of one file or of one record in it.

    Attributes:
        boxes: Where the words are seen, for what has pages.
        limits: What of the file is not in the text, in sentences that can be shown.
    """

    work: Work
    snapshot: Snapshot
    document: Document
    boxes: Boxes = field(default_factory=Boxes)
    limits: tuple[str, ...] = ()
