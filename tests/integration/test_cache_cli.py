"""The cache from the command line, in health, and in what Prometheus reads."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from caching import Maker
from databases import SqliteFiles
from research_assistant.bootstrap import open_cache
from research_assistant.cli.main import app
from research_assistant.config import Settings
from research_assistant.domain.cached import Level
from research_assistant.web.app import create_app

LEVELS = ["search", "content", "synthesis"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a cache with three entries, one of which was used again."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("EMBEDDING_MODEL", "none")

    async def fill() -> None:
        cache = open_cache(Settings(_env_file=None))
        for level, key in ((Level.SEARCH, "a"), (Level.SEARCH, "b"), (Level.CONTENT, "a"), (Level.SEARCH, "a")):
            await cache.get(level, key, Maker())

    asyncio.run(fill())
    return tmp_path / "kept"


def research(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, words, input=given)


def entries() -> list[int]:
    told = json.loads(research("cache", "stats", "--json").stdout)
    return [each["entries"] for each in told["levels"]]


def test_stats_tell_each_level(folder: Path):
    told = json.loads(research("cache", "stats", "--json").stdout)
    search = told["levels"][0]

    assert (told["folder"], told["enabled"]) == (str(folder), True)
    assert [each["level"] for each in told["levels"]] == LEVELS
    assert (search["entries"], search["hits"], search["misses"], search["hit_rate"]) == (2, 1, 2, 1 / 3)
    assert [each["ttl_days"] for each in told["levels"]] == [7, 30, 14]
    assert told["levels"][2]["hit_rate"] is None


def test_stats_are_a_table_for_people(folder: Path):
    place, head, *lines = research("cache", "stats").stdout.splitlines()

    assert place == str(folder)
    assert [line.split()[0] for line in lines] == LEVELS
    assert len({len(line) for line in (head, *lines)}) == 1
    assert lines[0].endswith("33%")


@pytest.mark.usefixtures("folder")
def test_one_level_or_all_can_be_forgotten():
    assert research("cache", "clear", "--level", "search", "--yes").exit_code == 0
    assert entries() == [0, 1, 0]
    assert research("cache", "clear", "--yes").stderr == "1 entries forgotten.\n"
    assert entries() == [0, 0, 0]


@pytest.mark.parametrize("given", ["n\n", ""])
def test_it_asks_before_it_forgets(folder: Path, given: str):
    asked = research("cache", "clear", given=given)

    assert asked.exit_code == 1
    assert str(folder) in asked.stderr
    assert entries() == [2, 1, 0]
    assert research("cache", "clear", given="y\n").exit_code == 0
    assert entries() == [0, 0, 0]


def test_what_is_off_is_said_to_be_off_and_can_still_be_cleared(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ENABLE_CACHE", "false")

    assert research("cache", "stats").stdout.splitlines()[0] == f"{folder} (off: ENABLE_CACHE=false)"
    assert research("cache", "clear", "--yes").exit_code == 0
    assert entries() == [0, 0, 0]


def checked(name: str) -> dict[str, str | bool]:
    told: list[dict[str, str | bool]] = json.loads(research("doctor", "--json").stdout)
    return next(each for each in told if each["check"] == name)


def test_the_doctor_says_how_full_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch):
    assert checked("cache") == {
        "check": "cache",
        "ok": True,
        "found": f"{folder}: search 0 of 256 MB, content 0 of 2,048 MB, synthesis 0 of 256 MB",
        "fix": "",
    }
    monkeypatch.setenv("ENABLE_CACHE", "false")
    assert checked("cache")["found"] == "off: everything is asked anew"


@pytest.mark.usefixtures("folder")
def test_the_doctor_names_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "file"))
    found = checked("cache")

    assert found["ok"] is False
    assert "cannot be written" in str(found["found"])
    assert "CACHE_DIR" in str(found["fix"])
    assert research("cache", "stats").exit_code == 1


@pytest.fixture
def served(folder: Path, sqlite: SqliteFiles, tmp_path: Path) -> Iterator[TestClient]:  # noqa: ARG001 - its settings
    settings = Settings(
        _env_file=None, data_dir=tmp_path, database_url=sqlite.migrated(), metrics_allowed="0.0.0.0/0,::/0"
    )
    with TestClient(create_app(settings), client=("127.0.0.1", 5_000)) as client:
        yield client


def test_prometheus_reads_hits_and_misses(served: TestClient):
    page = served.get("/metrics").text

    assert 'research_assistant_cache_hits_total{level="search"} 1.0' in page
    assert 'research_assistant_cache_misses_total{level="search"} 2.0' in page
    assert 'research_assistant_cache_misses_total{level="synthesis"} 0.0' in page
    assert 'research_assistant_cache_bytes{level="content"} 4096.0' in page


@pytest.mark.parametrize("enabled", [True, False])
def test_health_says_whether_the_cache_is_on(sqlite: SqliteFiles, tmp_path: Path, enabled: bool):
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=sqlite.migrated(),
        embedding_model="none",
        enable_cache=enabled,
    )
    with TestClient(create_app(settings)) as client:
        assert client.get("/api/health").json()["cache_enabled"] is enabled
