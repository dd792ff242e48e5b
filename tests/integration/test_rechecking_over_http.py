"""A work that is withdrawn after a report cites it is found over HTTP, and told by the API, the page and the CLI."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from databases import SqliteFiles
from research_assistant.cli.main import app as command
from research_assistant.config import Settings
from research_assistant.web.app import create_app

LOGIN = {"username": "ann", "password": "correct horse battery staple"}
QUESTION = "Does zinc shorten the common cold?"
ANSWERS = {
    "2101.00001": "Zinc lozenges shortened the duration of the common cold by two days in adults.",
    "2101.00002": "Zinc acetate shortened the common cold by a third in seven randomised trials.",
}
WITHDRAWN = "This paper has been withdrawn by the authors because the data were wrong."


@dataclass
class Archive:
    """An archive of preprints on loopback; those in `withdrawn` say so."""

    url: str = ""
    withdrawn: set[str] = field(default_factory=set)
    looked_up: list[str] = field(default_factory=list)

    def feed(self, query: str) -> bytes:
        wanted = parse_qs(urlsplit(query).query).get("id_list")
        if wanted:
            self.looked_up += wanted
        entries = "".join(self._entry(name) for name in wanted or ANSWERS)
        return f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
            {entries}</feed>""".encode()

    def _entry(self, name: str) -> str:
        said = f"<arxiv:comment>{WITHDRAWN}</arxiv:comment>" if name in self.withdrawn else ""
        return f"""<entry><id>http://arxiv.org/abs/{name}v1</id><title>Zinc and the common cold in trial {name}</title>
            <author><name>Ada Kim</name></author><published>2021-01-02T03:04:05Z</published>
            <summary>Colds are common. {ANSWERS[name]}</summary>{said}
            <link href="https://arxiv.org/abs/{name}v1" rel="alternate" type="text/html"/></entry>"""


@pytest.fixture
def archive() -> Iterator[Archive]:
    made = Archive()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            content = made.feed(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/atom+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/api/query"
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def test_the_api_and_the_page_tell_what_was_withdrawn_since(archive: Archive, sqlite: SqliteFiles, tmp_path: Path):
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=sqlite.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        sources="arxiv",
        default_sources="arxiv",
        arxiv_api_url=archive.url,
        arxiv_seconds_between=0,
    )
    with TestClient(create_app(settings)) as client:
        assert client.post("/api/auth/register", json={**LOGIN, "email": "ann@example.org"}).status_code == 200
        assert client.post("/api/auth/login", json=LOGIN).status_code == 200
        asked = client.post("/api/research", json={"query": QUESTION}, headers={"Prefer": "wait=60"}).json()
        address = f"/api/research/{asked['query_id']}"
        cited = {source["id"]: source for source in asked["sources"] if source["cited"]}
        assert len(cited) == 2
        assert asked["recheck"] is None

        sound = client.post(f"{address}/recheck").json()
        archive.withdrawn.add("2101.00001")
        looked = client.post(f"{address}/recheck")
        told = client.get(address).json()
        page = client.get(f"/research/{asked['query_id']}").text
        markdown = client.get(f"{address}/download?format=markdown").text

        assert (sound["works"], sound["found"], sound["changes"]) == (2, 2, [])
        assert sorted(archive.looked_up) == ["2101.00001"] * 2 + ["2101.00002"] * 2
        (change,) = looked.json()["changes"]
        assert [(each["kind"], each["said_by"]) for each in change["notices"]] == [("withdrawal", "arxiv")]
        assert told["recheck"] == looked.json()
        assert [each["id"] for each in told["sources"] if each["retracted"]] == [change["source_id"]]
        assert told["findings"] == asked["findings"]
        for shown in (page, markdown):
            assert "Since this report" in shown
            assert "withdrawn (said by arxiv)" in shown.replace("\\", "")
            assert "Do not rely on what it says in finding" in shown
        assert client.post("/api/research/01900000-0000-7000-8000-000000000000/recheck").status_code == 404


def test_the_command_line_leaves_out_what_was_withdrawn_before_and_tells_what_was_since(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATA_DIR": str(tmp_path / "data"),
        "EMBEDDING_MODEL": "none",
        "SOURCES": "arxiv",
        "DEFAULT_SOURCES": "arxiv",
        "ARXIV_API_URL": archive.url,
        "ARXIV_SECONDS_BETWEEN": "0",
        "NODE_ENV": "production",
        "COOKIE_SECURE": "true",
    }.items():
        monkeypatch.setenv(name, value)
    archive.withdrawn.add("2101.00002")
    assert research("init").exit_code == 0

    report = json.loads(research("query", QUESTION, "--json").stdout)
    archive.withdrawn.add("2101.00001")
    looked = research("recheck", "--all")
    shown = research("show", report["query_id"])
    as_json = json.loads(research("recheck", report["query_id"], "--json").stdout)
    wrong = research("recheck")

    retracted = {source["id"] for source in report["sources"] if source["retracted"]}
    assert len(retracted) == 1
    assert not retracted & {citation["source_id"] for citation in report["citations"]}
    assert any(ANSWERS["2101.00002"] in each for each in report["not_found"])
    assert "withdrawn (said by arxiv)" in looked.stdout
    assert "Do not rely on what it says in finding 1." in looked.stdout
    assert "## Since this report" in shown.stdout
    assert [each["found"] for each in as_json] == [1]
    assert wrong.exit_code == 2


def research(*words: str) -> Result:
    return CliRunner().invoke(command, words)
