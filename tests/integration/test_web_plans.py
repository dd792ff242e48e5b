"""Filters, budgets and plans over HTTP and on the page, on SQLite and on PostgreSQL."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from databases import Databases
from markup import Markup, words
from research_assistant.config import Settings
from research_assistant.domain.library import Visibility
from research_assistant.web.app import create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
QUESTION = "Does zinc shorten the common cold? Is it given as lozenges?"
NOTES = "# Zinc and colds\n\nZinc acetate lozenges shortened the common cold by a third in randomised trials.\n"
RECORDS = (
    '{"id": 1, "title": "Zinc, old and in a book", "year": 1970, "type": "book", '
    '"abstract": "Zinc shortened the common cold in adults."}\n'
)
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that runs, with something to find in a shared library."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "zinc.md").write_text(NOTES)
    (folder / "old.jsonl").write_text(RECORDS)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=databases.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        sources="library",
    )
    with TestClient(create_app(settings)) as opened:
        opened.portal.call(_shelve, opened.app, folder)
        yield opened


async def _shelve(app: FastAPI, folder: Path) -> None:
    made = app.state.made
    owner = await made.accounts.local()
    files = [folder / "zinc.md", folder / "old.jsonl"]
    await made.library.add(files, owner=owner, visibility=Visibility.SHARED, collection="", progress=lambda *_: None)


@pytest.fixture
def client(house: TestClient) -> TestClient:
    """Somebody who has just registered."""
    client = TestClient(house.app, follow_redirects=False)
    client.portal = house.portal
    name = f"reader{next(_NUMBERS)}"
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    assert client.post("/api/auth/register", json=account).status_code == 200
    assert client.post("/api/auth/login", json={"username": name, "password": PASSWORD}).status_code == 200
    client.headers.update({"Accept": "text/html"})
    return client


def ask(client: TestClient, **more: object) -> dict[str, object]:
    answer = client.post("/api/research", json={"query": QUESTION, **more}, headers={"Prefer": "wait=30"})
    assert answer.status_code in {200, 202}, answer.text
    told: dict[str, object] = client.get(f"/api/research/{answer.json()['query_id']}").json()
    return told


def watched(client: TestClient, query_id: object, *, until: str) -> list[str]:
    """Return the kinds of events up to one."""
    kinds: list[str] = []
    with client.websocket_connect(f"/ws/research/{query_id}") as socket:
        while until not in kinds:
            kinds.append(socket.receive_json()["kind"])
    return kinds


class TestFilters:
    def test_what_is_not_wanted_is_left_out_and_counted(self, client: TestClient):
        filters = {"year_from": 2000, "types": ["article", "webpage"], "languages": ["en"], "preprints": False}
        told = ask(client, filters=filters)

        assert told["scope"]["types"] == [
            "article",
            "article-journal",
            "article-magazine",
            "article-newspaper",
            "webpage",
        ]
        assert (told["scope"]["languages"], told["scope"]["preprints"]) == (["en"], False)
        assert [source["title"] for source in told["sources"]] == ["Zinc and colds"]
        assert "1 of 1 sources have no year and were kept although years were asked for." in told["not_found"]

    def test_a_type_is_named_by_a_plain_word(self, client: TestClient):
        told = ask(client, filters={"types": ["book"]})

        assert "Zinc, old and in a book" in {source["title"] for source in told["sources"]}

    @pytest.mark.parametrize(
        "filters", [{"types": ["bok"]}, {"languages": ["klingon"]}, {"preprints": "perhaps"}, {"languages": "en"}]
    )
    def test_words_that_there_are_not_are_refused(self, client: TestClient, filters: dict[str, object]):
        answer = client.post("/api/research", json={"query": QUESTION, "filters": filters})

        assert answer.status_code == 422
        assert answer.json()["detail"]


class TestBudget:
    def test_time_that_is_spent_ends_in_a_labelled_report(self, client: TestClient):
        told = ask(client, budget={"seconds": 0.000001, "money": "0.10", "tokens": 100})

        assert (told["outcome"], told["status"]) == ("budget", "partial")
        assert told["budget"] == {"seconds": 0.000001, "money": 0.1, "tokens": 100}
        assert told["not_found"][0].startswith("The time that the query was allowed was spent")

    def test_time_that_is_not_spent_changes_nothing(self, client: TestClient):
        assert ask(client, budget={"seconds": 600})["outcome"] == "complete"

    @pytest.mark.parametrize(
        "budget", [{"seconds": 0}, {"money": -1}, {"tokens": 1.5}, {"money": "NaN"}, {"hours": 1}, {"money": "1e-30"}]
    )
    def test_what_is_no_budget_is_refused(self, client: TestClient, budget: dict[str, object]):
        assert client.post("/api/research", json={"query": QUESTION, "budget": budget}).status_code == 422

    def test_under_one_key_another_budget_is_another_question(self, client: TestClient):
        def post(money: str) -> int:
            body = {"query": QUESTION, "budget": {"money": money}}
            return client.post("/api/research", json=body, headers={"Idempotency-Key": "k"}).status_code

        assert [post("0.1"), post("0.10"), post("0.2")] == [202, 202, 422]


class TestPlan:
    def test_a_query_waits_with_its_plan_and_goes_on_with_the_edited_one(self, client: TestClient):
        told = ask(client, edit_plan=True)
        assert (told["status"], told["summary"]) == ("awaiting_plan", "")
        assert [part["text"] for part in told["plan"]["subquestions"]] == [
            "Does zinc shorten the common cold?",
            "Is it given as lozenges?",
        ]
        assert watched(client, told["query_id"], until="plan_awaited")[-1] == "plan_awaited"
        listed = client.get("/api/research?status=awaiting_plan").json()
        assert [row["query_id"] for row in listed["queries"]] == [told["query_id"]]

        address = f"/api/research/{told['query_id']}"
        edited = {"subquestions": [{**told["plan"]["subquestions"][0], "search_text": "zinc lozenges"}]}
        for _ in range(2):
            assert client.post(f"{address}/plan", json=edited).status_code == 202
        kinds = watched(client, told["query_id"], until="query_finished")
        result = client.get(address).json()

        assert kinds.index("plan_awaited") < kinds.index("plan_edited") < kinds.index("query_finished")
        assert result["status"] == "completed"
        assert result["plan"]["subquestions"] == [
            {"id": "q1", "text": "Does zinc shorten the common cold?", "search_text": "zinc lozenges"}
        ]
        assert client.post(f"{address}/plan", json={"subquestions": [{"text": "Late?"}]}).status_code == 422

    @pytest.mark.parametrize(
        "body",
        [{}, {"subquestions": []}, {"subquestions": [{"text": "?"}]}, {"subquestions": [{"text": "a b"}] * 11}, []],
    )
    def test_a_plan_that_cannot_be_used_is_refused_and_the_query_waits_on(self, client: TestClient, body: object):
        told = ask(client, edit_plan=True)
        address = f"/api/research/{told['query_id']}"

        assert client.post(f"{address}/plan", json=body).status_code == 422
        assert client.get(address).json()["status"] == "awaiting_plan"

    def test_it_is_cancelled_and_resumed_while_it_waits(self, client: TestClient):
        query_id = ask(client, edit_plan=True)["query_id"]

        assert client.post(f"/api/research/{query_id}/cancel").json()["status"] == "cancelled"
        assert client.post(f"/api/research/{query_id}/resume").json()["status"] == "queued"
        kinds = watched(client, query_id, until="query_resumed")
        assert kinds[-2:] == ["query_cancelled", "query_resumed"]

    def test_one_without_a_plan_to_look_at_takes_none(self, client: TestClient):
        query_id = ask(client)["query_id"]

        answer = client.post(f"/api/research/{query_id}/plan", json={"subquestions": [{"text": "Late?"}]})
        assert (answer.status_code, "does not wait for a plan" in answer.json()["detail"]) == (422, True)


class TestPage:
    def asked(self, client: TestClient, **more: object) -> str:
        form = {"query": QUESTION, "sources": ["library"], "verification_level": "lenient", **more}
        answer = client.post("/", data=form)
        assert answer.status_code == 303, answer.text
        address: str = answer.headers["location"]
        assert client.get(f"{address}/events").text.endswith("event: ended\ndata:\n\n")
        return address

    def test_the_plan_is_a_form_with_room_for_more(self, client: TestClient):
        address = self.asked(client, edit_plan="1")
        page = Markup.of(client.get(address).text)

        texts = [each.get("value") for each in page.all("input") if each.get("name") == "text"]
        assert texts == ["Does zinc shorten the common cold?", "Is it given as lozenges?", "", ""]
        assert page.all("script") == []
        assert "Planned: it waits for you." in words(page.one("main"))
        answer = client.post(
            f"{address}/plan",
            data={"text": ["Does zinc help?", "", "Are lozenges <b>good</b>?"], "search_text": ["zinc", "", ""]},
        )
        assert (answer.status_code, answer.headers["location"]) == (303, address)
        assert client.get(f"{address}/events").text.endswith("event: ended\ndata:\n\n")
        result = client.get(f"/api{address}").json()
        assert result["plan"]["subquestions"] == [
            {"id": "q1", "text": "Does zinc help?", "search_text": "zinc"},
            {"id": "q2", "text": "Are lozenges <b>good</b>?", "search_text": "Are lozenges <b>good</b>?"},
        ]

    def test_a_plan_that_cannot_be_used_is_shown_again_with_what_is_wrong(self, client: TestClient):
        address = self.asked(client, edit_plan="1")
        answer = client.post(f"{address}/plan", data={"text": ["?!", "Kept?"], "search_text": ["", ""]})

        assert answer.status_code == 422
        assert "Subquestion 1 is empty." in answer.text
        assert 'value="Kept?"' in answer.text

    def test_filters_of_the_form_are_taken(self, client: TestClient):
        address = self.asked(client, types=["article", "book"], languages="de, en", no_preprints="1")
        scope = client.get(f"/api{address}").json()["scope"]

        assert (scope["languages"], scope["preprints"]) == (["de", "en"], False)
        assert {"article-journal", "book"} <= set(scope["types"])

    @pytest.mark.parametrize(("field", "value"), [("languages", "klingon"), ("types", "bok")])
    def test_what_is_wrong_with_a_filter_stands_beside_it(self, client: TestClient, field: str, value: str):
        form = {"query": QUESTION, "sources": ["library"], field: value, "no_preprints": "1"}
        answer = client.post("/", data=form)
        page = Markup.of(answer.text)

        assert answer.status_code == 422
        assert value in words(page.one("p", id=f"{field}-wrong"))
        assert page.one("details").get("open") is not None
        assert page.one("input", name="no_preprints").get("checked") is not None


def test_the_description_of_the_api_tells_of_both(client: TestClient):
    told = client.get("/openapi.json").json()

    assert "/api/research/{query_id}/plan" in told["paths"]
    example = told["components"]["schemas"]["Question"]["examples"][0]
    assert {"filters", "budget"} <= set(example)
    assert "paid calls" in json.dumps(told["components"]["schemas"]["Budget-Input"]["properties"]["money"])
