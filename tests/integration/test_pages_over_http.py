"""The plain pages, without a script: links, forms, redirects; what is typed is kept, and never becomes markup."""

import re
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
from research_assistant.domain.query import Options, Scope
from research_assistant.domain.user import Role
from research_assistant.web.app import create_app
from research_assistant.web.forms import local_path
from research_assistant.web.statics import statics

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
QUESTION = "Does zinc shorten the common cold?"
NOTES = "# Zinc and colds\n\nZinc acetate lozenges shortened the common cold by a third in seven randomised trials.\n"
ALIVE = '<script>alert(1)</script><img src=x onerror=alert(1)>"\' onfocus=alert(1) autofocus x="javascript:alert(1)'
UNKNOWN = "01900000-0000-7000-8000-000000000000"
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def house(sqlite: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server that runs, with something to find in a shared library."""
    folder = tmp_path_factory.mktemp("pages")
    notes = folder / "zinc.md"
    notes.write_text(NOTES)
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=sqlite.migrated(),
        embedding_model="none",
        rate_limit_max_requests=0,
        reader_processes=1,
    )
    with TestClient(create_app(settings)) as opened:
        opened.portal.call(_shelve, opened.app, notes)
        yield opened


async def _shelve(app: FastAPI, notes: Path) -> None:
    made = app.state.made
    owner = await made.accounts.local()
    await made.library.add([notes], owner=owner, visibility=Visibility.SHARED, collection="", progress=lambda *_: None)


def browser(house: TestClient, *, agent: str = "Browser/1") -> TestClient:
    """Return a browser of its own, without a login and without a script."""
    client = TestClient(house.app, headers={"Accept": "text/html", "User-Agent": agent}, follow_redirects=False)
    # The server has one event loop.
    client.portal = house.portal
    return client


def register(client: TestClient) -> TestClient:
    """Register on the page, which logs in too."""
    client.name = f"user{next(_NUMBERS)}"
    form = {"username": client.name, "email": f"{client.name}@example.org", "password": PASSWORD}
    entered = client.post("/register", data=form)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    return client


@pytest.fixture
def stranger(house: TestClient) -> TestClient:
    """Somebody who is not logged in."""
    return browser(house)


@pytest.fixture
def client(house: TestClient) -> TestClient:
    """Somebody who has just registered."""
    return register(browser(house))


def question(**changes: object) -> dict[str, object]:
    form = {"query": QUESTION, "sources": ["library"], "verification_level": "lenient", "citation_style": "IEEE"}
    return {**form, "max_sources": "5", "year_from": "", "year_to": "", "collection": "", **changes}


def ask(client: TestClient, **changes: object) -> str:
    """Ask on the page, wait for the end, and return where the report is."""
    asked = client.post("/", data=question(**changes))
    assert asked.status_code == 303, asked.text
    address: str = asked.headers["location"]
    assert client.get(f"{address}/events").text.endswith("event: ended\ndata:\n\n")
    return address


class TestFrame:
    def test_every_page_is_valid_and_has_nothing_inline(self, client: TestClient):
        address = ask(client)
        shelf = Markup.of(client.get("/library").text)
        item = shelf.one("ul", klass="rows").findall(".//{*}a")[0].get("href")
        addresses = ("/", "/history", "/library", item, "/account", "/docs", "/problems/not-found", "/login")
        for path in (*addresses, "/register", "/reset?token=abc", "/nothing", address):
            answer = client.get(path)
            page = Markup.of(answer.text)

            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert answer.headers["cache-control"] == "no-store"
            assert "'unsafe" not in answer.headers["content-security-policy"]
            assert page.one("html").get("lang") == "en"
            assert len(page.all("h1")) == len(page.all("main")) == 1
            for each in page.elements():
                assert not [key for key in each.attrib if key == "style" or key.startswith("on")]
            assert page.all("style") == []
            assert all(each.get("src", "").startswith("/static/") for each in page.all("script"))
            ids = [each.get("id") for each in page.elements() if each.get("id")]
            assert len(ids) == len(set(ids))
            for label in page.all("label"):
                assert label.get("for", ids[0]) in ids

    def test_files_are_kept_by_browsers_for_good(self, stranger: TestClient):
        page = Markup.of(stranger.get("/login").text)
        sheet = page.one("link", rel="stylesheet").get("href")
        first = stranger.get(sheet)

        assert first.headers["content-type"] == "text/css; charset=utf-8"
        assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = stranger.get(sheet, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert stranger.head(sheet).headers["etag"] == first.headers["etag"]
        for unknown in ("/static/site.css", "/static/..%2Fapp.py", "/static/icon-0000000000000000.svg"):
            assert stranger.get(unknown).status_code == 404

    def test_an_error_leaves_the_ways_that_one_has(self, client: TestClient, stranger: TestClient):
        missing = "/research/01900000-0000-7000-8000-000000000000"

        assert "Log out" in client.get(missing).text
        assert "Log out" in client.get("/no/such/page").text
        assert "Log out" not in stranger.get("/no/such/page").text

    def test_scripts_are_small_and_come_where_something_is_live_alone(self, client: TestClient):
        assert sum(len(each.content) for each in statics().values() if "javascript" in each.media_type) <= 60_000
        for path in ("/", "/login", "/account", ask(client)):
            assert Markup.of(client.get(path).text).all("script") == []

    def test_errors_are_pages_for_browsers_and_problems_for_programs(self, client: TestClient):
        for path in ("/nothing", f"/research/{UNKNOWN}", "/research/" + "x" * 100, "/library/none"):
            page = client.get(path)
            program = client.get(path, headers={"Accept": "*/*"})

            assert page.status_code == program.status_code
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            assert program.headers["content-type"] == "application/problem+json"
            assert program.json()["title"] in words(Markup.of(page.text).one("h1"))
        assert client.get(f"/api/research/{UNKNOWN}").headers["content-type"] == "application/problem+json"


class TestEntry:
    def test_who_is_not_signed_in_is_led_in_and_then_where_they_wanted_to(
        self, stranger: TestClient, client: TestClient
    ):
        client.post("/logout")
        led = stranger.get("/history?status=failed")
        assert (led.status_code, led.headers["location"]) == (303, "/login?next=/history%3Fstatus%3Dfailed")

        form = Markup.of(stranger.get(led.headers["location"]).text).one("input", name="next")
        entered = stranger.post(
            "/login", data={"username": client.name, "password": PASSWORD, "next": form.get("value")}
        )
        assert (entered.status_code, entered.headers["location"]) == (303, "/history?status=failed")
        assert stranger.get("/history", headers={"Accept": "*/*"}).status_code == 200

    def test_programs_get_401(self, stranger: TestClient):
        assert stranger.get("/history", headers={"Accept": "*/*"}).status_code == 401

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/a//evil.example",
            "evil",
            "",
            "/\u2028",
            "http:/evil",
        ],
    )
    def test_nobody_is_led_to_another_site(self, wanted: str):
        assert local_path(wanted) == "/"

    def test_what_is_typed_is_kept_but_no_password(self, stranger: TestClient):
        for path, form, field in (
            ("/register", {"username": "a", "email": "a@example.org", "password": PASSWORD}, "username"),
            ("/register", {"username": "annie", "email": "nowhere", "password": PASSWORD}, "email"),
            ("/register", {"username": "annie", "email": "a@example.org", "password": "pass-short"}, "password"),
            ("/reset", {"token": "none", "password": "pass-short"}, "password"),
        ):
            refused = stranger.post(path, data=form)
            page = Markup.of(refused.text)

            assert refused.status_code == 422
            assert form["password"] not in refused.text
            for name, value in form.items():
                assert page.one("input", name=name).get("value") == (None if name == "password" else value)
            wrong = page.one("input", name=field)
            assert wrong.get("aria-invalid") == "true"
            assert f"{field}-wrong" in wrong.get("aria-describedby").split()
            assert words(page.one("p", id=f"{field}-wrong"))

    def test_a_wrong_password_and_a_taken_name_are_told(self, stranger: TestClient, client: TestClient):
        client.post("/logout")
        wrong = stranger.post("/login", data={"username": client.name, "password": "not the right one"})
        taken = stranger.post(
            "/register", data={"username": client.name, "email": "other@example.org", "password": PASSWORD}
        )

        assert (wrong.status_code, taken.status_code) == (401, 400)
        assert "Username or password is wrong." in words(Markup.of(wrong.text).one("main"))
        assert "taken" in words(Markup.of(taken.text).one("p", id="username-wrong"))

    def test_pages_of_other_sites_send_no_forms(self, client: TestClient):
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert client.post("/logout", headers=headers).status_code == 403
            assert client.post("/", data=question(), headers=headers).status_code == 403
        assert client.get("/").status_code == 200

    def test_a_link_of_an_administrator_lets_one_choose_a_new_password(self, client: TestClient, house: TestClient):
        token = house.portal.call(_link, house.app, client.name)
        page = Markup.of(client.get(f"/reset?token={token}").text)
        assert page.one("input", name="token").get("value") == token

        form = {"token": token, "password": "four other words entirely"}
        chosen = client.post("/reset", data=form)
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/login?said=chosen")
        assert client.get("/").headers["location"] == "/login"
        assert client.post("/reset", data=form).status_code == 404
        assert client.post("/login", data={"username": client.name, **form}).status_code == 303


async def _link(app: FastAPI, name: str) -> str:
    made = app.state.made
    token: str = await made.accounts.reset_link(name, actor=await made.accounts.local())
    return token


class TestResearch:
    def test_ask_read_download_delete(self, client: TestClient):
        address = ask(client)
        page = Markup.of(client.get(address).text)

        assert words(page.one("h1")) == QUESTION
        assert "shortened the common cold" in words(page.one("section", id="findings"))
        assert page.one("article", id="e1").get("popover") is not None
        links = [each.get("href") for each in page.one("details", klass="downloads").findall(".//{*}a")]
        assert f"/api{address}/download?format=html" in links
        assert client.get(f"/api{address}/download?format=markdown").status_code == 200
        assert address in client.get("/history").text

        gone = client.post(f"{address}/delete")
        assert (gone.status_code, gone.headers["location"]) == (303, "/history")
        assert client.get(address).status_code == 404

    def test_a_form_that_is_sent_twice_asks_once(self, client: TestClient):
        key = Markup.of(client.get("/").text).one("input", name="key").get("value")
        first, again = (client.post("/", data=question(key=key)) for _ in range(2))
        other = client.post("/", data=question(key=key, max_sources="6"))

        assert first.headers["location"] == again.headers["location"] != other.headers["location"]

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("query", {"query": "?!"}),
            ("query", {"query": "x" * 50_000}),
            ("sources", {"sources": []}),
            ("max_sources", {"max_sources": "0"}),
            ("max_sources", {"max_sources": "many"}),
            ("year_to", {"year_from": "2020", "year_to": "2000"}),
            ("year_from", {"year_from": "1e9"}),
        ],
    )
    def test_what_cannot_be_asked_is_told_beside_its_field(
        self, client: TestClient, field: str, changes: dict[str, object]
    ):
        refused = client.post("/", data=question(**changes))
        page = Markup.of(refused.text)

        assert refused.status_code == 422
        assert words(page.one("p", id=f"{field}-wrong"))
        assert "".join(page.one("textarea", name="query").itertext()).strip() == question(**changes)["query"]
        checked = [
            each.get("value") for each in page.all("input", name="verification_level") if "checked" in each.attrib
        ]
        assert checked == ["lenient"]

    @pytest.mark.parametrize(
        "changes", [{"sources": ["nowhere"]}, {"citation_style": "/etc/passwd"}, {"verification_level": "lax"}]
    )
    def test_what_the_form_does_not_offer_is_refused(self, client: TestClient, changes: dict[str, object]):
        assert client.post("/", data=question(**changes)).status_code == 422
        assert "0 questions" in words(Markup.of(client.get("/history").text).one("main"))

    def test_the_page_of_a_query_comes_again_only_where_one_wants_it(self, client: TestClient, house: TestClient):
        waiting = house.portal.call(_waiting, house.app, client.name)
        plain, coming = (client.get(f"/research/{waiting}{more}") for more in ("", "?reload=5"))

        assert "refresh" not in plain.headers
        assert coming.headers["refresh"] == "5"
        page = Markup.of(plain.text)
        assert f"/research/{waiting}?reload=5" in [each.get("href") for each in page.all("a")]
        assert words(page.one("p", id="now")) == "Waiting for its turn."
        assert client.post(f"/research/{waiting}/cancel").status_code == 303
        assert client.post(f"/research/{waiting}/cancel").status_code == 303

    def test_history_leads_from_page_to_page(self, client: TestClient):
        for number in range(26):
            client.post("/", data=question(query=f"{QUESTION} {number}"))
        first = Markup.of(client.get("/history").text)
        older = first.one("a", rel="next").get("href")
        second = Markup.of(client.get(older).text)

        assert [len(page.one("ul", klass="queries").findall("{*}li")) for page in (first, second)] == [25, 1]
        assert second.all("a", rel="next") == []
        assert client.get("/history?cursor=nonsense!").status_code == 422

    def test_a_reader_is_offered_nothing_they_may_not_do(self, client: TestClient, house: TestClient):
        address = ask(client)
        house.portal.call(_make_reader, house.app, client.name)

        assert Markup.of(client.get("/").text).all("textarea") == []
        assert "/delete" not in client.get(address).text
        assert client.post("/", data=question()).status_code == 403


async def _waiting(app: FastAPI, name: str) -> str:
    """Return a query that no worker takes: it is kept, and not in the queue."""
    made = app.state.made
    user = await made.accounts.find(name)
    asked = await made.research.ask(f"{QUESTION} Later", user=user, scope=Scope(), options=Options())
    query_id: str = asked.query.query_id
    return query_id


async def _make_reader(app: FastAPI, name: str) -> None:
    made = app.state.made
    await made.accounts.change(name, role=Role.READER, disabled=None, actor=await made.accounts.local())
    app.state.callers.forget()


class TestLibrary:
    def test_files_are_added_read_and_removed(self, client: TestClient):
        files = [
            ("file", (f"{ALIVE}.md", "# Copper and colds\n\nCopper did nothing for colds.\n")),
            ("file", ("broken.pdf", b"%PDF-1.4 nothing")),
        ]
        added = client.post("/library?collection=My+set", files=files)
        page = Markup.of(added.text)

        assert added.status_code == 200
        assert words(page.one("div", klass="notice")).startswith("1 work added, 1 refused.")
        assert "broken.pdf" in words(page.one("div", klass="notice"))
        work = page.one("ul", klass="rows").find(".//{*}a").get("href")
        assert "Copper did nothing" in words(Markup.of(client.get(work).text).one("div", klass="words"))
        removed = client.post(f"{work}/remove")
        assert (removed.status_code, removed.headers["location"]) == (303, "/library")
        assert client.get(work).status_code == 404

    def test_a_form_without_files_is_told(self, client: TestClient):
        refused = client.post("/library", files=[("other", (None, "no file"))])

        assert refused.status_code == 422
        assert words(Markup.of(refused.text).one("p", id="file-wrong"))

    def test_what_others_share_can_be_read_and_not_removed(self, client: TestClient):
        work = Markup.of(client.get("/library").text).one("ul", klass="rows").find(".//{*}a").get("href")

        assert Markup.of(client.get(work).text).all("form", action=f"{work}/remove") == []
        assert client.post(f"{work}/remove").status_code == 404


class TestAccount:
    def test_a_token_is_told_once_and_revoked(self, client: TestClient, house: TestClient):
        form = {"name": "nightly export", "permissions": ["read"], "days": "30"}
        secret = words(Markup.of(client.post("/account/tokens", data=form).text).one("code", klass="secret"))
        program = TestClient(house.app, headers={"Authorization": f"Bearer {secret}"})
        program.portal = house.portal
        assert program.get("/api/auth/me").json()["username"] == client.name

        page = client.get("/account").text
        assert secret not in page
        revoke = re.search(r"/account/tokens/[^/]+/revoke", page)[0]
        assert client.post(revoke).headers["location"] == "/account?said=revoked"
        assert program.get("/api/auth/me").status_code == 401

    @pytest.mark.parametrize(
        ("field", "changes"),
        [("name", {"name": " "}), ("permissions", {"permissions": []}), ("days", {"days": "9" * 5000})],
    )
    def test_a_token_that_cannot_be_is_told(self, client: TestClient, field: str, changes: dict[str, object]):
        refused = client.post("/account/tokens", data={"name": "x", "permissions": ["read"], "days": "9", **changes})

        assert refused.status_code == 422
        assert words(Markup.of(refused.text).one("p", id=f"{field}-wrong"))

    def test_nobody_gives_a_token_more_than_they_may(self, client: TestClient):
        form = {"name": "root", "permissions": ["admin"], "days": "30"}
        assert client.post("/account/tokens", data=form).status_code == 422

    def test_a_new_password_ends_all_other_logins(self, client: TestClient, house: TestClient):
        other = browser(house)
        other.post("/login", data={"username": client.name, "password": PASSWORD})
        assert len(Markup.of(client.get("/account").text).all("button", klass="quiet")) >= 2

        wrong = client.post("/account/password", data={"old_password": "no", "new_password": "four other words x"})
        assert wrong.status_code == 403
        changed = client.post(
            "/account/password", data={"old_password": PASSWORD, "new_password": "four other words entirely"}
        )
        assert changed.headers["location"] == "/account?said=password"
        assert other.get("/account").status_code == 303
        assert client.get("/account").status_code == 200


class TestDescription:
    def test_it_tells_every_call_and_every_link_leads_somewhere(self, stranger: TestClient):
        page = Markup.of(stranger.get("/docs").text)
        told = {(words(each.find(".//{*}span")), words(each.find(".//{*}code"))) for each in page.all("summary")}
        described = stranger.get("/openapi.json").json()["paths"]

        assert told == {(method.upper(), path) for path, methods in described.items() for method in methods}
        ids = {each.get("id") for each in page.elements()}
        links = [each.get("href") for each in page.all("a")]
        assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []


class TestAttacks:
    def test_what_outsiders_write_is_text_everywhere(self, house: TestClient):
        shapes = [_shapes(register(browser(house, agent=said)), said) for said in ("plain words", ALIVE)]

        assert shapes[0] == shapes[1]

    def test_errors_show_what_was_wrong_as_text(self, client: TestClient):
        for path in (f"/research/{ALIVE[:60]}", f"/library/{ALIVE}", f"/history?cursor={ALIVE[:60]}"):
            page = Markup.of(client.get(path).text)
            assert page.all("script") == page.all("img") == []


def _shapes(client: TestClient, said: str) -> list[object]:
    """Return what is markup on each page where `said` stands."""
    address = ask(client, query=f"{said} {QUESTION}")
    told = [
        client.post("/", data=question(query=said, year_to=said, sources=[])),
        client.post("/account/tokens", data={"name": said, "permissions": ["read"], "days": said}),
        client.post("/account/tokens", data={"name": said[:100], "permissions": ["read"], "days": "9"}),
        client.post("/login", data={"username": said, "password": said, "next": said}),
        client.post("/register", data={"username": said, "email": said, "password": said}),
        *(client.get(path) for path in ("/", "/history", "/account", f"/reset?token={said}")),
    ]
    # What a report says depends on the words of its question: of its page, only what could be alive counts.
    report = Markup.of(client.get(address).text)
    ours = re.compile(r"a href=/[^/].*|a href=/|link href=/static/.*|form|form action=/[a-z].*")
    assert [each for each in report.alive() if not ours.fullmatch(each)] == []
    return [Markup.of(each.text).shape() for each in told]
