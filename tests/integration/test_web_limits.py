"""How often one may ask over HTTP, how much one may send, and how many streams one may hold open."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from databases import Databases
from research_assistant.config import Settings
from research_assistant.web.access import OPEN
from research_assistant.web.app import create_app
from research_assistant.web.sizes import LARGEST_BODY, LONGEST_ADDRESS, LONGEST_HEADERS, LONGEST_MESSAGE

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing


def listen(app: FastAPI) -> None:
    """Give `app` a socket that says how long what it was told is."""
    router = APIRouter(dependencies=[OPEN])

    @router.websocket("/ws/echo")
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        with suppress(WebSocketDisconnect):
            while True:
                await websocket.send_text(str(len(await websocket.receive_text())))

    app.router.routes.extend(router.routes)


@pytest.fixture
def app(tmp_path: Path, databases: Databases) -> FastAPI:
    settings = Settings(
        _env_file=None,
        data_dir=tmp_path,
        database_url=databases.migrated(),
        embedding_model="none",
        worker_queries=0,
        rate_limit_max_requests=6,
        rate_limit_window_seconds=600,
        user_streams=2,
        allowed_origins="https://friend.example",
        trusted_proxies="127.0.0.1",
    )
    made = create_app(settings)
    listen(made)
    return made


@pytest.fixture
def house(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://here.example") as opened:
        yield opened


def client(house: TestClient, address: str = "192.0.2.1") -> TestClient:
    return TestClient(house.app, base_url="http://here.example", client=(address, 50_000))


def logged_in(house: TestClient, name: str) -> TestClient:
    """Make an account and log in, from an address of its own."""
    number = sum(name.encode())
    opened = client(house, f"198.51.{number // 250}.{number % 250}")
    opened.post("/api/auth/register", json={"username": name, "email": f"{name}@example.org", "password": PASSWORD})
    assert opened.post("/api/auth/login", json={"username": name, "password": PASSWORD}).status_code == 200
    return opened


class TestHowOften:
    def test_an_address_has_so_many_requests(self, house: TestClient):
        here, there = client(house), client(house, "192.0.2.2")
        answers = [here.get("/api/auth/me") for _ in range(8)]

        assert [answer.status_code for answer in answers] == [401] * 6 + [429] * 2
        assert there.get("/api/auth/me").status_code == 401

    def test_the_answers_tell_what_is_left(self, house: TestClient):
        here = client(house)
        answers = [here.get("/api/auth/me") for _ in range(8)]

        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"requests";q=6;w=600'}
        left = [re.fullmatch(r'"requests";r=(\d);t=(\d+)', answer.headers["ratelimit"]) for answer in answers]
        assert [int(found[1]) for found in left] == [5, 4, 3, 2, 1, 0, 0, 0]
        assert all(0 < int(found[2]) <= 600 for found in left)

    def test_a_refusal_says_when_to_come_again(self, house: TestClient):
        here = client(house)
        refused = [here.get("/api/auth/me", headers={"Origin": "https://friend.example"}) for _ in range(7)][-1]

        assert refused.status_code == 429
        assert refused.json()["type"] == "/problems/too-many"
        assert 0 < int(refused.headers["retry-after"]) <= 600
        assert refused.headers["access-control-allow-origin"] == "https://friend.example"
        assert refused.headers["x-content-type-options"] == "nosniff"

    def test_a_browser_is_told_on_a_page(self, house: TestClient):
        here = client(house)
        refused = [here.get("/login", headers={"Accept": "text/html,*/*;q=0.8"}) for _ in range(7)][-1]

        assert refused.status_code == 429
        assert refused.headers["content-type"] == "text/html; charset=utf-8"
        assert 0 < int(refused.headers["retry-after"]) <= 600
        assert "You asked too often." in refused.text

    def test_one_customer_of_ipv6_is_one_address(self, house: TestClient):
        answers = [client(house, f"2001:db8::{number:x}").get("/api/auth/me") for number in range(7)]

        assert answers[-1].status_code == 429
        assert client(house, "2001:db8:0:1::1").get("/api/auth/me").status_code == 401

    def test_a_user_is_counted_wherever_the_requests_come_from(self, house: TestClient):
        marie = logged_in(house, "marie")
        elsewhere = client(house, "203.0.113.9")
        elsewhere.cookies = marie.cookies
        answers = [each.get("/api/auth/me") for _ in range(4) for each in (marie, elsewhere)]

        assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 2

    def test_users_behind_one_address_are_counted_apart(self, house: TestClient):
        marie, pierre = logged_in(house, "marie"), logged_in(house, "pierre")
        pierre._transport.client = marie._transport.client
        for _ in range(7):
            marie.get("/api/auth/me")

        assert marie.get("/api/auth/me").status_code == 429
        assert pierre.get("/api/auth/me").status_code == 200

    def test_a_made_up_address_helps_nobody(self, house: TestClient):
        answers = [
            client(house).get("/api/auth/me", headers={"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(7)
        ]

        assert answers[-1].status_code == 429

    def test_made_up_logins_help_nobody(self, house: TestClient):
        answers = [
            client(house).get("/api/auth/me", headers={"Cookie": f"session_token=made-up-{number}"})
            for number in range(7)
        ]

        assert answers[-1].status_code == 429

    def test_who_watches_us_is_not_counted(self, house: TestClient):
        here = client(house)
        for path in ("/api/health", "/livez", "/readyz") * 10:
            answer = here.get(path)
            assert (answer.status_code, "ratelimit" in answer.headers) == (200, False)

    def test_a_handshake_is_counted_too(self, house: TestClient):
        here = client(house)
        for _ in range(6):
            with here.websocket_connect("/ws/echo"):
                pass
        with pytest.raises(WebSocketDenialResponse) as refused, here.websocket_connect("/ws/echo"):
            pass

        assert refused.value.status_code == 429

    def test_zero_turns_it_off(self, tmp_path: Path, sqlite: Databases):
        settings = Settings(
            _env_file=None,
            data_dir=tmp_path,
            database_url=sqlite.migrated(),
            embedding_model="none",
            worker_queries=0,
            rate_limit_max_requests=0,
        )
        with TestClient(create_app(settings)) as opened:
            answers = [opened.get("/api/auth/me") for _ in range(120)]

        assert {answer.status_code for answer in answers} == {401}
        assert "ratelimit" not in answers[0].headers


class TestHowMuch:
    def test_a_body_has_a_bound_whether_it_says_its_size_or_not(self, house: TestClient):
        here = client(house)
        content = b'{"username": "' + b"a" * LARGEST_BODY + b'"}'
        announced = here.post("/api/auth/login", content=content)
        streamed = here.post("/api/auth/login", content=iter([content[:1000], content[1000:]]))

        assert (announced.status_code, announced.json()["type"]) == (413, "/problems/too-large")
        assert (streamed.status_code, streamed.json()["type"]) == (413, "/problems/too-large")

    def test_an_address_has_a_bound(self, house: TestClient):
        here = client(house)

        assert here.get(f"/livez?{'a' * (LONGEST_ADDRESS - 10)}").status_code == 200
        assert here.get(f"/livez?{'a' * LONGEST_ADDRESS}").json()["type"] == "/problems/address-too-long"

    def test_headers_have_a_bound(self, house: TestClient):
        here = client(house)

        assert here.get("/livez", headers={"X-Large": "a" * (LONGEST_HEADERS - 1_000)}).status_code == 200
        assert here.get("/livez", headers={"X-Large": "a" * LONGEST_HEADERS}).status_code == 431

    def test_a_message_to_a_socket_has_a_bound(self, house: TestClient):
        with client(house).websocket_connect("/ws/echo") as socket:
            socket.send_text("a" * LONGEST_MESSAGE)
            assert socket.receive_text() == str(LONGEST_MESSAGE)
            socket.send_text("a" * (LONGEST_MESSAGE + 1))
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_text()

        assert closed.value.code == 1009

    def test_one_holds_so_many_streams(self, house: TestClient):
        here, there = client(house), client(house, "192.0.2.2")
        with ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(here.websocket_connect("/ws/echo"))
            with pytest.raises(WebSocketDenialResponse) as refused, here.websocket_connect("/ws/echo"):
                pass
            stack.enter_context(there.websocket_connect("/ws/echo"))

        assert refused.value.status_code == 429
        with here.websocket_connect("/ws/echo"):
            pass
