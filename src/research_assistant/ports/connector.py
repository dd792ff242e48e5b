"""A place that can be searched."""

from dataclasses import dataclass
from typing import Protocol

from research_assistant.domain.hit import Hit
from research_assistant.domain.query import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a place answered to one search text.

    Attributes:
        hits: Best first.
        asked: What was really sent, one address or text a request, without keys; empty for the library.
        total: How many works the place says there are; `None` where it does not say.
        cached: Whether the answer was at hand and nothing was sent.
        refused: What of the answer could not be read, in sentences: no entry is lost without a word.
    """

    hits: tuple[Hit, ...]
    asked: tuple[str, ...] = ()
    total: int | None = None
    cached: bool = False
    refused: tuple[str, ...] = ()


class Connector(Protocol):
    """A place that can be searched: the reader's library, arXiv, the web."""

    @property
    def name(self) -> str:
        """The name that settings, events and reports use, such as `library`."""

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        """Return at most `limit` hits that `user_id` may see, best first.

        Of the filters of `scope`, a place applies those it knows; the way applies all of them afterwards. Finding
        nothing is an empty answer, not an error.

        Raises:
            ConnectorUnavailable: The place did not answer, after the retries it allows.
        """
