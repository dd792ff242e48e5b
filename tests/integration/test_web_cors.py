"""Pages of other sites: those of `ALLOWED_ORIGINS` may call the API in a user's name, and no others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from databases import Databases
from research_assistant.config import Settings
from research_assistant.web.app import create_app

FRIEND, OTHER = "https://friend.example", "https://other.example"
PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing


def opened(databases: Databases, folder: Path, allowed: str) -> TestClient:
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=databases.migrated(),
        embedding_model="none",
        worker_queries=0,
        rate_limit_max_requests=50,
        allowed_origins=allowed,
    )
    return TestClient(create_app(settings), base_url="http://here.example")


@pytest.fixture(scope="module")
def open_to_a_friend(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(sqlite, tmp_path_factory.mktemp("friend"), f"{FRIEND},http://localhost:3000/") as client:
        yield client


@pytest.fixture(scope="module")
def open_to_nobody(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(sqlite, tmp_path_factory.mktemp("nobody"), "") as client:
        yield client


def preflight(client: TestClient, origin: str, method: str = "POST", headers: str = "content-type") -> dict[str, str]:
    """Return what a browser is told that asks whether it may send a request."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    answer = client.options("/api/research", headers=asked)
    told = {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}
    return {"status": str(answer.status_code), "vary": answer.headers.get("vary", ""), **told}


@pytest.mark.parametrize("origin", [FRIEND, "http://localhost:3000"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_friend_may_send_with_cookies(open_to_a_friend: TestClient, origin: str, method: str):
    told = preflight(open_to_a_friend, origin, method)

    assert told["status"] == "200"
    assert told["access-control-allow-origin"] == origin
    assert told["access-control-allow-credentials"] == "true"
    assert method in told["access-control-allow-methods"].split(", ")
    assert "Origin" in told["vary"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("authorization, content-type, idempotency-key, prefer, last-event-id", "200"),
        ("x-forwarded-for", "400"),
        ("cookie", "400"),
    ],
)
def test_a_friend_may_send_the_headers_of_our_api(open_to_a_friend: TestClient, headers: str, status: str):
    assert preflight(open_to_a_friend, FRIEND, headers=headers)["status"] == status


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
def test_a_friend_may_send_no_other_methods(open_to_a_friend: TestClient, method: str):
    assert preflight(open_to_a_friend, FRIEND, method)["status"] == "400"


@pytest.mark.parametrize(
    "origin",
    [
        OTHER,
        "null",
        "http://friend.example",
        "https://friend.example:8443",
        "https://friend.example.evil.example",
        "https://evilfriend.example",
        "https://FRIEND.example",
    ],
)
def test_another_site_may_send_nothing(open_to_a_friend: TestClient, origin: str):
    told = preflight(open_to_a_friend, origin)
    sent = open_to_a_friend.post("/api/auth/logout", headers={"Origin": origin})
    read = open_to_a_friend.get("/api/health", headers={"Origin": origin})

    assert (told["status"], sent.status_code) == ("400", 403)
    for headers in (told, sent.headers, read.headers):
        assert "access-control-allow-origin" not in headers


def test_a_friend_reads_what_it_needs_and_others_do_not(open_to_a_friend: TestClient):
    account = {"username": "marie", "email": "marie@example.org", "password": PASSWORD}
    answer = open_to_a_friend.post("/api/auth/register", json=account, headers={"Origin": FRIEND})

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == FRIEND
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert {"Retry-After", "RateLimit", "X-Request-ID"} <= set(
        answer.headers["access-control-expose-headers"].split(", ")
    )


def test_an_error_is_told_to_a_friend_too(open_to_a_friend: TestClient):
    answer = open_to_a_friend.get("/api/research", headers={"Origin": FRIEND})

    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == FRIEND


@pytest.mark.parametrize("origin", [FRIEND, OTHER, "null", "*"])
def test_where_no_site_is_allowed_none_is_answered(open_to_nobody: TestClient, origin: str):
    told = preflight(open_to_nobody, origin)
    sent = open_to_nobody.post("/api/auth/logout", headers={"Origin": origin})
    read = open_to_nobody.get("/api/health", headers={"Origin": origin})

    assert (told["status"], sent.status_code, read.status_code) == ("405", 403, 200)
    for headers in (told, sent.headers, read.headers):
        assert not any(name.startswith("access-control-") for name in headers)
