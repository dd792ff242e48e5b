"""What the doctor says of the places that can be searched."""

from pathlib import Path

import pytest

from databases import SqliteFiles
from research_assistant.bootstrap import application
from research_assistant.cli.source_check import sources
from research_assistant.config import Settings
from research_assistant.domain.errors import ConfigurationError


def made(sqlite: SqliteFiles, folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, database_url=sqlite.migrated(), embedding_model="none", **more)


async def test_places_and_engines_are_named_without_asking_them(sqlite: SqliteFiles, tmp_path: Path):
    settings = made(sqlite, tmp_path, sources="arxiv,web,library", brave_api_key="key", default_sources="library,arxiv")
    async with application(settings) as opened:
        told = await sources(opened)

    assert told == "arxiv, web by brave, duckduckgo, library; where a query does not say: library, arxiv"


@pytest.mark.parametrize(
    ("key", "told"),
    [("", "library, openalex (a few searches a day without OPENALEX_API_KEY)"), ("k", "library, openalex")],
)
async def test_an_index_that_wants_a_key_is_told(sqlite: SqliteFiles, tmp_path: Path, key: str, told: str):
    async with application(made(sqlite, tmp_path, sources="library,openalex", openalex_api_key=key)) as opened:
        assert (await sources(opened)).split(";")[0] == told


async def test_a_web_without_engines_is_told_with_what_to_do(sqlite: SqliteFiles, tmp_path: Path):
    async with application(made(sqlite, tmp_path, sources="library,web", web_engines="searxng")) as opened:
        with pytest.raises(ConfigurationError) as caught:
            await sources(opened)

        assert "SEARXNG_URL" in caught.value.next_step
        assert opened.connectors == ("library",)
