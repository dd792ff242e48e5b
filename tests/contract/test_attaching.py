"""Copies and records of one work: text grows and never shrinks, what a record tells stays; on both databases."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import NOON, Bytes
from readings import reading, shelve
from research_assistant.adapters.db.session import reading as transaction_of
from research_assistant.adapters.db.tables import document_boxes, documents, snapshots
from research_assistant.adapters.store.transactions import SqlTransactions, StoredDocuments
from research_assistant.domain.boxes import Boxes
from research_assistant.domain.document import Box, Page
from research_assistant.domain.library import Attached, LibraryItem, Reading, Visibility
from research_assistant.domain.snapshot import LARGEST_ROW, Snapshot
from research_assistant.domain.user import User
from research_assistant.domain.work import Extent, Name, Work
from research_assistant.kit.text import Span
from research_assistant.pipeline.split import passages

ABSTRACT = reading("Zinc", "Zinc shortened the common cold.", "doi:10.1/zinc", "pmid:7", year=2017)


def full_text(title: str, text: str, *identifiers: str, **told) -> Reading:
    """Return a reading of a file whose fields are `told`."""
    made = reading(title, text, *identifiers)
    return replace(
        made,
        work=replace(made.work, **told),
        document=replace(made.document, extent=Extent.FULL_TEXT),
        snapshot=replace(made.snapshot, url="file:zinc.pdf"),
    )


KIM = (Name(family="Kim"),)
FILE = full_text("zinc_final_v2", "Zinc did many things.", "doi:10.1/zinc", venue="Colds", authors=KIM)


async def get(transactions: SqlTransactions, user: User, name: str) -> LibraryItem:
    async with transactions.reading() as transaction:
        item = await transaction.library.get(name, user_id=user.user_id)
    assert item is not None
    return item


async def test_the_full_text_of_a_known_work_becomes_its_text(transactions: SqlTransactions, user: User):
    (before,) = await shelve(transactions, user, ABSTRACT, collection="colds")
    async with transactions.writing() as transaction:
        (added,) = await transaction.library.add(
            [(FILE, passages(FILE.document))], owner_id=user.user_id, visibility=Visibility.PRIVATE, collection=""
        )

    assert (added.new, added.attached) == (False, True)
    item = await get(transactions, user, "pmid:7")
    assert item == added.item
    assert (item.item_id, item.collection, item.work.title) == (before.item_id, "colds", "Zinc")
    assert (item.work.year, item.work.venue, item.extent) == (2017, "Colds", Extent.FULL_TEXT)
    assert item.attached == Attached(file="zinc.pdf", fields=("authors", "venue"))


async def test_the_record_that_comes_again_takes_no_text_away(
    transactions: SqlTransactions, engine: AsyncEngine, user: User
):
    await shelve(transactions, user, ABSTRACT)
    await shelve(transactions, user, FILE)
    newer = replace(ABSTRACT, work=replace(ABSTRACT.work, title="Zinc, corrected", venue="J. Colds"))
    await shelve(transactions, user, newer)

    item = await get(transactions, user, "doi:10.1/zinc")
    assert item.document_id == FILE.document.document_id
    assert (item.work.title, item.work.venue, item.extent) == ("Zinc, corrected", "J. Colds", Extent.FULL_TEXT)
    assert item.attached == Attached(file="zinc.pdf", fields=("authors",))
    async with transaction_of(engine) as connection:
        assert len((await connection.execute(documents.select())).all()) == 1


async def test_a_record_that_comes_after_its_file_tells_the_work(transactions: SqlTransactions, user: User):
    (before,) = await shelve(transactions, user, FILE)
    await shelve(transactions, user, ABSTRACT)

    item = await get(transactions, user, "pmid:7")
    assert (item.item_id, item.document_id) == (before.item_id, FILE.document.document_id)
    assert (item.work.title, item.work.year, item.work.venue) == ("Zinc", 2017, "Colds")
    assert item.attached == Attached(file="zinc.pdf", fields=("authors", "venue"))


async def test_a_record_and_its_file_may_come_together(transactions: SqlTransactions, user: User):
    await shelve(transactions, user, FILE, ABSTRACT)

    item = await get(transactions, user, "doi:10.1/zinc")
    assert (item.work.title, item.document_id) == ("Zinc", FILE.document.document_id)


async def test_a_record_without_an_abstract_leaves_the_abstract(transactions: SqlTransactions, user: User):
    await shelve(transactions, user, ABSTRACT)
    bare = reading("Zinc again", "", "doi:10.1/zinc", year=2018)
    await shelve(transactions, user, replace(bare, document=replace(bare.document, extent=Extent.RECORD)))

    item = await get(transactions, user, "doi:10.1/zinc")
    assert (item.work.year, item.document_id) == (2018, ABSTRACT.document.document_id)


async def test_a_work_of_a_neighbour_is_not_filled(transactions: SqlTransactions, user: User, neighbour: User):
    await shelve(transactions, neighbour, ABSTRACT, visibility=Visibility.SHARED)
    await shelve(transactions, user, FILE)

    assert (await get(transactions, neighbour, "doi:10.1/zinc")).extent is Extent.ABSTRACT
    assert (await get(transactions, user, "doi:10.1/zinc")).attached is None


async def test_a_file_is_attached_by_hand_and_another_takes_its_place(transactions: SqlTransactions, user: User):
    (before,) = await shelve(transactions, user, ABSTRACT)
    other = full_text("Other", "Another text.", url="https://a.example")
    for made in (FILE, other):
        async with transactions.writing() as transaction:
            item = await transaction.library.attach(before.item_id, made, passages(made.document))

    assert item == await get(transactions, user, "doi:10.1/zinc")
    assert (item.document_id, item.work.venue, item.work.url) == (other.document.document_id, "", "https://a.example")
    assert [
        each.document_id for each in await StoredDocuments(transactions, Bytes()).get([FILE.document.document_id])
    ] == []


async def test_what_is_known_need_not_be_read_again(transactions: SqlTransactions, user: User, neighbour: User):
    await shelve(transactions, user, FILE, collection="colds")

    async def known(**other: object) -> str | None:
        asked = {
            "owner_id": user.user_id,
            "visibility": Visibility.PRIVATE,
            "collection": "colds",
            "extractors": ["test/1"],
        }
        async with transactions.reading() as transaction:
            return await transaction.library.known(FILE.snapshot.sha256, **(asked | other))

    assert await known() == "file:zinc.pdf"
    for other in (
        {"owner_id": neighbour.user_id},
        {"visibility": Visibility.SHARED},
        {"collection": ""},
        {"extractors": ["test/2"]},
    ):
        assert await known(**other) is None


async def test_a_document_comes_back_with_pages_places_and_limits(transactions: SqlTransactions, user: User):
    boxes = [Box(start=n, end=n + 1, page=1 + n // 3, left=n, top=0.25, right=n + 1, bottom=9.5) for n in range(6)]
    pages = tuple(
        Page(number=n, label=label, start=3 * n - 3, end=3 * n, width=595.5, height=842)
        for n, label in ((1, "iv"), (2, "1"))
    )
    document = replace(FILE.document, pages=pages, licence="CC BY 4.0", language="en")
    paged = replace(FILE, document=document, boxes=Boxes.of(boxes), limits=("Page 3 has no text layer.",))
    await shelve(transactions, user, paged)

    assert await StoredDocuments(transactions, Bytes()).get([document.document_id]) == [document]
    async with transactions.reading() as transaction:
        assert await transaction.documents.limits(document.document_id) == ("Page 3 has no text layer.",)
        found = await transaction.documents.boxes(document.document_id, Span(2, 4))
        assert found == {1: [boxes[2]], 2: [boxes[3]]}
        assert await transaction.documents.boxes("0" * 64, Span(0, 9)) == {}
    async with transactions.writing() as transaction:
        await transaction.library.remove_collection("", owner_id=user.user_id)


async def test_boxes_go_with_their_document(transactions: SqlTransactions, engine: AsyncEngine, user: User):
    box = Box(start=0, end=1, page=1, left=0, top=0, right=1, bottom=1)
    await shelve(transactions, user, replace(FILE, boxes=Boxes.of([box])))
    async with transactions.writing() as transaction:
        await transaction.library.remove_collection("", owner_id=user.user_id)

    async with transaction_of(engine) as connection:
        for table in (document_boxes, documents, snapshots):
            assert (await connection.execute(table.select())).all() == []


async def test_the_bytes_of_large_files_stay_out_of_the_database(transactions: SqlTransactions, user: User):
    snapshot = Snapshot.of(b"x" * (LARGEST_ROW + 1), media_type="text/plain", url="file:x", received_at=NOON)
    document = replace(FILE.document, snapshot_sha256=snapshot.sha256, document_id="1" * 64)
    large = replace(FILE, snapshot=snapshot, document=document, work=Work(title="Large"))
    await shelve(transactions, user, ABSTRACT, large)

    async with transactions.writing() as transaction:
        assert await transaction.documents.snapshot(snapshot.sha256) == replace(snapshot, content=b"")
        assert await transaction.documents.snapshot(ABSTRACT.snapshot.sha256) == ABSTRACT.snapshot
        assert await transaction.documents.snapshot("0" * 64) is None
        assert await transaction.documents.unkept([snapshot.sha256, "0" * 64]) == {"0" * 64}


async def test_a_work_in_two_collections_is_named_twice(transactions: SqlTransactions, user: User, neighbour: User):
    (one,) = await shelve(transactions, user, ABSTRACT, collection="colds")
    (two,) = await shelve(transactions, user, ABSTRACT, collection="metals")
    await shelve(transactions, neighbour, ABSTRACT)

    async with transactions.reading() as transaction:
        both = await transaction.library.named("doi:10.1/zinc", owner_id=user.user_id)
        by_id = await transaction.library.named(one.item_id, owner_id=user.user_id)
        nothing = await transaction.library.named("zinc", owner_id=user.user_id)

    assert [item.item_id for item in both] == [one.item_id, two.item_id]
    assert [item.item_id for item in by_id] == [one.item_id]
    assert list(nothing) == []
