"""The library over HTTP: sent, listed, searched, read, fetched, removed; and what hostile senders get."""

import asyncio
import json
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message

from bombs import bombs
from databases import Databases
from pdfs import at, pdf
from research_assistant.config import Settings
from research_assistant.domain.user import Role
from research_assistant.web import patience
from research_assistant.web.app import create_app

PASSWORD = "correct horse battery staple"  # noqa: S105 - it opens nothing
NOTES = "# Zinc and colds\n\nZinc lozenges shortened the common cold by a third.\n"
RECORD = {
    "title": "Balanced crystalloids or saline in adults with sepsis",
    "doi": "10.1000/sepsis",
    "year": 2020,
    "abstract": "Balanced fluids helped.",
}
_NUMBERS = count(1)
UNKNOWN = "01900000-0000-7000-8000-000000000000"
PAGE = """<!DOCTYPE html><html><head><title>T “é” \u202e</title></head><body><article><h1>T</h1>
<p>Zinc shortened the common cold by a third in seven trials.</p><script>alert(1)</script></article></body></html>
"""
ANOTHER = "# Zinc acetate lozenges for the treatment of the common cold\n\nLozenges shortened colds by a third.\n"
LARGEST = 3 * 1024 * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def house(databases: Databases, folder: Path) -> Iterator[TestClient]:
    """A server that runs."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        database_url=databases.migrated(),
        embedding_model="none",
        max_upload_size_mb=LARGEST // 1024 // 1024,
        rate_limit_max_requests=0,
        reader_processes=1,
    )
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture
def client(house: TestClient) -> TestClient:
    """Somebody who has just made an account and logged in."""
    return enter(house)


@pytest.fixture
def other(house: TestClient) -> TestClient:
    """Somebody else."""
    return enter(house)


@pytest.fixture
def administrator(house: TestClient) -> TestClient:
    """Somebody who may share."""
    return enter(house, role=Role.ADMIN)


@pytest.fixture(autouse=True)
def nothing_left(folder: Path) -> Iterator[None]:
    """Whatever was sent, nothing of it lies about afterwards."""
    yield
    assert list((folder / "uploads").glob("*")) == []


def enter(house: TestClient, *, role: Role = Role.RESEARCHER) -> TestClient:
    name = f"keeper{next(_NUMBERS)}"
    client = TestClient(house.app)
    # The server has one event loop.
    client.portal = house.portal
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    if role is Role.RESEARCHER:
        assert client.post("/api/auth/register", json=account).status_code == 200
    else:
        house.portal.call(make, house.app, account, role)
    assert client.post("/api/auth/login", json={"username": name, "password": PASSWORD}).status_code == 200
    return client


async def make(app: FastAPI, account: dict[str, str], role: Role) -> None:
    accounts = app.state.made.accounts
    await accounts.create(
        account["username"],
        email=account["email"],
        password=account["password"],
        role=role,
        actor=await accounts.local(),
    )


def send(client: TestClient, *files: tuple[str, bytes | str], **query: object):
    return client.post("/api/library", files=[("file", each) for each in files], params=query)


def only_item(client: TestClient, *files: tuple[str, bytes | str], **query: object) -> str:
    answer = send(client, *files, **query)
    assert answer.status_code == 201, answer.text
    (item_id,) = answer.json()["item_ids"]
    return item_id


class TestSending:
    def test_several_files_are_added_and_what_cannot_be_read_is_refused_with_its_cause(self, client: TestClient):
        answer = send(
            client,
            ("notes.md", NOTES),
            ("records.jsonl", json.dumps(RECORD) + '\n{"year": 2020}\n'),
            ("broken.pdf", b"%PDF-1.7 and then nothing"),
        )

        assert answer.status_code == 201
        told = answer.json()
        assert (told["new"], told["known"], len(told["item_ids"])) == (2, 0, 2)
        assert [(each["file"], each["cause"]) for each in told["refused"] if not each["place"]] == [
            ("broken.pdf", "damaged")
        ]
        assert [(each["file"], each["cause"]) for each in told["refused"] if each["place"]] == [
            ("records.jsonl", "entry")
        ]

    def test_the_same_file_again_changes_nothing(self, client: TestClient):
        item_id = only_item(client, ("notes.md", NOTES))

        again = send(client, ("notes.md", NOTES))

        assert (again.status_code, again.json()["new"], again.json()["known"]) == (200, 0, 1)
        assert [each["item_id"] for each in client.get("/api/library").json()["items"]] == [item_id]

    def test_the_content_tells_what_a_file_is(self, client: TestClient):
        item_id = only_item(client, ("notes.txt", pdf(at(72, 700, "Zinc lozenges shortened the common cold."))))

        found = client.get(f"/api/library/{item_id}").json()
        assert found["pages"][0]["number"] == 1
        assert "Zinc lozenges shortened" in found["text"]

    @pytest.mark.parametrize(
        "name", ["../../../etc/cron.d/x.md", "..\\..\\x.md", "/etc/passwd", "x" * 3_000 + ".md", ".", ""]
    )
    def test_a_name_leads_nowhere(self, client: TestClient, name: str, folder: Path):
        told = send(client, (name or '"', NOTES + name[:50])).json()

        assert told["new"] + len(told["refused"]) == 1
        assert all("/" not in each["file"] and len(each["file"]) <= 200 for each in told["refused"])
        assert not list(folder.rglob("*x.md"))
        assert not Path("/etc/cron.d/x.md").exists()

    def test_a_refusal_does_not_tell_where_files_lie(self, client: TestClient, folder: Path):
        answer = send(client, ("a.pdf", b"%PDF-1.4 x"), ("b.pdf", b"%PDF-1.4 x"), ("c.bin", os.urandom(300)))

        assert str(folder) not in answer.text
        assert {each["file"] for each in answer.json()["refused"]} == {"a.pdf", "c.bin"}
        assert answer.json()["same"] == ["b.pdf is the same as a.pdf."]

    def test_only_administrators_share(self, client: TestClient, other: TestClient, administrator: TestClient):
        assert send(client, ("a.md", NOTES), shared=True).json()["type"] == "/problems/not-allowed"

        item_id = only_item(administrator, ("shared.md", "# Shared words\n\nGinger eased nausea.\n"), shared=True)
        assert other.get(f"/api/library/{item_id}").json()["mine"] is False
        assert other.delete(f"/api/library/{item_id}").status_code == 404
        assert other.post(f"/api/library/{item_id}/attach", files=[("file", ("a.md", NOTES))]).status_code == 404
        assert administrator.delete(f"/api/library/{item_id}").status_code == 200


class TestHostileSenders:
    @pytest.mark.parametrize("kind", ["gzip", "zip in a Word document", "zip of many parts", "XML entities in JATS"])
    def test_a_bomb_is_refused(self, client: TestClient, kind: str):
        name, content = bombs()[kind]
        if len(content) > LARGEST:
            assert send(client, (name, content)).status_code == 413
            return

        told = send(client, (name, content), ("notes.md", NOTES)).json()

        assert told["new"] == 1
        assert [each["file"] for each in told["refused"]] == [name]

    def test_too_many_parts_are_refused(self, client: TestClient):
        answer = send(client, *((f"{number}.md", "x") for number in range(10_000)))

        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")

    def test_a_part_with_a_huge_header_is_refused(self, client: TestClient):
        body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\nX: ' + b"y" * 100_000
        answer = client.post("/api/library", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})

        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")

    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            (b"", "multipart/form-data; boundary=x", 422),
            (b"--x--\r\n", "multipart/form-data; boundary=x", 422),
            (b"garbage", "multipart/form-data; boundary=x", 422),
            (b"x", "multipart/form-data; boundary=" + "x" * 400, 422),
            (b"x", "multipart/form-data", 415),
            (b"{}", "application/json", 415),
            (
                b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
                "multipart/form-data; boundary=x",
                422,
            ),
            (b"--x\r\n\r\nb\r\n--x--\r\n", "multipart/form-data; boundary=x", 422),
            (
                b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.md"\r\n\r\n# Half a fi',
                "multipart/form-data; boundary=x",
                422,
            ),
        ],
    )
    def test_what_is_no_upload_is_refused(self, client: TestClient, body: bytes, kind: str, status: int):
        answer = client.post("/api/library", content=body, headers={"Content-Type": kind})

        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/api/library", params={"collection": ""}).json()["total"] == 0

    def test_too_large_a_request_is_refused(self, client: TestClient):
        assert send(client, ("a.txt", b"a" * (LARGEST + 1))).json()["type"] == "/problems/too-large"
        # Where it does not say how large it is, too.
        pieces = (b"a" * 65_536 for _ in range(LARGEST // 65_536 + 2))
        head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.md"\r\n\r\n'
        answer = client.post(
            "/api/library",
            content=(piece for part in ([head], pieces) for piece in part),
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        assert answer.status_code == 413

    def test_a_client_that_goes_away_leaves_nothing_behind(self, house: TestClient, client: TestClient):
        status = house.portal.call(gone_in_the_middle, house.app, client)

        assert status == 400
        assert client.get("/api/library").json()["total"] == 0

    def test_a_client_that_falls_silent_is_let_go(
        self, house: TestClient, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(patience, "SILENCE_SECONDS", 0.05)
        monkeypatch.setattr(patience, "LINGER_SECONDS", 0.05)

        assert house.portal.call(silent_in_the_middle, house.app, client) == 408

    def test_what_killed_processes_left_is_swept(self, house: TestClient, folder: Path):
        old, fresh = folder / "uploads" / "upload-old", folder / "uploads" / "upload-new"
        for place in (old, fresh):
            place.mkdir(parents=True)
            (place / "0").write_bytes(b"x")
        os.utime(old, (0, 0))

        house.portal.call(house.app.state.uploads.sweep)

        assert (old.exists(), fresh.exists()) == (False, True)
        (fresh / "0").unlink()
        fresh.rmdir()


async def gone_in_the_middle(app: FastAPI, client: TestClient) -> int:
    first = {"type": "http.request", "body": _BEGUN, "more_body": True}
    return await _sent(app, client, [first, {"type": "http.disconnect"}])


async def silent_in_the_middle(app: FastAPI, client: TestClient) -> int:
    return await _sent(app, client, [{"type": "http.request", "body": _BEGUN, "more_body": True}])


_BEGUN = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.md"\r\n\r\n' + b"words " * 200_000


async def _sent(app: FastAPI, client: TestClient, messages: list[Message]) -> int:
    waiting, answered = iter(messages), []

    async def receive() -> Message:
        for message in waiting:
            return message
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: Message) -> None:
        answered.append(message)

    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/library",
        "raw_path": b"/api/library",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"testserver"),
            (b"content-type", b"multipart/form-data; boundary=x"),
            (b"transfer-encoding", b"chunked"),
            (b"cookie", cookies.encode()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "state": {},
    }
    await app(scope, receive, send)
    return int(answered[0]["status"])


class TestReading:
    def test_the_list_goes_on_by_its_cursor(self, client: TestClient):
        added = [only_item(client, (f"{number}.md", f"# Work {number}\n\nWords {number}.\n")) for number in range(5)]

        first = client.get("/api/library", params={"limit": 2}).json()
        second = client.get("/api/library", params={"limit": 2, "cursor": first["next_cursor"]}).json()
        third = client.get("/api/library", params={"limit": 2, "cursor": second["next_cursor"]}).json()

        listed = [each["item_id"] for page in (first, second, third) for each in page["items"] if each["mine"]]
        assert listed == added[::-1]
        assert first["total"] >= 5
        assert client.get("/api/library", params={"cursor": "?"}).status_code == 422

    def test_collections_are_told_and_kept_apart(self, client: TestClient):
        only_item(client, ("a.md", "# A\n\nWords of a.\n"), collection="sepsis")
        only_item(client, ("b.md", "# B\n\nWords of b.\n"))

        told = client.get("/api/library/collections").json()["collections"]
        assert {"collection": "sepsis", "visibility": "private", "items": 1} in told
        assert client.get("/api/library", params={"collection": "sepsis"}).json()["total"] == 1
        assert client.get("/api/library", params={"collection": "a\x00b"}).status_code == 422

    def test_a_work_is_found_with_its_quote(self, client: TestClient):
        item_id = only_item(client, ("zinc.md", NOTES))

        (hit,) = client.get("/api/library/search", params={"q": "zinc lozenges"}).json()["hits"]

        text = client.get(f"/api/library/{item_id}").json()["text"]
        assert hit["item_id"] == item_id
        assert hit["quote"] == text[hit["start"] : hit["end"]] == "Zinc lozenges shortened the common cold by a third."
        assert client.get("/api/library/search", params={"q": "  "}).status_code == 422

    def test_words_are_seen_on_their_page(self, client: TestClient):
        item_id = only_item(client, ("a.pdf", pdf(at(72, 700, "Zinc lozenges shortened the common cold."))))

        (page,) = client.get(f"/api/library/{item_id}/boxes", params={"start": 0, "end": 4}).json()["pages"]

        assert page["page"] == 1
        assert page["boxes"][0]["left"] == pytest.approx(72, abs=1)
        assert client.get(f"/api/library/{item_id}/boxes", params={"start": 4, "end": 4}).status_code == 422

    def test_a_work_has_its_sections(self, client: TestClient):
        item_id = only_item(client, ("a.md", "# A title\n\nSome words.\n\n## Methods\n\nWe measured.\n"))

        found = client.get(f"/api/library/{item_id}").json()
        assert "Methods" in [each["heading"] for each in found["sections"]]

    @pytest.mark.parametrize(
        ("name", "content", "media_type"),
        [
            ("a.md", NOTES, "text/markdown; charset=utf-8"),
            (
                "a.html",
                PAGE,
                "application/octet-stream",
            ),
        ],
    )
    def test_the_original_is_saved_and_never_shown(self, client: TestClient, name: str, content: str, media_type: str):
        item_id = only_item(client, (name, content))

        answer = client.get(f"/api/library/{item_id}/original")

        assert answer.content == content.encode()
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"].startswith('attachment; filename="')
        assert answer.headers["content-disposition"].isascii()
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"

    def test_the_name_that_another_gave_the_same_bytes_is_not_told(self, client: TestClient, other: TestClient):
        content = "# The same words\n\nBoth of us have this file.\n"
        only_item(other, ("my-secret-diary.md", content))
        item_id = only_item(client, ("plain.md", content))

        assert "diary" not in str(client.get(f"/api/library/{item_id}/original").headers)
        assert "diary" not in send(client, ("plain.md", content)).text


class TestChanging:
    def test_a_removed_work_is_gone(self, client: TestClient):
        item_id = only_item(client, ("a.md", NOTES))

        assert client.delete(f"/api/library/{item_id}").status_code == 200
        assert client.get(f"/api/library/{item_id}").status_code == 404
        assert client.delete(f"/api/library/{item_id}").status_code == 404

    def test_a_record_is_given_its_text(self, client: TestClient):
        item_id = only_item(client, ("r.jsonl", json.dumps(RECORD)))
        text = f"# {RECORD['title']}\n\nBalanced fluids helped in sepsis, as this whole text tells.\n"

        answer = client.post(f"/api/library/{item_id}/attach", files=[("file", ("whole.md", text))])

        assert (answer.status_code, answer.json()["extent"]) == (200, "full_text")
        assert "as this whole text tells" in client.get(f"/api/library/{item_id}").json()["text"]

    def test_another_work_is_not_attached(self, client: TestClient):
        item_id = only_item(client, ("r.jsonl", json.dumps(RECORD)))
        address, file = f"/api/library/{item_id}/attach", ("file", ("zinc.md", ANOTHER))

        assert client.post(address, files=[file]).status_code == 422
        assert client.post(address, files=[file, file]).status_code == 422
        assert client.post(address, files=[file], params={"anyway": True}).status_code == 200


class TestStrangers:
    ADDRESSES = (
        ("GET", "/api/library/{}"),
        ("GET", "/api/library/{}/original"),
        ("GET", "/api/library/{}/boxes?start=0&end=9"),
        ("DELETE", "/api/library/{}"),
        ("POST", "/api/library/{}/attach"),
    )

    @pytest.mark.parametrize(("method", "address"), ADDRESSES)
    def test_what_is_not_yours_answers_like_what_is_not_there(
        self, client: TestClient, other: TestClient, method: str, address: str
    ):
        item_id = only_item(client, ("mine.md", NOTES))
        files = {"files": [("file", ("a.md", NOTES))]} if method == "POST" else {}

        foreign = other.request(method, address.format(item_id), **files)
        unknown = other.request(method, address.format(UNKNOWN), **files)

        assert foreign.status_code == unknown.status_code == 404
        told = [
            {key: value for key, value in answer.json().items() if key != "instance"} for answer in (foreign, unknown)
        ]
        assert str(told[0]).replace(item_id, "-") == str(told[1]).replace(UNKNOWN, "-")
        assert item_id not in other.get("/api/library").text
        assert item_id not in other.get("/api/library/search", params={"q": "zinc"}).text

    @pytest.mark.parametrize(
        ("method", "address"),
        [*ADDRESSES, ("GET", "/api/library"), ("POST", "/api/library"), ("GET", "/api/library/search?q=x")],
    )
    def test_nobody_is_let_in_without_a_login(self, house: TestClient, method: str, address: str):
        stranger = TestClient(house.app)
        stranger.portal = house.portal

        assert stranger.request(method, address.format(UNKNOWN)).status_code == 401

    def test_readers_only_read(self, house: TestClient):
        reader = enter(house, role=Role.READER)

        assert reader.get("/api/library").status_code == 200
        assert send(reader, ("a.md", NOTES)).status_code == 403
        assert reader.delete(f"/api/library/{UNKNOWN}").status_code == 403
