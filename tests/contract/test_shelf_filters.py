"""The index leaves out what the reader does not want, where a record or a text tells; on both databases."""

from dataclasses import replace

import numpy
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from readings import reading, shelve
from research_assistant.adapters.index.library import LibraryIndex
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.library import Reading
from research_assistant.domain.user import User
from research_assistant.ports.embedder import Vectors
from research_assistant.ports.index import Shelf

MODEL = "f" * 64
ONE: Vectors = numpy.array([[1.0, 0.0]], dtype=numpy.float32)


def shelved(title: str, kind: str, language: str, *, told: str = "") -> Reading:
    made = reading(title, f"Tin is soft. {title}", f"x:{title}")
    work = replace(made.work, type=kind, variables={"language": told} if told else {})
    return replace(made, work=work, document=replace(made.document, language=language))


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        ({}, {"article", "book", "untyped", "german", "said"}),
        ({"types": ("article-journal",)}, {"article", "untyped"}),
        ({"types": ("book", "legal_case")}, {"book", "german", "said", "untyped"}),
        ({"languages": ("en",)}, {"article", "book", "untyped", "said"}),
        ({"languages": ("de", "fr")}, {"german", "untyped", "said"}),
        ({"types": ("book",), "languages": ("de",)}, {"german", "said", "untyped"}),
    ],
)
async def test_only_what_is_wanted_is_found(
    engine: AsyncEngine, transactions: SqlTransactions, user: User, wanted: dict[str, tuple[str, ...]], seen: set[str]
):
    items = await shelve(
        transactions,
        user,
        shelved("article", "article-journal", "en"),
        shelved("book", "book", "en"),
        shelved("untyped", "document", "und"),
        shelved("german", "book", "de"),
        # Its record tells, so that the text does not count here.
        shelved("said", "book", "de", told="eng"),
    )
    index = LibraryIndex(engine)
    waiting = await index.without_vector(MODEL, limit=10)
    await index.put_vectors([of for of, _ in waiting], numpy.repeat(ONE, len(waiting), axis=0), MODEL)
    names = {item.item_id: item.work.title for item in items}
    shelf = Shelf(user_id=user.user_id, **wanted)

    assert {names[each.item_id] for each in await index.by_words("tin", shelf, limit=10)} == seen
    assert {names[each.item_id] for each in await index.by_vector(ONE, MODEL, shelf, limit=10)} == seen
