"""Where questions look: what a server offers, what it takes where nothing is said, and what fails."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from databases import SqliteFiles
from research_assistant.config import Settings, read_settings
from research_assistant.domain.errors import ConfigurationError
from research_assistant.web.app import create_app

LOGIN = {"username": "ann", "password": "correct horse battery staple"}


@pytest.fixture(scope="module")
def nobody() -> Iterator[str]:
    """An address at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture(scope="module")
def client(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory, nobody: str) -> Iterator[TestClient]:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("server"),
        database_url=sqlite.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        sources="library,arxiv,web",
        web_engines="searxng,brave",
        arxiv_api_url=nobody,
        searxng_url=nobody,
        brave_url=nobody,
        brave_api_key="key-that-nobody-may-see",
        arxiv_seconds_between=0,
        web_seconds_between=0,
    )
    with TestClient(create_app(settings)) as opened:
        assert opened.post("/api/auth/register", json={**LOGIN, "email": "ann@example.org"}).status_code == 200
        assert opened.post("/api/auth/login", json=LOGIN).status_code == 200
        yield opened


def searched(client: TestClient, **more: object) -> dict[str, str]:
    """Ask a question; return why each place that was searched failed."""
    question = {"query": "Does zinc shorten the common cold?", "max_sources": 3, **more}
    answer = client.post("/api/research", json=question, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    assert "key-that-nobody-may-see" not in answer.text
    return {each["connector"]: each["failure"] for each in answer.json()["stats"]["searches"]}


def test_the_library_is_searched_where_nothing_is_said(client: TestClient):
    assert searched(client) == {"library": ""}


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"search_web": True}, {"library", "web"}),
        ({"search_web": False, "search_arxiv": True}, {"library", "arxiv"}),
        ({"search_web": True, "search_arxiv": True, "search_documents": False}, {"arxiv", "web"}),
        ({"sources": ["web"]}, {"web"}),
    ],
)
def test_flags_and_names_choose_among_the_places(client: TestClient, said: dict[str, object], places: set[str]):
    assert searched(client, **said).keys() == places


def test_a_place_that_fails_is_named_and_the_others_answer(client: TestClient):
    failures = searched(client, sources=["library", "arxiv", "web"])

    assert failures["library"] == ""
    assert failures["arxiv"].startswith("arXiv gave no answer: ")
    assert ["SearXNG" in failures["web"], "Brave Search" in failures["web"]] == [True, True]


def test_the_page_offers_all_places_and_ticks_the_default(client: TestClient):
    boxes = [
        line for line in client.get("/", headers={"Accept": "text/html"}).text.splitlines() if 'name="sources"' in line
    ]

    assert [" checked" in each for each in boxes] == [True, False, False]
    assert [each.rsplit(">", 2)[1].removesuffix("</label").strip() for each in boxes] == ["Library", "arXiv", "Web"]


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value", "told"),
        [
            ("SOURCES", "library,moon", "'moon' is none of library, arxiv"),
            ("SOURCES", ",", "it names none of"),
            ("DEFAULT_SOURCES", "web", "DEFAULT_SOURCES names web, which SOURCES does not"),
            ("WEB_ENGINES", "google", "'google' is none of searxng"),
        ],
    )
    def test_what_cannot_be_used_is_named(self, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str):
        monkeypatch.setenv("SOURCES", "library")
        monkeypatch.setenv(name, value)

        with pytest.raises(ConfigurationError, match=told):
            read_settings()

    def test_engines_are_asked_that_are_set_up_in_the_order_given(self, tmp_path: Path):
        made = Settings(_env_file=None, data_dir=tmp_path, web_engines=" DuckDuckGo, tavily,brave ", tavily_api_key="k")

        assert made.engines == ("duckduckgo", "tavily")
