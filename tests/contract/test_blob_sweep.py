"""What is added while others remove and sweep keeps its bytes, on both databases."""

import asyncio
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import NOON, Place
from readings import reading
from research_assistant.adapters.blobs.folder import BlobFolder
from research_assistant.adapters.db.session import reading as transaction_of
from research_assistant.adapters.db.tables import snapshots
from research_assistant.adapters.extract.pool import Pool
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.library import Reading, Visibility
from research_assistant.domain.snapshot import LARGEST_ROW, Snapshot
from research_assistant.domain.user import User
from research_assistant.services.library import Library


def large(title: str) -> Reading:
    content = title.encode() * LARGEST_ROW
    snapshot = Snapshot.of(content, media_type="text/plain", url=f"file:{title}.txt", received_at=NOON)
    made = reading(title, f"The text of {title}.")
    return replace(made, snapshot=snapshot, document=replace(made.document, snapshot_sha256=snapshot.sha256))


async def test_no_copy_loses_its_bytes_to_a_sweep(
    transactions: SqlTransactions, engine: AsyncEngine, user: User, neighbour: User, tmp_path: Path
):
    blobs = BlobFolder(tmp_path)
    idle = Extractors(lambda: NOON, Pool(processes=1, seconds=1, memory=1))
    library = Library(transactions, blobs, idle, Place())

    async def add(owner: User) -> None:
        await library.add_readings(
            [large("one"), large("two")],
            owner=owner,
            visibility=Visibility.PRIVATE,
            collection="mine",
            progress=lambda _: None,
        )

    async def come_and_go(owner: User) -> None:
        for _ in range(5):
            await add(owner)
            await library.remove_collection("mine", user=owner)

    async def sweep() -> None:
        for _ in range(10):
            await library.sweep()

    await asyncio.gather(come_and_go(user), come_and_go(neighbour), sweep())
    assert await blobs.names() == []

    await asyncio.gather(come_and_go(user), add(neighbour), sweep())
    async with transaction_of(engine) as connection:
        kept = list(await connection.scalars(select(snapshots.c.sha256)))
    assert sorted(kept) == await blobs.names()
    assert len(kept) == 2
    for name in kept:
        assert await blobs.get(name)
