"""Readings as an extractor would make them, for tests of what keeps and finds them."""

from collections.abc import Sequence

from fakes import NOON, work
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.document import Document, document_id
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.snapshot import Snapshot
from research_assistant.domain.user import User
from research_assistant.domain.work import Extent
from research_assistant.pipeline.split import passages


def reading(title: str, text: str, *identifiers: str, year: int | None = None) -> Reading:
    """Return what was read of a work whose abstract is `text`; identifiers as `scheme:value`."""
    snapshot = Snapshot.of(
        f"{title}\n{text}".encode(), media_type="text/plain", url=f"file:{title}.txt", received_at=NOON
    )
    return Reading(
        work=work(title, *identifiers, year=year),
        snapshot=snapshot,
        document=Document(
            document_id=document_id(snapshot.sha256, "test/1"),
            snapshot_sha256=snapshot.sha256,
            extractor="test/1",
            title=title,
            text=text,
            extent=Extent.ABSTRACT,
        ),
    )


async def shelve(
    transactions: SqlTransactions,
    owner: User,
    *readings: Reading,
    visibility: Visibility = Visibility.PRIVATE,
    collection: str = "",
) -> Sequence[LibraryItem]:
    """Put what was read into the owner's library, in a transaction of its own."""
    copies = [(each, passages(each.document)) for each in readings]
    async with transactions.writing() as transaction:
        added = await transaction.library.add(
            copies, owner_id=owner.user_id, visibility=visibility, collection=collection
        )
    return [each.item for each in added]
