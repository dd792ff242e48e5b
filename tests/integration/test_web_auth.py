"""Accounts over HTTP: registering, logging in and out, tokens, other people's things, other people's pages."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient

from databases import Databases
from research_assistant.config import Settings
from research_assistant.web.access import OPEN, UndeclaredPolicy, check_policies, policies
from research_assistant.web.app import DESCRIBED, create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
MARIE = {"username": "marie", "email": "marie@example.org", "password": PASSWORD}
SECRET = {"username": "marie", "password": PASSWORD}


def settings(tmp_path: Path, database_url: str, **more: object) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, database_url=database_url, embedding_model="none", **more)


@pytest.fixture
def app(tmp_path: Path, databases: Databases) -> FastAPI:
    return create_app(settings(tmp_path, databases.migrated(), allowed_origins="https://friend.example"))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://here.example") as opened:
        yield opened


@pytest.fixture
def marie(client: TestClient) -> TestClient:
    """Marie, logged in."""
    assert client.post("/api/auth/register", json=MARIE).status_code == 200
    assert client.post("/api/auth/login", json=SECRET).status_code == 200
    return client


class TestLogins:
    def test_register_login_me_logout(self, client: TestClient):
        registered = client.post("/api/auth/register", json=MARIE)
        assert registered.status_code == 200
        assert {"user_id", "username", "email"} <= registered.json().keys()
        assert client.get("/api/auth/me").status_code == 401

        login = client.post("/api/auth/login", json=SECRET)
        assert (login.status_code, login.json()["username"]) == (200, "marie")
        assert client.get("/api/auth/me").json()["email"] == "marie@example.org"

        assert client.post("/api/auth/logout").json() == {"success": True}
        assert client.get("/api/auth/me").status_code == 401

    def test_the_cookie_is_out_of_the_reach_of_scripts(self, marie: TestClient):
        set_by = marie.post("/api/auth/login", json=SECRET).headers.get_list("set-cookie")
        cookies = SimpleCookie()
        for each in set_by:
            cookies.load(each)

        for name in ("session_token", "device_token"):
            assert cookies[name]["httponly"]
            assert cookies[name]["samesite"] == "lax"
            assert cookies[name]["path"] == "/"

    def test_over_tls_it_is_bound_to_the_host(self, tmp_path: Path, sqlite: Databases):
        secure = create_app(settings(tmp_path, sqlite.migrated(), cookie_secure=True))
        with TestClient(secure, base_url="https://here.example") as client:
            client.post("/api/auth/register", json=MARIE)
            login = client.post("/api/auth/login", json=SECRET)

            assert "__Host-session_token" in login.headers["set-cookie"]
            assert "; Secure" in login.headers["set-cookie"]
            assert login.headers["strict-transport-security"].startswith("max-age=31536000")
            assert client.get("/api/auth/me").status_code == 200

    def test_a_taken_name_is_400_and_wrong_credentials_are_401(self, client: TestClient):
        client.post("/api/auth/register", json=MARIE)
        again = client.post("/api/auth/register", json=MARIE)
        wrong = client.post("/api/auth/login", json={**SECRET, "password": "something else entirely"})

        assert (again.status_code, again.json()["type"]) == (400, "/problems/name-taken")
        assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/wrong-credentials")

    def test_a_session_that_is_ended_is_dead(self, marie: TestClient, app: FastAPI):
        other = TestClient(app, base_url="http://here.example")
        other.post("/api/auth/login", json=SECRET)
        assert len(other.get("/api/auth/sessions").json()) == 2
        assert marie.delete("/api/auth/sessions").json() == {"success": True}

        assert other.get("/api/auth/me").status_code == 401
        assert [session["current"] for session in marie.get("/api/auth/sessions").json()] == [True]


class TestTokens:
    def test_a_token_may_only_what_it_was_made_for(self, marie: TestClient, app: FastAPI):
        made = marie.post("/api/auth/tokens", json={"name": "export", "permissions": ["read"]})
        assert made.status_code == 201
        program = TestClient(app, headers={"Authorization": f"Bearer {made.json()['secret']}"})

        assert program.get("/api/auth/me").json()["username"] == "marie"
        assert program.get("/api/auth/tokens").status_code == 403
        assert "secret" not in marie.get("/api/auth/tokens").json()[0]
        marie.delete(f"/api/auth/tokens/{made.json()['token_id']}")
        assert program.get("/api/auth/me").status_code == 401

    def test_a_wrong_token_is_not_helped_by_a_cookie(self, marie: TestClient):
        assert marie.get("/api/auth/me", headers={"Authorization": "Bearer ra_nonsense"}).status_code == 401


class TestAdministration:
    def test_only_administrators_see_accounts(self, marie: TestClient):
        for method, path in (
            ("GET", "/api/accounts"),
            ("GET", "/api/accounts/audit"),
            ("POST", "/api/accounts/marie/reset-link"),
            ("PATCH", "/api/accounts/marie"),
        ):
            body = {"json": {}} if method == "PATCH" else {}
            assert marie.request(method, path, **body).status_code == 403, path


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://here.example.evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": "http://here.example"},
        ],
    )
    def test_their_pages_change_nothing(self, marie: TestClient, headers: dict[str, str]):
        refused = marie.post("/api/auth/logout", headers=headers)

        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/cross-site")
        assert marie.get("/api/auth/me").status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "http://here.example", "Sec-Fetch-Site": "same-origin"},
            {"Origin": "https://friend.example", "Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_our_own_and_those_of_friends_may(self, marie: TestClient, headers: dict[str, str]):
        assert marie.post("/api/auth/logout", headers=headers).status_code == 200

    def test_only_friends_read_answers(self, client: TestClient):
        friend = client.get("/api/health", headers={"Origin": "https://friend.example"})
        stranger = client.get("/api/health", headers={"Origin": "https://evil.example"})

        assert friend.headers["access-control-allow-origin"] == "https://friend.example"
        assert "access-control-allow-origin" not in stranger.headers


class TestAnswers:
    @pytest.mark.parametrize("path", ["/api/health", "/api/auth/me", "/nothing", "/problems/not-found"])
    def test_every_answer_has_the_strict_headers_once(self, client: TestClient, path: str):
        headers = client.get(path).headers

        for name in ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"):
            assert len(headers.get_list(name)) == 1
        assert len(headers["x-request-id"]) == 36

    @pytest.mark.parametrize(
        ("method", "path", "status", "kind"),
        [
            ("GET", "/nothing", 404, "no-such-address"),
            ("PUT", "/api/auth/me", 405, "wrong-method"),
            ("GET", "/api/auth/me", 401, "not-signed-in"),
            ("POST", "/api/auth/login", 422, "invalid-input"),
        ],
    )
    def test_every_error_is_a_problem_with_a_page(self, client: TestClient, method, path, status, kind):
        answer = client.request(method, path)

        assert answer.status_code == answer.json()["status"] == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == f"/problems/{kind}"
        assert client.get(answer.json()["type"]).status_code == 200

    def test_health_needs_nobody(self, client: TestClient):
        health = client.get("/api/health")

        assert health.status_code == 200
        assert {"status", "database", "cache_enabled", "llm_provider"} <= health.json().keys()
        assert client.get("/livez").status_code == client.get("/readyz").status_code == 200


class TestClients:
    @pytest.mark.parametrize(
        ("forwarded", "seen"),
        [
            ("203.0.113.9", "203.0.113.9"),
            ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, 10.0.0.7", "203.0.113.9"),
            ("nonsense", "10.0.0.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ],
    )
    def test_proxies_of_ours_are_believed(self, tmp_path: Path, sqlite: Databases, forwarded: str, seen: str):
        behind = create_app(settings(tmp_path, sqlite.migrated(), trusted_proxies="10.0.0.0/8"))
        with TestClient(behind, client=("10.0.0.1", 1)) as client:
            client.post("/api/auth/register", json=MARIE)
            client.post("/api/auth/login", json=SECRET, headers={"X-Forwarded-For": forwarded})

            assert client.get("/api/auth/sessions").json()[0]["address"] == seen

    def test_strangers_are_not(self, tmp_path: Path, sqlite: Databases):
        open_to_all = create_app(settings(tmp_path, sqlite.migrated(), trusted_proxies="10.0.0.0/8"))
        with TestClient(open_to_all, client=("203.0.113.1", 1)) as client:
            client.post("/api/auth/register", json=MARIE)
            client.post("/api/auth/login", json=SECRET, headers={"X-Forwarded-For": "198.51.100.1"})

            assert client.get("/api/auth/sessions").json()[0]["address"] == "203.0.113.1"


class TestPolicies:
    def test_a_route_without_one_keeps_the_application_from_starting(self):
        router = APIRouter()

        @router.get("/forgotten")
        async def forgotten() -> None: ...

        app = FastAPI(docs_url=None, redoc_url=None)
        app.include_router(router, prefix="/api")

        with pytest.raises(UndeclaredPolicy, match="/api/forgotten"):
            check_policies(app.routes, known=DESCRIBED)

    def test_a_route_with_two_as_well(self):
        app = FastAPI(docs_url=None, redoc_url=None)

        @app.get("/twice", dependencies=[OPEN, OPEN])
        async def twice() -> None: ...

        with pytest.raises(UndeclaredPolicy, match="/twice"):
            check_policies(app.routes, known=DESCRIBED)

    def test_ours_all_declare_one(self, app: FastAPI):
        found = {path: len(declared) for path, declared in policies(app.routes)}

        assert len(found) > 15
        assert {path for path, number in found.items() if number != 1} == DESCRIBED
