"""What the driver has to know of a place on the net: how it is asked, and how its answers are read.

A place is pure: it opens nothing, waits for nothing and remembers nothing. A new one is one file; see
`docs/how-to/add-a-connector.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from research_assistant.domain.location import Location
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier, Work
from research_assistant.ports.fetcher import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One work of an answer.

    Attributes:
        abstract: Its abstract as the record has it; empty where the record has none. What a search engine cut out of a
            page is no abstract: it is not what the page says.
        locations: Where copies can be had, the best first.
        score: The place's own score; `None` where it tells none.
    """

    work: Work
    abstract: str = ""
    locations: tuple[Location, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer to one request.

    Attributes:
        entries: Best first.
        refused: What of the answer could not be read, in sentences.
        total: How many works the place says there are; `None` where it does not say.
        more: Whether the next page may hold more.
    """

    entries: tuple[Entry, ...]
    refused: tuple[str, ...] = ()
    total: int | None = None
    more: bool = False


class NotAnAnswer(Exception):
    """What came is no answer of the place; says, as half a sentence, what it is: "it sent what is no JSON"."""


class Place(Protocol):
    """A place on the net that can be searched."""

    @property
    def name(self) -> str:
        """The name that settings and reports use, and that the fetcher knows the service by, such as `arxiv`."""

    @property
    def title(self) -> str:
        """What it is called in sentences, such as `arXiv`."""

    @property
    def knows(self) -> frozenset[str]:
        """The filters that it applies itself, by their names in `Scope`."""

    @property
    def most_pages(self) -> int:
        """How many pages of one answer are asked for at most."""

    @property
    def advice(self) -> Mapping[int, str]:
        """What to do about it when it answers with a status other than 200; a sentence each."""

    def wordings(self, text: str) -> Sequence[str]:
        """Return the search text in the place's own language, strict wordings first; none where it holds no word.

        The next is asked where those before it found little. Nothing in `text` becomes an operator of that language.
        """

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return what is asked for the page, from 1, of an answer of which `limit` entries are wanted in all."""

    def read(self, content: bytes) -> Page:
        """Return what an answer holds; it is not to be trusted.

        Raises:
            NotAnAnswer: It is no answer, or one that says why there is none.
        """


@runtime_checkable
class Registry(Place, Protocol):
    """A place that can also be asked for one work by its name."""

    @property
    def schemes(self) -> Sequence[str]:
        """The schemes of the names that it knows works by, the best first."""

    def lookup(self, identifier: Identifier) -> Request | None:
        """Return what is asked for the work of this name; nothing where it is no name that the place knows.

        `read` reads the answer; one with status 404 says that there is no such work.
        """
