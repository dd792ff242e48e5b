"""A work taken into one research query, with the copy that was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from research_assistant.domain.authority import Authority
from research_assistant.domain.location import Location
from research_assistant.domain.work import Extent, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a source came from: one hit of one search."""

    connector: str
    subquestion_id: str
    rank: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one record says of one field.

    Attributes:
        connector: Where the record is from.
        record: Its name there: an id of the library, an identifier, an address, or the title.
        value: In words.
    """

    connector: str
    record: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOrigin:
    """Which record a field of a work is from.

    Attributes:
        field: Such as `title`, `variables.volume`.
        taken: The record that was followed.
        others: Records that say something else, not only in other letters.
    """

    field: str
    taken: Said
    others: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """How a copy came from the net.

    Attributes:
        url: Where it was in the end, after redirects.
        received_at: When its bytes came.
        drift: How the text differs from what was read at this address before, in a sentence; empty where it does not.
    """

    url: str
    received_at: datetime
    drift: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One work of one query.

    Attributes:
        source_id: UUID version 7.
        rank: 1 is best.
        score: Fused over its origins, in [0, 1] of the best.
        authority: The kind of place that it is from; `None` in what earlier versions made.
        setbacks: Places that it was set back in the answers it was found in, by the reason: `authority`, `age`.
        why: The reasons why it stands where it does, as phrases.
        origins: Every hit that led here.
        fields: Where each field of the work is from, where several records tell of it; else empty.
        locations: Where copies can be had, the best first.
        document_id: The copy that was read; `None` where nothing could be.
        extent: How much of the work was read.
        preprint_read: The preprint whose text the copy is, by name or address, where the published version is cited;
            else empty.
        opened: How the copy came from the net; `None` for what was stored or came with a record.
        unopened: Why the full text was not read though a record said where it lies; empty otherwise.
        unread: Why nothing was read; empty when something was.
        cached: Whether the copy from the net was at hand; `None` where nothing was looked up in the net.
    """

    source_id: str
    rank: int
    work: Work
    score: float
    origins: tuple[Origin, ...]
    authority: Authority | None = None
    setbacks: Mapping[str, float] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    fields: tuple[FieldOrigin, ...] = ()
    locations: tuple[Location, ...] = ()
    document_id: str | None = None
    extent: Extent = Extent.RECORD
    preprint_read: str = ""
    opened: Opened | None = None
    unopened: str = ""
    unread: str = ""
    cached: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The works that were taken into a query.

    Attributes:
        sources: The best first.
        left_out: How many works the reader does not want, by the reason.
    """

    sources: tuple[Source, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of sources."""
        return len(self.sources)
