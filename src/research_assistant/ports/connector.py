"""A place that can be searched."""

from collections.abc import Sequence
from typing import Protocol

from research_assistant.domain.hit import Hit
from research_assistant.domain.query import Scope


class Connector(Protocol):
    """A place that can be searched: the reader's library, arXiv, the web."""

    @property
    def name(self) -> str:
        """The name that settings, events and reports use, such as `library`."""

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Sequence[Hit]:
        """Return at most `limit` hits that `user_id` may see, best first.

        Finding nothing is an empty sequence, not an error.

        Raises:
            ConnectorUnavailable: The place did not answer, after the retries it allows.
        """
