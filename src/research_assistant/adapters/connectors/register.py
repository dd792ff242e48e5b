"""A place on the net as a register: one work by its name."""

from collections.abc import Sequence

from research_assistant.adapters.connectors.asking import Asking
from research_assistant.adapters.connectors.place import NotAnAnswer, Registry
from research_assistant.domain.errors import FetchFailed
from research_assistant.domain.merging import marked
from research_assistant.domain.work import Identifier, Work
from research_assistant.ports.cache import Cache
from research_assistant.ports.fetcher import Fetcher

_GONE = frozenset((404, 410))


class PlaceRegister:
    """Asks one place for one work at a time."""

    def __init__(self, place: Registry, *, fetcher: Fetcher, cache: Cache) -> None:
        self._place = place
        self._asking = Asking(place, fetcher=fetcher, cache=cache)

    @property
    def name(self) -> str:
        """The name of the place."""
        return self._place.name

    @property
    def schemes(self) -> Sequence[str]:
        """The schemes of the names that it knows works by, the best first."""
        return self._place.schemes

    async def find(self, identifier: Identifier) -> Work | None:
        """Return the work that has this name, as the place describes it; nothing where it has none.

        Raises:
            ConnectorUnavailable: The place did not answer; says why.
        """
        request = self._place.lookup(identifier)
        if request is None:
            return None
        try:
            page, _ = await self._asking.page(request)
        except (FetchFailed, NotAnAnswer) as error:
            if isinstance(error, FetchFailed) and error.status in _GONE:
                return None
            raise self._asking.unavailable(error) from error
        return marked(page.entries[0].work, said_by=self.name) if page.entries else None
