"""The intellectual work, whatever its copies, and the names it goes by."""

from dataclasses import dataclass
from enum import StrEnum


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
    """

    family: str = ""
    given: str = ""
    literal: str = ""

    def __str__(self) -> str:
        """Return the name as a reader would say it."""
        return self.literal or f"{self.given} {self.family}".strip()


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
    """

    title: str
    authors: tuple[Name, ...] = ()
    year: int | None = None
    type: str = "document"
    venue: str = ""
    url: str = ""
    identifiers: tuple[Identifier, ...] = ()
