"""Four workers on PostgreSQL, with logins in the database and in Redis: one query a key, and an end for all at once."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from databases import PostgresServer
from redises import running_redis
from serving import UVICORN, Server, logged_in, served

pytestmark = pytest.mark.system

WORKERS = 4
STREAMS = 16
"""Of each kind: every worker holds some."""

SIGNED_OUT = 4401
QUESTION = "Does zinc shorten the common cold?"


@pytest.fixture(scope="module", params=["database", "redis"])
def server(
    request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with ExitStack() as stack:
        settings = {"RATE_LIMIT_MAX_REQUESTS": "0", "DATABASE_URL": postgres.migrated()}
        if request.param == "redis":
            settings |= {"REDIS_URL": stack.enter_context(running_redis()).url, "SESSION_BACKEND": "redis"}
        folder = tmp_path_factory.mktemp("four")
        yield stack.enter_context(served(UVICORN, folder, workers=WORKERS, settings=settings))


def test_one_key_is_one_query_however_often_it_is_sent_at_once(server: Server):
    headers = {"Cookie": logged_in(server.url), "Idempotency-Key": "one"}

    async def ask_often() -> list[httpx2.Response]:
        async with httpx2.AsyncClient(base_url=server.url, headers=headers, timeout=120) as client:
            return await asyncio.gather(*(asked(client) for _ in range(100)))

    answers = asyncio.run(ask_often())
    listed = httpx2.get(f"{server.url}/api/research", headers=headers, timeout=60).json()

    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json()["query_id"] for answer in answers} == {query["query_id"] for query in listed["queries"]}
    assert listed["total"] == 1


def test_who_is_signed_out_is_gone_from_every_worker_socket_and_stream(server: Server):
    cookie, other = logged_in(server.url), logged_in(server.url)
    query_id = waiting_query(server, cookie)

    statuses, codes, ended = asyncio.run(revoked(server, cookie, other, query_id))

    # A machine that is very busy may also say: come again later.
    assert set(statuses) <= {401, 503}
    assert statuses[401] > 0
    assert codes == {SIGNED_OUT: STREAMS}
    assert ended == STREAMS


async def asked(client: httpx2.AsyncClient) -> httpx2.Response:
    """Ask; who is told to come again does."""
    while True:
        answer = await client.post("/api/research", json={"query": QUESTION})
        if answer.status_code != 503:
            return answer
        await asyncio.sleep(int(answer.headers["retry-after"]))


def waiting_query(server: Server, cookie: str) -> str:
    """Return the id of a query of which nothing more is told until its reader has seen the plan."""
    with httpx2.Client(base_url=server.url, headers={"Cookie": cookie}, timeout=60) as client:
        query_id = client.post("/api/research", json={"query": QUESTION, "edit_plan": True}).json()["query_id"]
        while client.get(f"/api/research/{query_id}").json()["status"] != "awaiting_plan":
            time.sleep(0.1)
    return str(query_id)


async def revoked(server: Server, cookie: str, other: str, query_id: str) -> tuple[Counter[int], Counter[int], int]:
    """End a login while it listens; return what its requests are answered, how its sockets end, and its streams."""
    socket_url = f"{server.url.replace('http', 'ws', 1)}/ws/research/{query_id}?after=1000"
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx2.AsyncClient(
                base_url=server.url, timeout=60, limits=httpx2.Limits(max_connections=200, max_keepalive_connections=0)
            )
        )
        mine = {"Cookie": cookie}
        sockets = [
            await stack.enter_async_context(connect(socket_url, additional_headers=mine)) for _ in range(STREAMS)
        ]
        path = f"/api/research/{query_id}/events?after=1000"
        streams = [await stack.enter_async_context(client.stream("GET", path, headers=mine)) for _ in range(STREAMS)]
        assert {stream.status_code for stream in streams} == {200}
        before = await asyncio.gather(*(client.get("/api/auth/me", headers=mine) for _ in range(40)))
        assert {answer.status_code for answer in before} <= {200, 503}
        revoking = await client.delete("/api/auth/sessions", headers={"Cookie": other})
        assert revoking.status_code == 200
        await asyncio.sleep(1)
        answers = await asyncio.gather(*(client.get("/api/auth/me", headers=mine) for _ in range(100)))
        codes = await asyncio.gather(*map(closed, sockets))
        ended = await asyncio.gather(*(stream.aread() for stream in streams))
    return Counter(answer.status_code for answer in answers), Counter(codes), len(ended)


async def closed(socket: ClientConnection) -> int:
    """Wait until a socket is closed; return the code."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else 0
