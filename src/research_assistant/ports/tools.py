"""All that the way needs of the world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from research_assistant.domain.document import Document, Earlier
from research_assistant.domain.library import Reading
from research_assistant.domain.verification import Thresholds
from research_assistant.ports.cache import Cache
from research_assistant.ports.checker import Checker
from research_assistant.ports.clock import Clock
from research_assistant.ports.connector import Connector
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.extractor import Extractor
from research_assistant.ports.fetcher import Fetcher


class Documents(Protocol):
    """The stored copies."""

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        """Return the documents that are stored, in the order asked."""

    async def earlier(self, url: str, *, than: datetime) -> Earlier | None:
        """Return what was read at an address last before a moment; `None` where nothing was."""

    async def add(self, readings: Sequence[Reading]) -> None:
        """Keep documents, their snapshots and what of the files is not in them; those that are there stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a query waits for the world before it goes on with what there is, in seconds.

    Attributes:
        search: For the answer of one place.
        read: For the full text of one source.
    """

    search: float
    read: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """All that the way needs of the world.

    Attributes:
        connectors: The places that can be searched, by name.
        fetcher: Brings what lies on the net.
        extractor: Reads what was brought.
        cache: Remembers both.
        embedder: `None` where `EMBEDDING_MODEL=none`.
        new_id: Makes ids.
        versions: What the report says it was made with, by name.
    """

    connectors: Mapping[str, Connector]
    documents: Documents
    fetcher: Fetcher
    extractor: Extractor
    cache: Cache
    patience: Patience
    embedder: Embedder | None
    checker: Checker
    thresholds: Thresholds
    clock: Clock
    new_id: Callable[[], str]
    versions: Mapping[str, str]
