"""What the search index promises, on SQLite and on PostgreSQL."""

from collections.abc import Sequence

import numpy
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from readings import reading, shelve
from research_assistant.adapters.index.library import LibraryIndex
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.library import LibraryItem, Reading, Visibility
from research_assistant.domain.passage import Passage
from research_assistant.domain.user import User
from research_assistant.ports.embedder import Vectors
from research_assistant.ports.index import Scored, Shelf

MODEL, OTHER_MODEL = "a" * 64, "b" * 64

ZINC = reading("Zinc lozenges", "Lozenges with zinc shortened the common cold in adults.", year=2017)
COLDS = reading("Common colds", "The common cold is caused by many viruses. Zinc was not studied.", year=1998)
COPPER = reading("Copper", "Copper conducts heat and electricity.")
MOON = reading("Lunar soil", "Lunar soil holds little water; copper is rare in it.", year=2021)
ALL = (ZINC, COLDS, COPPER, MOON)


@pytest.fixture
def index(engine: AsyncEngine) -> LibraryIndex:
    return LibraryIndex(engine)


def vector(*numbers: float) -> Vectors:
    """Return one row of unit length."""
    row = numpy.array([numbers], dtype=numpy.float32)
    return row / numpy.linalg.norm(row)


def passage(of: Reading) -> Passage:
    return Passage(document_id=of.document.document_id, start=0, end=len(of.document.text))


async def place(index: LibraryIndex, rows: dict[str, Vectors], readings: Sequence[Reading], model: str = MODEL) -> None:
    """Store the vectors of what was read, by title."""
    of = [each for each in readings if each.work.title in rows]
    await index.put_vectors(
        [passage(each) for each in of], numpy.concatenate([rows[each.work.title] for each in of]), model
    )


def titles(found: Sequence[Scored], items: Sequence[LibraryItem]) -> list[str]:
    names = {item.item_id: item.work.title for item in items}
    return [names[each.item_id] for each in found]


class TestWords:
    async def test_the_best_come_first(self, index: LibraryIndex, transactions: SqlTransactions, user: User):
        items = await shelve(transactions, user, *ALL)

        found = await index.by_words("Does zinc shorten the common cold?", Shelf(user_id=user.user_id), limit=10)

        assert titles(found, items) == ["Zinc lozenges", "Common colds"]
        assert found[0].score > found[1].score > 0
        assert found[0].passage == passage(ZINC)

    async def test_words_are_found_in_their_other_forms(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        items = await shelve(transactions, user, *ALL)

        found = await index.by_words("conducting", Shelf(user_id=user.user_id), limit=10)

        assert titles(found, items) == ["Copper"]

    async def test_a_word_of_the_title_counts_for_more(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        items = await shelve(transactions, user, *ALL)

        found = await index.by_words("copper", Shelf(user_id=user.user_id), limit=10)

        assert titles(found, items) == ["Copper", "Lunar soil"]

    async def test_no_more_than_asked(self, index: LibraryIndex, transactions: SqlTransactions, user: User):
        await shelve(transactions, user, *ALL)

        assert len(await index.by_words("zinc copper", Shelf(user_id=user.user_id), limit=3)) == 3

    @pytest.mark.parametrize(
        "text",
        ["", " ", "?!", "xyzzy", "\"zinc", "zinc\" OR", "zinc*", "NEAR(zinc cold)", "-zinc", "title:zinc",
         "zinc' & !cold | (", "zinc\\", "zinc:*", "%", "🧬", "10⁻⁸", "锌", "zinc " * 500, "a" * 5000],
    )  # fmt: skip
    async def test_any_text_can_be_looked_for(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User, text: str
    ):
        items = await shelve(transactions, user, ZINC, COPPER)

        found = await index.by_words(text, Shelf(user_id=user.user_id), limit=10)

        assert titles(found, items) == (["Zinc lozenges"] if "zinc" in text else [])

    async def test_what_is_removed_is_not_found(self, index: LibraryIndex, transactions: SqlTransactions, user: User):
        zinc, copper = await shelve(transactions, user, ZINC, COPPER)
        async with transactions.writing() as transaction:
            await transaction.library.remove([zinc.item_id], owner_id=user.user_id)
        newer = await shelve(transactions, user, reading("Iron", "Iron rusts."))

        shelf = Shelf(user_id=user.user_id)
        assert await index.by_words("zinc lozenges", shelf, limit=10) == []
        assert titles(await index.by_words("iron copper", shelf, limit=10), [copper, *newer]) == ["Iron", "Copper"]

    async def test_a_work_without_text_is_found_by_its_title(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        (item,) = await shelve(transactions, user, reading("Selenium in soil", ""))

        (found,) = await index.by_words("selenium", Shelf(user_id=user.user_id), limit=10)

        assert (found.item_id, found.passage.start, found.passage.end) == (item.item_id, 0, 0)


class TestVectors:
    async def test_the_nearest_come_first(self, index: LibraryIndex, transactions: SqlTransactions, user: User):
        items = await shelve(transactions, user, *ALL)
        rows = {"Zinc lozenges": vector(1, 0, 0), "Common colds": vector(1, 1, 0), "Copper": vector(0, 0, 1)}
        await place(index, rows, ALL)

        found = await index.by_vector(vector(1, 0.1, 0), MODEL, Shelf(user_id=user.user_id), limit=2)

        assert titles(found, items) == ["Zinc lozenges", "Common colds"]
        assert [each.score for each in found] == pytest.approx([0.995, 0.774], abs=1e-3)
        assert found[0].passage == passage(ZINC)

    async def test_an_empty_library_has_none(self, index: LibraryIndex, user: User):
        assert await index.by_vector(vector(1, 0), MODEL, Shelf(user_id=user.user_id), limit=5) == []
        assert await index.without_vector(MODEL, limit=5) == []

    async def test_vectors_of_two_models_are_never_mixed(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        items = await shelve(transactions, user, ZINC, COPPER)
        await place(index, {"Zinc lozenges": vector(1, 0)}, ALL)
        await place(index, {"Copper": vector(1, 0, 0)}, ALL, OTHER_MODEL)

        shelf = Shelf(user_id=user.user_id)
        assert titles(await index.by_vector(vector(1, 0), MODEL, shelf, limit=5), items) == ["Zinc lozenges"]
        assert titles(await index.by_vector(vector(1, 0, 0), OTHER_MODEL, shelf, limit=5), items) == ["Copper"]

    async def test_what_has_no_vector_is_named_with_the_text_to_embed(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        await shelve(transactions, user, ZINC, COPPER)
        await place(index, {"Zinc lozenges": vector(1, 0)}, ALL)

        assert await index.without_vector(MODEL, limit=5) == [
            (passage(COPPER), "Copper Copper conducts heat and electricity.")
        ]
        assert len(await index.without_vector(OTHER_MODEL, limit=5)) == 2
        assert len(await index.without_vector(OTHER_MODEL, limit=1)) == 1
        assert await index.count_without_vector(MODEL) == 1
        assert await index.count_without_vector(OTHER_MODEL) == 2

    async def test_the_first_vector_of_a_passage_stays(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        await shelve(transactions, user, ZINC)
        for row in (vector(1, 0), vector(0, 1)):
            await place(index, {"Zinc lozenges": row}, ALL)

        (found,) = await index.by_vector(vector(1, 0), MODEL, Shelf(user_id=user.user_id), limit=5)

        assert found.score == pytest.approx(1)

    async def test_a_vector_of_a_passage_that_is_gone_is_let_go(self, index: LibraryIndex, user: User):
        await place(index, {"Zinc lozenges": vector(1, 0)}, ALL)

        assert await index.by_vector(vector(1, 0), MODEL, Shelf(user_id=user.user_id), limit=5) == []

    async def test_what_changes_is_seen_by_an_index_that_has_been_asked_before(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User
    ):
        zinc, copper = await shelve(transactions, user, ZINC, COPPER)
        await place(index, {"Zinc lozenges": vector(1, 0), "Copper": vector(0, 1)}, ALL)
        shelf = Shelf(user_id=user.user_id)
        before = await index.by_vector(vector(0, 1), MODEL, shelf, limit=5)
        # The newest goes and another takes its place: as many vectors as before.
        async with transactions.writing() as transaction:
            await transaction.library.remove([copper.item_id], owner_id=user.user_id)
        (moon,) = await shelve(transactions, user, MOON)
        await place(index, {"Lunar soil": vector(1, 1)}, ALL)

        after = await index.by_vector(vector(0, 1), MODEL, shelf, limit=5)

        assert titles(before, [zinc, copper]) == ["Copper", "Zinc lozenges"]
        assert titles(after, [zinc, moon]) == ["Lunar soil", "Zinc lozenges"]
        assert after[0].score == pytest.approx(0.7071, abs=1e-3)

    async def test_near_ones_that_cannot_be_seen_leave_their_places_to_others(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User, neighbour: User
    ):
        others = [reading(f"Note {number}", f"Note number {number}.") for number in range(600)]
        await shelve(transactions, neighbour, *others)
        items = await shelve(transactions, user, MOON)
        near = {each.work.title: vector(1, 0) for each in others}
        await place(index, {**near, "Lunar soil": vector(0.1, 1)}, [*others, MOON])

        found = await index.by_vector(vector(1, 0), MODEL, Shelf(user_id=user.user_id), limit=1)

        assert titles(found, items) == ["Lunar soil"]


class TestShelf:
    @pytest.fixture
    async def items(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User, neighbour: User
    ) -> Sequence[LibraryItem]:
        items = [
            *await shelve(transactions, user, reading("mine", "About tin.", year=1990), collection="metals"),
            *await shelve(transactions, user, reading("undated", "About tin, too."), collection="metals"),
            *await shelve(transactions, neighbour, reading("theirs", "Also about tin.", year=2000)),
            *await shelve(
                transactions, neighbour, reading("shared", "All about tin.", year=2010), visibility=Visibility.SHARED
            ),
        ]
        while waiting := await index.without_vector(MODEL, limit=10):
            await index.put_vectors([of for of, _ in waiting], numpy.repeat(vector(1, 0), len(waiting), axis=0), MODEL)
        return items

    @pytest.mark.parametrize(
        ("wanted", "seen"),
        [
            ({}, {"mine", "undated", "shared"}),
            ({"collection": "metals"}, {"mine", "undated"}),
            ({"collection": "none"}, set()),
            ({"year_from": 1991}, {"undated", "shared"}),
            ({"year_to": 2009}, {"mine", "undated"}),
            ({"year_from": 1990, "year_to": 1990}, {"mine", "undated"}),
        ],
    )
    async def test_only_what_is_on_the_shelf_is_found(
        self,
        index: LibraryIndex,
        items: Sequence[LibraryItem],
        user: User,
        wanted: dict[str, int | str],
        seen: set[str],
    ):
        shelf = Shelf(user_id=user.user_id, **wanted)

        assert set(titles(await index.by_words("tin", shelf, limit=10), items)) == seen
        assert set(titles(await index.by_vector(vector(1, 0), MODEL, shelf, limit=10), items)) == seen

    async def test_a_copy_that_two_hold_is_found_as_ones_own(
        self, index: LibraryIndex, transactions: SqlTransactions, user: User, neighbour: User
    ):
        (mine,) = await shelve(transactions, user, ZINC)
        await shelve(transactions, neighbour, ZINC)
        await place(index, {"Zinc lozenges": vector(1, 0)}, ALL)

        shelf = Shelf(user_id=user.user_id)
        assert [each.item_id for each in await index.by_words("zinc", shelf, limit=5)] == [mine.item_id]
        by_vector = await index.by_vector(vector(1, 0), MODEL, shelf, limit=5)
        assert [each.item_id for each in by_vector] == [mine.item_id]
