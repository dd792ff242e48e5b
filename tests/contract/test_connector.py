"""What every connector promises, whatever is behind it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from databases import SqliteFiles
from fakes import Clock, Place, Remembering, Shelf, hit, work
from places import KEY, NAMES, TITLES, Upstreams, sample
from readings import reading, shelve
from research_assistant.adapters.connectors.chain import ChainConnector
from research_assistant.adapters.connectors.library import LibraryConnector
from research_assistant.adapters.connectors.world import WorldConnector
from research_assistant.adapters.db.engine import engine as open_engine
from research_assistant.adapters.embed.hashing import HashingEmbedder
from research_assistant.adapters.index.library import LibraryIndex
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.domain.errors import ConnectorUnavailable, EmbedderUnavailable, FetchFailed
from research_assistant.domain.query import Scope
from research_assistant.domain.user import Role, User
from research_assistant.domain.work import Extent
from research_assistant.kit.ids import new_id
from research_assistant.ports.connector import Connector
from research_assistant.ports.embedder import Vectors
from research_assistant.ports.tools import Documents

ENGINES = ("searxng", "brave", "tavily", "duckduckgo")
QUESTION = "Does zinc shorten the common cold?"
HOSTILE = [
    " ",
    "?",
    "\n\t\x00",
    "x" * 10_000,
    "word " * 2_000,
    'all:a) OR ti:"b" ANDNOT (c [1 TO 2]',
    "!images site:evil.example -zinc :de @x ~y",
    '"unpaired',
    "a&b=c#d%00?e",
    "放射線治療は有効である",
    "الزنك",
    "🧬",
    "\ud800 lone",
    "<script>alert(1)</script>",
    "\r\nHost: evil.example\r\n\r\n",
]


@dataclass
class Made:
    """A connector with ways to fail it and to empty it."""

    connector: Connector
    documents: Documents
    user_id: str
    fail: Callable[[], None]
    forget: Callable[[], Awaitable[None]]


class _Deaf:
    """An embedder that does not answer."""

    name, dimensions, fingerprint, at_once = "deaf", 8, "0" * 64, 1

    async def embed(self, texts: object) -> Vectors:
        raise EmbedderUnavailable("The embedding model is not there.", next_step="Put it back.")


@asynccontextmanager
async def _library(sqlite: SqliteFiles) -> AsyncIterator[Made]:
    engine = open_engine(sqlite.migrated())
    try:
        yield await _shelved(SqlTransactions(engine, Clock()), LibraryIndex(engine))
    finally:
        await engine.dispose()


async def _shelved(transactions: SqlTransactions, index: LibraryIndex) -> Made:
    async with transactions.writing() as transaction:
        user = await transaction.users.ensure(User(user_id=new_id(), username="reader", role=Role.RESEARCHER))
    readings = [reading(title, f"{title} was studied in 90 adults.") for title in TITLES]
    items = await shelve(transactions, user, *readings)
    connector = LibraryConnector(index, transactions, HashingEmbedder())

    async def forget() -> None:
        async with transactions.writing() as transaction:
            await transaction.library.remove([each.item_id for each in items], owner_id=user.user_id)

    return Made(
        connector=connector,
        documents=Shelf(*(each.document for each in readings)),
        user_id=user.user_id,
        fail=lambda: setattr(connector, "_embedder", _Deaf()),
        forget=forget,
    )


def _world(*names: str) -> Made:
    upstreams, documents, cache = Upstreams(), Shelf(), Remembering()
    made = [
        WorldConnector(
            sample(name).place, fetcher=upstreams, cache=cache, documents=documents, clock=Clock(), seconds=5
        )
        for name in names
    ]

    def fail() -> None:
        for name in names:
            upstreams.failures[name] = FetchFailed("The host did not answer.", next_step="Wait.", cause="timeout")

    async def forget() -> None:
        upstreams.titles = ()

    connector = made[0] if len(made) == 1 else ChainConnector("web", made)
    return Made(connector=connector, documents=documents, user_id="u", fail=fail, forget=forget)


def _double() -> Made:
    place = Place(*(hit(work(title), rank, extent=Extent.RECORD) for rank, title in enumerate(TITLES, start=1)))

    async def forget() -> None:
        place._hits = ()

    return Made(
        connector=place,
        documents=Shelf(),
        user_id="u",
        fail=lambda: setattr(place, "_failure", "It is away."),
        forget=forget,
    )


@pytest.fixture(params=["library", *NAMES, "web", "double"])
async def made(request: pytest.FixtureRequest, sqlite: SqliteFiles) -> AsyncIterator[Made]:
    match request.param:
        case "library":
            async with _library(sqlite) as library:
                yield library
        case "web":
            yield _world(*ENGINES)
        case "double":
            yield _double()
        case name:
            yield _world(name)


async def _search(made: Made, text: str = QUESTION, *, limit: int = 7, scope: Scope | None = None):
    return await made.connector.search(text, user_id=made.user_id, scope=scope or Scope(), limit=limit)


def test_its_name_is_one_word_in_small_letters(made: Made):
    assert made.connector.name.isidentifier()
    assert made.connector.name == made.connector.name.lower()


@pytest.mark.parametrize("limit", [1, 7, 25, 400])
async def test_no_more_hits_than_asked_for_ranked_from_one_each_work_once(made: Made, limit: int):
    answer = await _search(made, limit=limit)

    assert 1 <= len(answer.hits) <= limit
    assert [each.rank for each in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert len({each.work.title for each in answer.hits}) == len(answer.hits)


async def test_to_ask_twice_is_to_be_answered_alike(made: Made):
    first, second = await _search(made), await _search(made)

    assert [each.work for each in first.hits] == [each.work for each in second.hits]
    assert [each.document_id for each in first.hits] == [each.document_id for each in second.hits]
    assert first.asked == second.asked


async def test_a_copy_that_is_pointed_at_is_stored_and_what_has_none_is_a_record(made: Made):
    answer = await _search(made)

    for each in answer.hits:
        if each.document_id is None:
            assert each.extent is Extent.RECORD
        else:
            (document,) = await made.documents.get([each.document_id])
            assert document.extent is each.extent is not Extent.RECORD
            assert document.text


async def test_finding_nothing_is_an_empty_answer(made: Made):
    await made.forget()

    answer = await _search(made)

    assert answer.hits == ()


async def test_a_place_that_fails_says_so_in_a_sentence(made: Made):
    made.fail()

    with pytest.raises(ConnectorUnavailable) as caught:
        await _search(made)

    assert str(caught.value).endswith(".")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("text", HOSTILE)
async def test_any_text_can_be_asked(made: Made, text: str):
    answer = await _search(made, text)

    assert len(answer.hits) <= 7


@pytest.mark.parametrize(
    "scope",
    [
        Scope(year_from=2020, year_to=2024),
        Scope(year_from=-300),
        Scope(year_to=99_999),
        Scope(types=("article-journal", "book"), languages=("en", "de"), preprints=False),
        Scope(languages=("de",)),
    ],
)
async def test_every_filter_can_be_given(made: Made, scope: Scope):
    answer = await _search(made, scope=scope)

    assert len(answer.hits) <= 7


async def test_what_was_asked_is_told_without_keys(made: Made):
    answer = await _search(made)

    assert not any(KEY in each for each in answer.asked)
    assert all(each.work.url.startswith("http") for each in answer.hits if each.locations)
