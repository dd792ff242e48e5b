"""References of Zotero in the library: all of them, once."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from commands import research
from research_assistant.adapters.db.migrate import migrate
from research_assistant.bootstrap import Application, application
from research_assistant.config import Settings
from research_assistant.domain.errors import ConfigurationError, InvalidInput, NotFound, ResearchError
from research_assistant.domain.library import Visibility
from research_assistant.services.adding import Addition
from zotero_stub import KEY, LIBRARY, ZoteroStub, item, zotero_stub


@pytest.fixture
def zotero() -> Iterator[ZoteroStub]:
    with zotero_stub() as stub:
        stub.collections = {"AAAA2222": "Sepsis", "BBBB3333": "Twins", "CCCC4444": "Twins", "DDDD5555": "Empty"}
        stub.items = [
            item("journalArticle", title=f"Zinc {number}", DOI=f"10.1000/{number}", collections=["AAAA2222"])
            for number in range(4)
        ]
        stub.items += [item("note", note="mine"), item("book", title="Iron", date="1999", abstractNote="Iron rusts.")]
        yield stub


@pytest.fixture
async def made(tmp_path: Path, zotero: ZoteroStub) -> AsyncIterator[Application]:
    async with opened(tmp_path, zotero) as application:
        yield application


def opened(folder: Path, zotero: ZoteroStub, **settings: str):
    given = {"zotero_url": zotero.url, "zotero_library": LIBRARY, "zotero_api_key": KEY} | settings
    return application(Settings(_env_file=None, data_dir=folder / "data", embedding_model="none", **given))


async def pull(made: Application, name: str = "") -> Addition:
    await migrate(made.engine)
    owner = await made.accounts.ensure_local()
    return await made.pulling.pull(
        name, into="zotero", owner=owner, visibility=Visibility.PRIVATE, progress=lambda _: None
    )


async def test_every_page_comes_and_a_second_time_nothing_is_new(made: Application, zotero: ZoteroStub):
    first = await pull(made)
    zotero.items.append(item("book", title="Copper"))
    second = await pull(made)

    items, _ = await made.library.list(user=await made.accounts.local(), collection="zotero", limit=10)
    assert (first.new, first.refused) == (5, [])
    assert (second.new, second.known) == (1, 5)
    assert {each.work.title for each in items} == {"Zinc 0", "Zinc 1", "Zinc 2", "Zinc 3", "Iron", "Copper"}
    assert not any(KEY in path for path in zotero.asked)


@pytest.mark.parametrize("name", ["sepsis", "AAAA2222"])
async def test_a_collection_is_wanted_by_name_or_key(made: Application, name: str):
    assert (await pull(made, name)).new == 4


@pytest.mark.parametrize(
    ("name", "error", "told"),
    [("Cancer", NotFound, "Sepsis"), ("Twins", InvalidInput, "BBBB3333, CCCC4444"), ("Empty", NotFound, "zotero.org")],
)
async def test_a_collection_that_cannot_be_told_is_named(
    made: Application, name: str, error: type[ResearchError], told: str
):
    with pytest.raises(error) as raised:
        await pull(made, name)

    assert told in raised.value.next_step


def test_the_command_tells_what_became_of_them(tmp_path: Path, zotero: ZoteroStub):
    settings = {
        "DATA_DIR": str(tmp_path / "data"),
        "EMBEDDING_MODEL": "none",
        "NODE_ENV": "production",
        "ZOTERO_URL": zotero.url,
        "ZOTERO_LIBRARY": LIBRARY,
        "ZOTERO_API_KEY": KEY,
    }
    assert research("init", cwd=tmp_path, settings=settings).returncode == 0

    ended = research("library", "zotero", "Sepsis", "--collection", "sepsis", cwd=tmp_path, settings=settings)
    unknown = research("library", "zotero", "Cancer", cwd=tmp_path, settings=settings)

    assert (ended.returncode, ended.stderr) == (0, "4 added, 0 known before, 0 refused.\n")
    assert unknown.returncode == 3
    assert "Zotero has no collection 'Cancer'." in unknown.stderr
    assert KEY not in unknown.stderr + unknown.stdout


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"zotero_library": ""}, "ZOTERO_LIBRARY"),
        ({"zotero_api_key": "another"}, "ZOTERO_API_KEY"),
        ({"zotero_library": "groups/9"}, "ZOTERO_LIBRARY"),
    ],
)
async def test_a_library_that_cannot_be_read_is_said_to_be_a_setting(
    tmp_path: Path, zotero: ZoteroStub, settings: dict[str, str], told: str
):
    async with opened(tmp_path, zotero, **settings) as made:
        with pytest.raises(ConfigurationError) as raised:
            await pull(made)

    assert told in raised.value.next_step
