"""Research over HTTP: asked, watched, read, cancelled, downloaded, deleted; by its owner alone."""

import json
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from databases import Databases
from research_assistant.config import Settings
from research_assistant.domain.library import Visibility
from research_assistant.domain.user import Role
from research_assistant.web.app import create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
QUESTION = "Does zinc shorten the common cold?"
NOTES = """# Zinc and colds

Zinc acetate lozenges shortened the common cold by a third in seven randomised trials.

Zinc lozenges shortened the common cold in adults who took them within a day.
"""
_NUMBERS = count(1)
UNKNOWN = "01900000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that runs, with something to find in a shared library."""
    folder = tmp_path_factory.mktemp("server")
    notes = folder / "zinc.md"
    notes.write_text(NOTES)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=databases.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
    )
    with TestClient(create_app(settings)) as opened:
        opened.portal.call(_shelve, opened.app, notes)
        yield opened


@pytest.fixture
def client(house: TestClient) -> TestClient:
    """Somebody who has just made an account and logged in."""
    return _enter(house)


@pytest.fixture
def other(house: TestClient) -> TestClient:
    """Somebody else."""
    return _enter(house)


async def _shelve(app: FastAPI, notes: Path) -> None:
    made = app.state.made
    owner = await made.accounts.local()
    await made.library.add([notes], owner=owner, visibility=Visibility.SHARED, collection="", progress=lambda *_: None)


def _enter(house: TestClient) -> TestClient:
    name = f"user{next(_NUMBERS)}"
    client = _again(house, name, register=True)
    client.name = name
    return client


def _again(house: TestClient, name: str, *, register: bool = False) -> TestClient:
    client = TestClient(house.app)
    # The server has one event loop.
    client.portal = house.portal
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    if register:
        assert client.post("/api/auth/register", json=account).status_code == 200
    assert client.post("/api/auth/login", json={"username": name, "password": PASSWORD}).status_code == 200
    return client


def ask(client: TestClient, **more: object):
    return client.post("/api/research", json={"query": QUESTION, **more}, headers={"Prefer": "wait=30"})


class TestAsking:
    def test_the_answer_has_the_fields_that_clients_know(self, client: TestClient):
        answer = ask(client)

        assert (answer.status_code, answer.headers["preference-applied"]) == (200, "wait=30")
        result = answer.json()
        assert result["status"] == "completed"
        for field in ("query_id", "query", "summary", "confidence", "findings", "sources", "citations", "stats"):
            assert field in result
        assert {"text", "type", "confidence", "sources"} <= result["findings"][0].keys()
        assert {"title", "url", "type"} <= result["sources"][0].keys()
        assert "shortened the common cold" in result["citations"][0]["exact"]

    def test_without_waiting_it_is_accepted_and_found_later(self, client: TestClient):
        answer = client.post("/api/research", json={"query": QUESTION})
        assert (answer.status_code, answer.json()["status"]) == (202, "queued")

        with client.websocket_connect(f"/ws/research/{answer.json()['query_id']}") as socket:
            while socket.receive_json()["kind"] != "query_finished":
                pass
        assert client.get(answer.headers["location"]).json()["status"] == "completed"

    def test_the_flags_of_earlier_clients_are_understood(self, client: TestClient):
        flags = {"search_web": True, "search_arxiv": True, "search_documents": True}
        assert ask(client, **flags, max_sources=5, citation_style="IEEE").status_code == 200

        none = ask(client, search_web=True, search_arxiv=True, search_documents=False)
        assert (none.status_code, none.json()["type"]) == (422, "/problems/invalid-input")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"query": ""},
            {"query": "?!"},
            {"query": "x" * 50_000},
            {"query": QUESTION, "sources": ["nowhere"]},
            {"query": QUESTION, "sources": []},
            {"query": QUESTION, "max_sources": 0},
            {"query": QUESTION, "verification_level": "lax"},
            {"query": QUESTION, "citation_style": "Nobody's"},
            {"query": QUESTION, "citation_style": "/etc/passwd.csl"},
            {"query": QUESTION, "style_file": "/etc/passwd.csl"},
            {"query": QUESTION, "filters": {"year_from": 2020, "year_to": 2000}},
        ],
    )
    def test_what_cannot_be_asked_is_refused_and_kept_nowhere(self, client: TestClient, body: dict[str, object]):
        answer = client.post("/api/research", json=body)

        assert answer.status_code == 422
        assert answer.json()["detail"]
        assert client.get("/api/research").json()["total"] == 0

    def test_one_key_is_one_query(self, client: TestClient):
        key = {"Idempotency-Key": "the same"}
        first = client.post("/api/research", json={"query": QUESTION}, headers=key)
        again = client.post("/api/research", json={"query": QUESTION}, headers=key)
        other = client.post("/api/research", json={"query": "Does copper?"}, headers=key)

        assert first.json()["query_id"] == again.json()["query_id"]
        assert other.status_code == 422
        assert client.get("/api/research").json()["total"] == 1


class TestReading:
    def test_pages_lead_to_one_another(self, client: TestClient):
        asked = [
            client.post("/api/research", json={"query": f"{QUESTION} {number}"}).json()["query_id"]
            for number in range(5)
        ]
        first = client.get("/api/research?limit=2").json()
        second = client.get(f"/api/research?limit=2&cursor={first['next_cursor']}").json()
        last = client.get(f"/api/research?limit=2&cursor={second['next_cursor']}").json()

        found = [row["query_id"] for page in (first, second, last) for row in page["queries"]]
        assert found == asked[::-1]
        assert (first["total"], first["limit"], first["offset"], last["next_cursor"]) == (5, 2, 0, None)
        assert [row["query_id"] for row in client.get("/api/research?limit=2&offset=2").json()["queries"]] == found[2:4]
        assert client.get("/api/research?cursor=nonsense!").status_code == 422

    @pytest.mark.parametrize(
        ("name", "media_type"),
        [
            ("markdown", "text/markdown; charset=utf-8"),
            ("html", "text/html; charset=utf-8"),
            ("json", "application/json"),
            ("pdf", "application/pdf"),
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("bibtex", "application/x-bibtex"),
        ],
    )
    def test_a_report_is_downloaded_as_a_file(self, client: TestClient, name: str, media_type: str):
        query_id = ask(client).json()["query_id"]
        file = client.get(f"/api/research/{query_id}/download?format={name}")

        assert file.status_code == 200
        assert file.headers["content-type"].partition(";")[0] == media_type.partition(";")[0]
        assert file.headers["content-disposition"].startswith('attachment; filename="does-zinc-shorten')
        assert "sandbox" in file.headers["content-security-policy"]

    def test_an_unknown_format_names_those_there_are(self, client: TestClient):
        query_id = ask(client).json()["query_id"]
        answer = client.get(f"/api/research/{query_id}/download?format=xls")

        assert answer.status_code == 422
        assert "markdown" in answer.json()["next_step"]

    def test_what_is_deleted_is_gone(self, client: TestClient):
        query_id = ask(client).json()["query_id"]
        assert client.delete(f"/api/research/{query_id}").json() == {"success": True}

        assert client.get(f"/api/research/{query_id}").status_code == 404
        assert client.get("/api/research").json()["total"] == 0


class TestWatching:
    def test_every_event_is_told_once_in_order_and_again_after_any(self, client: TestClient):
        query_id = ask(client).json()["query_id"]
        told = _sse(client, query_id)
        assert [event["seq"] for event in told] == list(range(1, len(told) + 1))
        assert told[-1]["kind"] == "query_finished"

        assert _sse(client, query_id, after=3) == told[3:]
        assert _sse(client, query_id, last_event_id="5") == told[5:]
        with client.websocket_connect(f"/ws/research/{query_id}?after=2") as socket:
            assert [socket.receive_json() for _ in told[2:]] == told[2:]

    def test_streams_are_not_held_back_by_proxies(self, client: TestClient):
        query_id = ask(client).json()["query_id"]
        with client.stream("GET", f"/api/research/{query_id}/events") as stream:
            assert stream.headers["x-accel-buffering"] == "no"
            assert stream.headers["content-type"].startswith("text/event-stream")

    def test_a_page_of_another_site_cannot_listen(self, client: TestClient):
        query_id = ask(client).json()["query_id"]
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            client.websocket_connect(f"/ws/research/{query_id}", headers={"Origin": "https://evil.example"}),
        ):
            pass

        assert refused.value.status_code == 403

    def test_who_logs_out_hears_no_more(self, client: TestClient, house: TestClient):
        query_id = client.post("/api/research", json={"query": QUESTION}).json()["query_id"]
        listening = _again(house, client.name)
        client.delete("/api/auth/sessions")

        with pytest.raises(WebSocketDenialResponse) as refused, listening.websocket_connect(f"/ws/research/{query_id}"):
            pass
        assert refused.value.status_code == 401

    def test_who_is_signed_out_while_nothing_happens_is_sent_away(self, client: TestClient, house: TestClient):
        query_id = _waiting(client)
        listening = _again(house, client.name)
        with listening.websocket_connect(f"/ws/research/{query_id}?after=1000") as socket:
            client.delete("/api/auth/sessions")
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_json()

        assert closed.value.code == 4401

    def test_who_leaves_while_nothing_happens_is_not_waited_for(self, client: TestClient, house: TestClient):
        query_id = _waiting(client)
        before = house.app.state.watching.listeners
        with client.websocket_connect(f"/ws/research/{query_id}?after=1000"):
            assert house.app.state.watching.listeners == before + 1
        for _ in range(100):
            if house.app.state.watching.listeners == before:
                return
            time.sleep(0.05)
        pytest.fail("The listener was kept.")


def _waiting(client: TestClient) -> str:
    """Return the id of a query of which nothing more is told until its reader has seen the plan."""
    query_id = client.post("/api/research", json={"query": QUESTION, "edit_plan": True}).json()["query_id"]
    while client.get(f"/api/research/{query_id}").json()["status"] != "awaiting_plan":
        time.sleep(0.05)
    return str(query_id)


class TestOthers:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/api/research/{}"),
            ("DELETE", "/api/research/{}"),
            ("POST", "/api/research/{}/cancel"),
            ("POST", "/api/research/{}/resume"),
            ("GET", "/api/research/{}/events"),
            ("GET", "/api/research/{}/download"),
        ],
    )
    def test_what_is_not_theirs_answers_like_what_is_not_there(
        self, client: TestClient, other: TestClient, method: str, path: str
    ):
        query_id = ask(client).json()["query_id"]
        foreign = other.request(method, path.format(query_id))
        unknown = other.request(method, path.format(UNKNOWN))

        assert foreign.status_code == unknown.status_code == 404
        told = [{**each.json(), "instance": ""} for each in (foreign, unknown)]
        assert json.dumps(told[0]).replace(query_id, UNKNOWN) == json.dumps(told[1])

    def test_nor_can_they_listen(self, client: TestClient, other: TestClient):
        query_id = ask(client).json()["query_id"]
        for name in (query_id, UNKNOWN):
            with pytest.raises(WebSocketDenialResponse) as refused, other.websocket_connect(f"/ws/research/{name}"):
                pass
            assert refused.value.status_code == 404

    def test_a_reader_reads_and_asks_nothing(self, house: TestClient, other: TestClient):
        house.portal.call(_make_reader, house.app, other.name)

        assert other.get("/api/research").status_code == 200
        assert other.post("/api/research", json={"query": QUESTION}).status_code == 403


async def _make_reader(app: FastAPI, name: str) -> None:
    made = app.state.made
    await made.accounts.change(name, role=Role.READER, disabled=None, actor=await made.accounts.local())
    app.state.callers.forget()


def _sse(client: TestClient, query_id: str, *, after: int = 0, last_event_id: str = "") -> list[dict[str, object]]:
    headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
    text = client.get(f"/api/research/{query_id}/events?after={after}", headers=headers).text
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]
