"""All that the way needs of the world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from research_assistant.domain.document import Document
from research_assistant.domain.library import Reading
from research_assistant.domain.verification import Thresholds
from research_assistant.ports.checker import Checker
from research_assistant.ports.clock import Clock
from research_assistant.ports.connector import Connector
from research_assistant.ports.embedder import Embedder


class Documents(Protocol):
    """The stored copies."""

    async def get(self, document_ids: Sequence[str]) -> Sequence[Document]:
        """Return the documents that are stored, in the order asked."""

    async def add(self, readings: Sequence[Reading]) -> None:
        """Keep documents, their snapshots and what of the files is not in them; those that are there stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """All that the way needs of the world.

    Attributes:
        connectors: The places that can be searched, by name.
        embedder: `None` where `EMBEDDING_MODEL=none`.
        new_id: Makes ids.
        versions: What the report says it was made with, by name.
    """

    connectors: Mapping[str, Connector]
    documents: Documents
    embedder: Embedder | None
    checker: Checker
    thresholds: Thresholds
    clock: Clock
    new_id: Callable[[], str]
    versions: Mapping[str, str]
