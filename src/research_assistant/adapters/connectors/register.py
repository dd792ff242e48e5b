"""Asks a place on the net for one work by its name, past the cache: what it says of the work today is wanted."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from research_assistant.adapters.connectors.place import Directory, NotAnAnswer
from research_assistant.domain.errors import ConnectorUnavailable, FetchFailed
from research_assistant.domain.merging import marked
from research_assistant.domain.work import Identifier, Work
from research_assistant.ports.fetcher import Fetcher

_HAS_NONE = frozenset((HTTPStatus.NOT_FOUND, HTTPStatus.GONE))


class WorldRegister:
    """A register on the net; see the port."""

    def __init__(self, place: Directory, *, fetcher: Fetcher, seconds: float) -> None:
        """Take what the register is reached by.

        Args:
            place: How it is asked and read.
            fetcher: Brings its answers.
            seconds: That one lookup may take, waiting for its turn included.
        """
        self._place = place
        self._fetcher = fetcher
        self._seconds = seconds

    @property
    def name(self) -> str:
        """The name of the place."""
        return self._place.name

    @property
    def schemes(self) -> Sequence[str]:
        """The schemes of the names that it knows works by."""
        return self._place.schemes

    async def find(self, identifier: Identifier) -> Work | None:
        """Return the work that has this name; see the port.

        Raises:
            ConnectorUnavailable: It did not answer, or with what is no answer.
        """
        try:
            fetched = await self._fetcher.fetch(replace(self._place.lookup(identifier), seconds=self._seconds))
            entry = await asyncio.to_thread(self._place.read_one, fetched.content)
        except FetchFailed as error:
            if error.status in _HAS_NONE:
                return None
            raise self._unavailable(error) from error
        except NotAnAnswer as error:
            raise self._unavailable(error) from error
        return None if entry is None else marked(entry.work, said_by=self.name)

    def _unavailable(self, error: Exception) -> ConnectorUnavailable:
        cause = str(error).rstrip(".")
        return ConnectorUnavailable(f"{self._place.title} gave no answer: {cause}.", next_step="Try again later.")
