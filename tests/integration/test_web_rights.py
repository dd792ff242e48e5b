"""Who may do what: every route with every kind of caller; what is not theirs answers like what is not there."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.testclient import TestClient, WebSocketDenialResponse

from databases import Databases
from research_assistant.adapters.store.transactions import SqlTransactions
from research_assistant.config import Settings
from research_assistant.domain.library import Visibility
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import ApiToken
from research_assistant.domain.user import Role
from research_assistant.kit.ids import new_id
from research_assistant.kit.tokens import digest, new_token
from research_assistant.web.access import Near, Open, Policy, policies
from research_assistant.web.app import create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
QUESTION = "Does the ospreyite lozenge shorten the common cold?"
NOTES = "# Ospreyite\n\nOspreyite lozenges shortened the common cold by a third in seven randomised trials.\n"
MARKER = "spreyite"
"""Stands in everything of the owner's, and nowhere else."""

UNKNOWN = "01900000-0000-7000-8000-000000000000"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"})
SOCKET = "WEBSOCKET"
NO_OBJECTS = frozenset({"name", "username"})
"""Parameters of routes that name nobody's object: files and problems, and accounts, which are for administrators."""
QUERY = {"start": "0", "end": "1"}
"""What some routes have to be given."""

PAGE = {"Accept": "text/html"}


class Call(NamedTuple):
    """One route with one of its methods."""

    method: str
    path: str
    policy: Policy | Open | Near

    @property
    def parameters(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.path))

    def takes(self, path: str) -> bool:
        """Return whether the path without names left open is one of the route's."""
        return re.fullmatch(re.sub(r"{\w+}", "[^/]+", self.path), path) is not None


@dataclass(slots=True)
class Caller:
    """Somebody who sends requests."""

    client: TestClient
    permissions: frozenset[Permission] | None
    """`None` for those who are nobody, or nobody any more."""
    is_person: bool = True

    def refused(self, policy: Policy | Open | Near) -> int | None:
        """Return the status that the policy has for them; `None` where they may pass."""
        if not isinstance(policy, Policy):
            return None
        if self.permissions is None:
            return 401
        missing = policy.permission not in self.permissions
        return 403 if missing or (policy.person and not self.is_person) else None


class World(NamedTuple):
    """A server, what one user has there, and everybody else."""

    app: FastAPI
    owner: TestClient
    objects: Mapping[str, str]
    """What the owner has, by the name of the parameter that it is asked for with."""
    callers: Mapping[str, Caller]


@pytest.fixture(scope="module")
def world(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("rights")
    (folder / "notes.md").write_text(NOTES)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=sqlite.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        reader_processes=1,
        metrics_allowed="192.0.2.1",
    )
    app = create_app(settings)
    with TestClient(app) as house:
        owner = _enter(house, "owner")
        objects = house.portal.call(_shelve, app, folder / "notes.md")
        asked = owner.post("/api/research", json={"query": QUESTION}, headers={"Prefer": "wait=30"})
        assert asked.status_code == 200, asked.text
        assert MARKER in asked.text
        token = owner.post("/api/auth/tokens", json={"name": "export", "permissions": ["read"]})
        objects |= {
            "query_id": asked.json()["query_id"],
            "token_id": token.json()["token_id"],
            "session_id": _session(_enter(house, "owner", register=False)),
            "username": "owner",
        }
        yield World(app, owner, objects, _callers(house))


def _callers(house: TestClient) -> dict[str, Caller]:
    app = house.app
    people = {name: _enter(house, name) for name in ("neighbour", "disabled", "reader", "administrator")}
    secret = people["neighbour"].post("/api/auth/tokens", json={"name": "weak", "permissions": ["read"]}).json()
    house.portal.call(_set, app, "disabled", None)
    house.portal.call(_set, app, "reader", Role.READER)
    house.portal.call(_set, app, "administrator", Role.ADMIN)
    expired = house.portal.call(_expired, app, "neighbour")
    return {
        "nobody": Caller(_client(house), None),
        "disabled": Caller(people["disabled"], None),
        "expired token": Caller(_client(house, expired), None),
        "wrong token": Caller(_client(house, "ra_nonsense"), None),
        "weak token": Caller(_client(house, secret["secret"]), frozenset({Permission.READ}), is_person=False),
        "reader": Caller(people["reader"], Role.READER.permissions),
        "neighbour": Caller(people["neighbour"], Role.RESEARCHER.permissions),
        "administrator": Caller(people["administrator"], Role.ADMIN.permissions),
    }


def _client(house: TestClient, token: str = "") -> TestClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = TestClient(house.app, headers=headers, follow_redirects=False)
    # The server has one event loop.
    client.portal = house.portal
    return client


def _enter(house: TestClient, name: str, *, register: bool = True) -> TestClient:
    client = _client(house)
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    if register:
        assert client.post("/api/auth/register", json=account).status_code == 200
    assert client.post("/api/auth/login", json={"username": name, "password": PASSWORD}).status_code == 200
    return client


def _session(client: TestClient) -> str:
    found: str = next(each["session_id"] for each in client.get("/api/auth/sessions").json() if each["current"])
    return found


def _transactions(app: FastAPI) -> SqlTransactions:
    return SqlTransactions(app.state.made.engine, lambda: datetime.now(UTC))


async def _shelve(app: FastAPI, notes: Path) -> dict[str, str]:
    made = app.state.made
    async with _transactions(app).reading() as transaction:
        owner = await transaction.users.by_name("owner")
    await made.library.add([notes], owner=owner, visibility=Visibility.PRIVATE, collection="", progress=lambda *_: None)
    items, _ = await made.library.list(user=owner, collection=None, limit=1, offset=0)
    return {"item_id": items[0].item_id}


async def _set(app: FastAPI, name: str, role: Role | None) -> None:
    """Give somebody a role; none for nothing any more."""
    made = app.state.made
    await made.accounts.change(name, role=role, disabled=role is None, actor=await made.accounts.local())
    app.state.callers.forget()


async def _expired(app: FastAPI, name: str) -> str:
    now, secret = datetime.now(UTC), new_token("ra_")
    async with _transactions(app).writing() as transaction:
        user = await transaction.users.by_name(name)
        token = ApiToken(
            token_id=new_id(),
            token_sha256=digest(secret),
            user_id=user.user_id,
            name="old",
            permissions=frozenset({Permission.READ}),
            created_at=now - timedelta(days=2),
            expires_at=now - timedelta(seconds=1),
        )
        await transaction.tokens.add(token)
    return secret


def calls(app: FastAPI) -> list[Call]:
    """Return every route of ours with every method that it takes."""
    found = []
    for context, (path, declared) in zip(iter_route_contexts(app.routes), policies(app.routes), strict=True):
        methods = sorted(getattr(context, "methods", None) or {SOCKET})
        found += [Call(method, path, declared[0]) for method in methods if declared]
    return found


def send(
    caller: TestClient, call: Call, names: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> Response:
    path = call.path.format(**names, name="not-found")
    if call.method != SOCKET:
        return caller.request(call.method, path, headers=headers, params=QUERY, **_body(call))
    try:
        with caller.websocket_connect(path):
            raise AssertionError(f"{path} was opened")
    except WebSocketDenialResponse as refused:
        return refused


def _body(call: Call) -> Mapping[str, object]:
    if call.method == "PATCH":
        return {"json": {}}
    if call.path.startswith("/api/") and call.path.endswith("/plan"):
        return {"json": {"subquestions": [{"text": QUESTION}]}}
    return {"files": {"file": ("notes.md", NOTES)}} if call.path.endswith("/attach") else {}


def comparable(answer: Response, names: Mapping[str, str]) -> str:
    """Return an answer without what differs between any two, and without the names that were asked for."""
    text = re.sub(r"urn:uuid:[0-9a-f-]{36}", "", answer.text)
    for name in sorted(names.values(), key=len, reverse=True):
        text = text.replace(name, UNKNOWN)
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "content-length"}}
    return json.dumps([answer.status_code, sorted(headers.items()), text])


CALLERS = (
    "nobody",
    "disabled",
    "expired token",
    "wrong token",
    "weak token",
    "reader",
    "neighbour",
    "administrator",
)


class TestEveryRoute:
    @pytest.mark.parametrize("name", CALLERS)
    def test_it_refuses_who_may_not(self, world: World, name: str):
        caller = world.callers[name]
        refusals = [(call, status) for call in calls(world.app) if (status := caller.refused(call.policy))]
        assert len(refusals) > 3 or name == "administrator"

        for call, status in refusals:
            answer = send(caller.client, call, world.objects)
            assert answer.status_code == status, (call, answer.text)
            assert MARKER not in answer.text
            unknown = dict.fromkeys(world.objects, UNKNOWN)
            told = comparable(send(caller.client, call, unknown), unknown)
            assert comparable(answer, world.objects) == told, call

    @pytest.mark.parametrize("name", ["weak token", "reader", "neighbour", "administrator"])
    @pytest.mark.parametrize("accept", ["application/json", "text/html"])
    def test_what_is_not_theirs_answers_like_what_is_not_there(self, world: World, name: str, accept: str):
        caller = world.callers[name]
        passed = [call for call in calls(world.app) if caller.refused(call.policy) is None]
        objects = [call for call in passed if call.parameters - NO_OBJECTS]
        assert len(objects) > 3

        for call in objects:
            unknown = dict.fromkeys(world.objects, UNKNOWN)
            headers = {"Accept": accept}
            foreign = send(caller.client, call, world.objects, headers)
            assert foreign.status_code == 404, (call, foreign.text)
            assert comparable(foreign, world.objects) == comparable(
                send(caller.client, call, unknown, headers), unknown
            ), call

    @pytest.mark.parametrize("name", CALLERS)
    def test_nothing_of_others_stands_in_any_list(self, world: World, name: str):
        caller = world.callers[name]
        for call in calls(world.app):
            if call.method == "GET" and not call.parameters:
                answer = caller.client.get(call.path)
                assert answer.status_code < 500, call
                told = [MARKER, *(each for key, each in world.objects.items() if key not in NO_OBJECTS)]
                assert not [each for each in told if each in answer.text], call

    @pytest.mark.parametrize("name", ["nobody", "neighbour"])
    def test_methods_that_it_does_not_take_do_nothing(self, world: World, name: str):
        caller = world.callers[name].client
        known = calls(world.app)
        for path in dict.fromkeys(call.path.format(**world.objects, name="not-found") for call in known):
            there = {call.method for call in known if call.takes(path)}
            for method in sorted(METHODS - there):
                answer = caller.request(method, path)
                expected = 404 if there == {SOCKET} else 405
                assert answer.status_code == expected, (method, path, answer.text)

    def test_who_is_nobody_is_led_from_pages_to_where_they_log_in(self, world: World):
        caller = world.callers["nobody"]
        for call in calls(world.app):
            if caller.refused(call.policy) and not call.path.startswith(("/api/", "/ws/")):
                answer = send(caller.client, call, world.objects, PAGE)
                assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login"), call

    def test_figures_are_for_addresses_that_may(self, world: World):
        assert world.owner.get("/metrics").status_code == 403

    def test_after_all_that_the_owner_has_what_they_had(self, world: World):
        owner, objects = world.owner, world.objects

        assert owner.get(f"/api/research/{objects['query_id']}").json()["status"] == "completed"
        assert MARKER in owner.get(f"/library/{objects['item_id']}").text
        assert objects["token_id"] in owner.get("/api/auth/tokens").text
        assert objects["session_id"] in owner.get("/api/auth/sessions").text
