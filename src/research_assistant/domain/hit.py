"""One entry of a connector's ranked answer, and the search it answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from research_assistant.domain.location import Location
from research_assistant.domain.passage import Passage
from research_assistant.domain.work import Extent, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A work that a connector offers for a search text.

    Attributes:
        work: What it points at.
        rank: 1 is best.
        score: The connector's own score; comparable inside one answer only.
        parts: What the score is made of, by name.
        document_id: The stored copy, where the connector already holds one.
        locations: Where copies can be had, the best first.
        extent: How much of the work that copy holds.
        item_id: The library's own id of the work, for hits of the library.
        passage: The part of the stored copy that was found.
    """

    work: Work
    rank: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    document_id: str | None = None
    locations: tuple[Location, ...] = ()
    extent: Extent = Extent.RECORD
    item_id: str | None = None
    passage: Passage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One question put to one connector, and what came of it.

    Attributes:
        connector: The connector's name.
        subquestion_id: The part of the plan it was for.
        text: The exact search text.
        asked_at: When it was put.
        hits: The answer, best first.
        count: How many hits there were, kept where the hits themselves are not.
        failure: Why there is no answer; empty when there is one.
        asked: What was really sent, one address or text a request, without keys; empty for the library.
        total: How many works the place says there are; `None` where it does not say.
        seconds: How long it took.
        cached: Whether the answer was at hand and nothing was sent.
        refused: What of the answer could not be read, in sentences.
    """

    connector: str
    subquestion_id: str
    text: str
    asked_at: datetime
    hits: tuple[Hit, ...] = ()
    count: int = 0
    failure: str = ""
    asked: tuple[str, ...] = ()
    total: int | None = None
    seconds: float = 0.0
    cached: bool = False
    refused: tuple[str, ...] = ()
