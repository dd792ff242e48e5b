"""What has become of the works that saved reports cite."""

from datetime import datetime
from typing import Protocol

from research_assistant.domain.recheck import Recheck


class RecheckStore(Protocol):
    """The last look at each report, and when the next one is due."""

    async def claim(self, *, made_before: datetime, now: datetime, again_at: datetime) -> str | None:
        """Return the id of a query whose report is due to be looked at, and take it until `again_at`; else nothing.

        Of several processes that ask at once, one is given it.

        Args:
            made_before: Reports that were never looked at are due when they were made before this.
            now: Others are due when their time has come by now.
            again_at: When it is due again unless a look is kept.
        """

    async def put(self, query_id: str, recheck: Recheck, *, again_at: datetime) -> None:
        """Keep a look at a report in place of the last one."""

    async def get(self, query_id: str) -> Recheck | None:
        """Return the last look at a report; nothing where there was none."""
