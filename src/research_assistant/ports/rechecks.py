"""What has become of the works that saved reports cite."""

from datetime import datetime
from typing import Protocol

from research_assistant.domain.recheck import Recheck


class RecheckStore(Protocol):
    """The last look at each report, and when the next one is due."""

    async def claim(self, *, before: datetime, again: datetime) -> str | None:
        """Return the id of a query whose report was made, or looked at last, before a moment; else nothing.

        Of several processes that ask at once, one is given it: it counts as looked at at the moment `again`.
        """

    async def put(self, query_id: str, recheck: Recheck) -> None:
        """Keep a look at a report in place of the last one; where the report is gone, nothing is kept."""

    async def get(self, query_id: str) -> Recheck | None:
        """Return the last look at a report; nothing where there was none."""
