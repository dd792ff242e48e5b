"""What no client of ours sends: every answer is a problem that says so, and none is a failure of the server."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from starlette.testclient import TestClient

from databases import Databases
from research_assistant.config import Settings
from research_assistant.web.app import create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
JSON = {"Content-Type": "application/json"}
NAMES = ("%00", "a%00b", "%FF%FE", "%ED%A0%80", "%F0%9F%98%80", "%0d%0a", "..%2f..%2fetc", "x" * 64, "%E2%80%AE", "%zz")
VALUES = (
    b'"a\\u0000b"',
    b'"\\ud800"',
    b"9" * 5000,
    b"-1e999",
    b"NaN",
    b"9223372036854775808",
    b"[" * 50_000,
    b'"\xff\xfe"',
    b"[]",
    b"null",
)
KINDS = (
    "",
    ";",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
)


@pytest.fixture(scope="module")
def client(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Somebody who is logged in."""
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("hostile"),
        database_url=databases.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        worker_queries=0,
    )
    with TestClient(create_app(settings), raise_server_exceptions=False, follow_redirects=False) as opened:
        account = {"username": "marie", "email": "marie@example.org", "password": PASSWORD}
        assert opened.post("/api/auth/register", json=account).status_code == 200
        assert opened.post("/api/auth/login", json={"username": "marie", "password": PASSWORD}).status_code == 200
        yield opened


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/research/{}"),
        ("GET", "/research/{}"),
        ("GET", "/library/{}"),
        ("GET", "/static/{}"),
        ("GET", "/problems/{}"),
        ("GET", "/api/research/{}/events"),
        ("DELETE", "/api/auth/sessions/{}"),
        ("DELETE", "/api/auth/tokens/{}"),
        ("POST", "/account/sessions/{}/end"),
        ("POST", "/library/{}/remove"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_names_that_nothing_has(client: TestClient, method: str, path: str, name: str):
    answer = client.request(method, path.format(name))

    assert answer.status_code in {404, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/library?collection={}", "/history?cursor={}", "/api/research?cursor={}"])
@pytest.mark.parametrize("value", [*NAMES, "9" * 40])
def test_values_that_nothing_has(client: TestClient, path: str, value: str):
    assert client.get(path.format(value)).status_code in {200, 422}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/research", b'{"query": "Does zinc help?", "collection": %s}'),
        ("/api/research", b'{"query": %s}'),
        ("/api/research", b'{"query": "Does zinc help?", "max_sources": %s}'),
        ("/api/auth/login", b'{"username": %s, "password": "x"}'),
        ("/api/auth/register", b'{"username": "x", "email": %s, "password": "x"}'),
        ("/api/auth/tokens", b'{"name": %s, "permissions": ["read"]}'),
        ("/api/auth/tokens", b'{"name": "x", "permissions": ["read"], "days": %s}'),
        ("/api/auth/reset", b'{"token": %s, "new_password": "correct horse battery staple"}'),
        ("/api/research", b"%s"),
    ],
)
@pytest.mark.parametrize("value", VALUES)
def test_bodies_that_say_nothing(client: TestClient, path: str, body: bytes, value: bytes):
    answer = client.post(path, content=body % value, headers=JSON)

    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.text


@pytest.mark.parametrize("name", ["a\0b", "\x1b[31m", "a\r\nb", "\x7f"])
def test_no_database_is_asked_for_names_that_cannot_be_printed(client: TestClient, name: str):
    answer = client.post("/api/research", json={"query": "Does zinc help?", "collection": name})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.collection"


@pytest.mark.parametrize("path", ["/api/research", "/api/auth/login", "/", "/login", "/register"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [b"", b"--x\r\n\r\n", b"\xff\x00"])
def test_bodies_of_another_kind(client: TestClient, path: str, kind: str, body: bytes):
    answer = client.post(path, content=body, headers={"Content-Type": kind})

    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://[::1"}, 403),
        ({"Origin": "\xff"}, 403),
        ({"Origin": "null", "Host": ""}, 403),
        ({"Sec-Fetch-Site": "\xff"}, 403),
        ({"Host": "[::1"}, 200),
    ],
)
def test_origins_that_are_none_change_nothing(client: TestClient, headers: dict[str, str], status: int):
    raw = {name: value.encode("latin-1") for name, value in headers.items()}

    assert client.post("/api/auth/logout", headers=raw).status_code == status


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "http://[", "//[", "/\\evil.example", "https:/evil.example", "/%0d%0aX:y"]
)
def test_a_login_leads_to_no_other_site(client: TestClient, wanted: str):
    page = client.get("/login", params={"next": wanted})
    assert page.status_code == 200
    assert wanted not in page.text or wanted.startswith("/%")


@pytest.mark.parametrize(
    "path", ["//evil.example", "/api//research", "/api/../livez", "/api;x/research", "/livez/", "/LIVEZ"]
)
def test_paths_are_taken_as_they_are(client: TestClient, path: str):
    answer = client.get(f"http://testserver{path}")

    assert answer.status_code == (200 if path == "/api/../livez" else 404)


def test_a_browser_is_told_on_a_page(client: TestClient):
    reading = {"Accept": "text/html"}
    answers = [
        client.get("/" + "x" * 10_000, headers=reading),
        client.get("/", headers={**reading, "X": "x" * 40_000}),
        client.post("/login", headers={**reading, "Origin": "https://elsewhere.example"}),
    ]

    assert [answer.status_code for answer in answers] == [414, 431, 403]
    assert all("<h1>" in answer.text and "urn:uuid:" in answer.text for answer in answers)


def test_a_body_has_a_bound(client: TestClient):
    large = b'{"query": "' + b"x" * 2**20 + b'"}'

    assert client.post("/api/research", content=large, headers=JSON).status_code == 413
    assert client.post("/api/research", content=iter([large]), headers=JSON).status_code == 413


def test_a_query_that_waits_is_told_as_far_as_it_has_come(client: TestClient):
    # Some of the requests above log out.
    client.post("/api/auth/login", json={"username": "marie", "password": PASSWORD})
    asked = client.post("/api/research", json={"query": "Does zinc shorten the common cold?"})

    told = client.get(asked.headers["location"])
    assert (told.status_code, told.json()["status"]) == (200, "queued")
    assert (told.json()["stats"], told.json()["findings"]) == ({}, [])
