"""The reader's own library as a place that can be searched."""

from collections.abc import Sequence

from research_assistant.domain.errors import ConnectorUnavailable, EmbedderUnavailable
from research_assistant.domain.fusion import DEPTH, Fused, fuse
from research_assistant.domain.hit import Hit
from research_assistant.domain.library import LibraryItem
from research_assistant.domain.passage import Passage
from research_assistant.domain.query import Scope
from research_assistant.domain.wanted import spelt
from research_assistant.ports.connector import Answer
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.index import PassageIndex, Scored, Shelf
from research_assistant.ports.transaction import Transactions


class LibraryConnector:
    """Finds library items by words and by meaning, fused."""

    name = "library"

    def __init__(self, index: PassageIndex, transactions: Transactions, embedder: Embedder | None) -> None:
        self._index = index
        self._transactions = transactions
        self._embedder = embedder

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        """Return at most `limit` items, each with its best passage, best first."""
        shelf = Shelf(
            user_id=user_id,
            year_from=scope.year_from,
            year_to=scope.year_to,
            collection=scope.collection,
            types=scope.types,
            languages=spelt(scope.languages),
        )
        by_words = await self._index.by_words(text, shelf, limit=DEPTH)
        by_vector = await self._by_vector(text, shelf)
        fused = fuse(_best_of_each(by_words), _best_of_each(by_vector))[:limit]
        async with self._transactions.reading() as transaction:
            items = await transaction.library.by_ids([each.key for each in fused], user_id=user_id)
        found = {item.item_id: item for item in items}
        # The first passage of an item in either list is its best there; meaning is asked first.
        passages = {each.item_id: each.passage for each in reversed([*by_vector, *by_words])}
        hits = (
            _hit(rank, each, found[each.key], passages[each.key])
            for rank, each in enumerate((each for each in fused if each.key in found), start=1)
        )
        return Answer(hits=tuple(hits))

    async def _by_vector(self, text: str, shelf: Shelf) -> Sequence[Scored]:
        if self._embedder is None:
            return []
        try:
            vector = await self._embedder.embed([text])
        except EmbedderUnavailable as error:
            raise ConnectorUnavailable(str(error), next_step=error.next_step) from error
        return await self._index.by_vector(vector, self._embedder.fingerprint, shelf, limit=DEPTH)


def _best_of_each(scored: Sequence[Scored]) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for each in scored:
        best.setdefault(each.item_id, each.score)
    return list(best.items())


def _hit(rank: int, fused: Fused, item: LibraryItem, passage: Passage) -> Hit:
    return Hit(
        work=item.work,
        rank=rank,
        score=fused.score,
        parts=fused.parts,
        document_id=item.document_id,
        extent=item.extent,
        item_id=item.item_id,
        passage=passage,
    )
