"""Asks Europe PMC's own service for the full texts that lie there, by its rules for programs."""

import re
from dataclasses import replace

from research_assistant.adapters.connectors.europepmc_records import FULL_TEXT, NAME, PMCID
from research_assistant.ports.fetcher import Fetched, Fetcher, Request


class EuropePmcFiles:
    """Fetches full texts in JATS as requests to the service: at its pace, and from a mirror that is private.

    Everything else is left to the fetcher it stands before.
    """

    def __init__(self, fetcher: Fetcher, *, url: str) -> None:
        """Take where the service is asked.

        Args:
            fetcher: Fetches.
            url: The base address of the service, or of a mirror.
        """
        self._fetcher = fetcher
        base = url.rstrip("/").removesuffix("/search")
        self._address = re.compile(rf"{re.escape(base)}/{PMCID.pattern}{FULL_TEXT}")

    async def fetch(self, request: Request) -> Fetched:
        """Return a whole answer; see the port."""
        is_own = request.method == "GET" and self._address.fullmatch(request.url) is not None
        return await self._fetcher.fetch(replace(request, service=NAME) if is_own else request)
