"""The intellectual work, whatever its copies, and the names it goes by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from research_assistant.domain.notices import Notice


class Extent(StrEnum):
    """How much of a work a document holds."""

    RECORD = "record"
    """Title and bibliographic fields only: nothing that could be quoted."""
    ABSTRACT = "abstract"
    FULL_TEXT = "full_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One name of a work in one register, such as `doi:10.1000/182`.

    Attributes:
        scheme: The register in lower case: `doi`, `arxiv`, `pmid`, `url`, or the name of a collection.
        value: The name inside the register.
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        """Return `scheme:value`."""
        return f"{self.scheme}:{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A creator's name in the parts that CSL knows.

    Attributes:
        family: Family name, or the whole name where only that is known.
        given: Given names or initials.
        literal: The name of an institution, never taken apart.
        particle: What belongs to the family name and is not sorted by: "van" in "Ludwig van Beethoven".
        dropping_particle: What is left out where the family name stands alone: "de" in "Jean de La Fontaine".
        suffix: "Jr.", "III".
    """

    family: str = ""
    given: str = ""
    literal: str = ""
    particle: str = ""
    dropping_particle: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """Return the name as a reader would say it."""
        parts = (self.given, self.dropping_particle, self.particle, self.family, self.suffix)
        return self.literal or " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An intellectual work as its record describes it.

    Attributes:
        title: The title as the record gives it.
        authors: In the record's order.
        year: Year of publication, where known.
        type: A CSL 1.0.2 item type, such as `article-journal`.
        venue: The journal, conference or site it appeared in.
        url: Where a reader finds it.
        identifiers: Its names, the most telling first.
        issued: The date of publication as far as it is known (ISO 8601, EDTF: `2006-10`, `1968-05-19/1968-05-25`), or
            the words that the record has for it; empty where there is the year alone.
        creators: All other creators by their CSL name variable: `editor`, `translator`.
        dates: All other dates, written like `issued`, by their CSL date variable: `accessed`, `event-date`.
        variables: What else CSL has a variable for: `volume`, `issue`, `page`, `publisher`, `ISBN`, `note`.
        extra: What the record says beyond CSL, by format and field, such as `bibtex:indextitle`: kept so that it can
            be written again as it was.
        notices: What became of it after it was published, the gravest first.
        notice_of: Where it is itself a notice, the name of the work that it is about: `doi:…`; else empty.
        citations: How many works cite it, by an index's own count, which is of the works that the index knows; `None`
            where no index tells.
    """

    title: str
    authors: tuple[Name, ...] = ()
    year: int | None = None
    type: str = "document"
    venue: str = ""
    url: str = ""
    identifiers: tuple[Identifier, ...] = ()
    issued: str = ""
    creators: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    notice_of: str = ""
    citations: int | None = None

    @property
    def is_void(self) -> bool:
        """Whether it was retracted or withdrawn, so that nothing may rest on it."""
        return any(notice.voids for notice in self.notices)
