"""Several workers as one: the limit, the logins, the metrics and the log; started as the deployment guide says."""

import asyncio
import json
import re
import stat
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from databases import PostgresServer
from redises import running_redis
from serving import GUNICORN, PASSWORD, UVICORN, Server, logged_in, served

pytestmark = pytest.mark.system

WORKERS = 4
LIMIT = 100


@pytest.fixture(params=["redis", "postgresql", "sqlite"])
def four(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Four workers, whose counts are kept in one of three places."""
    with ExitStack() as stack:
        settings = {"RATE_LIMIT_MAX_REQUESTS": str(LIMIT), "RATE_LIMIT_WINDOW_SECONDS": "600"}
        if request.param != "sqlite":
            postgres: PostgresServer = request.getfixturevalue("postgres")
            settings["DATABASE_URL"] = postgres.migrated()
        if request.param == "redis":
            redis = stack.enter_context(running_redis())
            settings |= {"REDIS_URL": redis.url, "SESSION_BACKEND": "redis"}
        words = GUNICORN if request.param == "postgresql" else UVICORN
        yield stack.enter_context(served(words, tmp_path, workers=WORKERS, settings=settings))


async def statuses(url: str, cookie: str, times: int) -> Counter[int]:
    """Ask so many times at once, each over a connection of its own."""
    gate = asyncio.Semaphore(100)

    parts = urlsplit(url)
    line = f"GET /api/auth/me HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"

    async def ask() -> int:
        async with gate:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(line.encode())
            answer = await reader.read()
            writer.close()
            return int(answer.split(b" ", 2)[1])

    return Counter(await asyncio.gather(*(ask() for _ in range(times))))


def test_four_workers_admit_one_limit_and_forget_a_login_at_once(four: Server):
    cookie = logged_in(four.url)
    counted = asyncio.run(statuses(four.url, cookie, 1_000))

    assert set(counted) == {200, 429}
    assert LIMIT - WORKERS <= counted[200] <= LIMIT + WORKERS

    refused = httpx2.get(f"{four.url}/api/auth/me", timeout=60, headers={"Cookie": cookie})
    assert refused.json()["type"] == "/problems/too-many"
    assert 0 < int(refused.headers["retry-after"]) <= 600
    assert refused.headers["ratelimit-policy"] == f'"requests";q={LIMIT};w=600'
    assert re.fullmatch(r'"requests";r=0;t=\d+', refused.headers["ratelimit"])
    assert httpx2.get(f"{four.url}/api/health", timeout=60).status_code == 200

    page = httpx2.get(f"{four.url}/metrics", timeout=60).text
    answered = re.findall(
        r'^research_assistant_requests_total\{method="GET",route="(.*)",status="(\d+)"\} ([\d.e+]+)', page, re.MULTILINE
    )
    numbers = {(route, status): float(number) for route, status, number in answered}
    assert numbers["/api/auth/me", "200"] == counted[200]
    assert numbers["", "429"] == counted[429] + 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plain")


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[Server]:
    """Four workers on SQLite, as gunicorn runs them, that write to a file; no limit."""
    settings = {"RATE_LIMIT_MAX_REQUESTS": "0", "LOG_FILE": str(folder / "logs" / "server.log")}
    with served(GUNICORN, folder, workers=WORKERS, settings=settings) as server:
        yield server


def test_a_login_that_is_ended_is_dead_on_all_workers_within_a_second(plain: Server):
    cookie, other = logged_in(plain.url), logged_in(plain.url)
    assert asyncio.run(statuses(plain.url, cookie, 100)) == {200: 100}
    httpx2.delete(f"{plain.url}/api/auth/sessions", timeout=60, headers={"Cookie": other})
    time.sleep(1)

    assert asyncio.run(statuses(plain.url, cookie, 100)) == {401: 100}
    assert asyncio.run(statuses(plain.url, other, 20)) == {200: 20}


def test_a_log_that_is_moved_away_is_begun_anew_by_all_workers(plain: Server, folder: Path):
    log, moved = folder / "logs" / "server.log", folder / "logs" / "server.log.1"
    cookie = logged_in(plain.url)
    asyncio.run(statuses(plain.url, cookie, 100))
    before = log.read_text()
    log.rename(moved)
    asyncio.run(statuses(plain.url, cookie, 100))

    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert moved.read_text().startswith(before)
    assert len([line for line in lines if line.get("path") == "/api/auth/me"]) == 100
    assert len({line["request_id"] for line in lines if line["event"] == "request"}) >= 100


def test_no_secret_is_in_any_line(plain: Server, folder: Path):
    cookie = logged_in(plain.url)
    with httpx2.Client(timeout=60, base_url=plain.url, headers={"Cookie": cookie}) as client:
        token = client.post("/api/auth/tokens", json={"name": "one", "permissions": ["read"]}).json()["secret"]
        client.get("/api/auth/me", headers={"Cookie": "", "Authorization": f"Bearer {token}"})
        client.post("/api/auth/login", json={"username": "reader", "password": "wrong, wrong and wrong"})
        client.post("/api/auth/login", content=b'{"username": "reader", "password": "no valid JSON')
        client.post("/api/auth/password", json={"old_password": PASSWORD, "new_password": "a short one"})
        client.post("/api/auth/reset", json={"token": "a-token-of-a-link", "new_password": "another long secret"})
    files = [*(folder / "logs").iterdir(), folder / "output.txt"]
    written = "".join(path.read_text() for path in files)

    secrets = (
        cookie.partition("=")[2],
        token,
        PASSWORD,
        "wrong, wrong and wrong",
        "no valid JSON",
        "another long secret",
        "a short one",
        "a-token-of-a-link",
    )
    assert "/api/auth/tokens" in written
    assert [secret for secret in secrets if secret in written] == []


def test_what_is_made_is_for_its_owner_alone(plain: Server, folder: Path):
    logged_in(plain.url)
    data = folder / "data"
    made = [*data.glob("*.db*"), data, data / "metrics"]

    assert {path.name for path in made} >= {"research.db", "research.db-wal", "research.db-shm", "research-queue.db"}
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)] == []


def test_metrics_of_processes_that_are_gone_go_with_the_last(tmp_path: Path):
    with served(UVICORN, tmp_path, workers=1, settings={}) as server:
        for _ in range(5):
            httpx2.get(f"{server.url}/livez", timeout=60)
        page = httpx2.get(f"{server.url}/metrics", timeout=60).text

        assert 'research_assistant_requests_total{method="GET",route="/livez",status="200"} 5.0' in page
        assert 'research_assistant_queries{status="running"} 0.0' in page
    with served(UVICORN, tmp_path, workers=1, settings={"METRICS_ALLOWED": "192.0.2.0/24"}) as server:
        assert httpx2.get(f"{server.url}/metrics", timeout=60).status_code == 403
        allowed = httpx2.get(f"{server.url}/metrics", timeout=60, headers={"X-Forwarded-For": "192.0.2.7"})

        assert allowed.status_code == 200
        assert 'route="/livez"' not in allowed.text
