"""Sixty faults of the other end: each becomes a named failure within its time, or an answer for readers to judge."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from faulty import FAULTS, Faulty, faulty
from research_assistant.adapters.http.policy import Policy, Service
from research_assistant.adapters.http.registry import open_fetcher
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.fetcher import Fetched, Fetcher, Request

SECONDS = 1.5
"""For what never ends; the others have time enough on any machine."""
CAUSES = {
    **dict.fromkeys(("429", "429-seconds", "429-date", "429-an-hour", "429-nonsense"), "status"),
    **dict.fromkeys(("500", "502", "503", "503-seconds", "504", "401", "403", "404", "204", "to-nothing"), "status"),
    **dict.fromkeys(("slow-header", "slow-body", "silent", "stalls", "endless-status"), "timeout"),
    **dict.fromkeys(("endless-body", "endless-chunks", "gzip-bomb", "deflate-bomb"), "too-large"),
    **dict.fromkeys(
        ("endless-header", "negative-length", "two-lengths", "garbage-status", "garbage-header"), "protocol"
    ),
    **dict.fromkeys(("huge-header", "bad-chunk"), "protocol"),
    **dict.fromkeys(("long-length", "early-close", "reset", "reset-within", "http-0.9", "cut-chunk"), "cut-off"),
    **dict.fromkeys(("br-bomb", "zstd-bomb", "gzip-twice", "not-gzip", "gzip-cut"), "encoding"),
    **dict.fromkeys(("circle", "chain", "back-and-forth"), "redirects"),
    **dict.fromkeys(("self-signed", "expired", "other-host", "no-tls"), "tls"),
    **dict.fromkeys(("to-nowhere", "unknown-name"), "dns"),
    "to-inside": "address",
    "to-file": "scheme",
    "refused": "connect",
}
FOR_READERS = ("short-length", "bad-charset", "cut-pdf", "wrong-json", "html-instead", "empty", "cut-content")
"""Whole answers by the rules of HTTP: what is wrong in them, only a reader of their kind can see."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Faulty]:
    async with faulty(tmp_path) as made:
        yield made


def policy(server: Faulty, *, failures_before_rest: int = 0) -> Policy:
    return Policy(
        user_agent="test",
        services={fault: Service(base_url=server.url(fault)) for fault in FAULTS},
        allowed_networks=(ip_network("127.0.0.0/8"),),
        certificates=server.authority,
        failures_before_rest=failures_before_rest,
    )


ASKING_TO_WAIT = ("429-seconds", "429-date", "429-an-hour", "503-seconds")
"""Their wish holds for all pages of a site: each of them gets a fetcher of its own."""


@asynccontextmanager
async def fetching(server: Faulty, *, failures_before_rest: int = 0) -> AsyncIterator[Fetcher]:
    decided = policy(server, failures_before_rest=failures_before_rest)
    async with open_fetcher(decided, lambda: datetime.now(UTC)) as fetcher:
        yield fetcher


async def outcome(fetcher: Fetcher, server: Faulty, fault: str, service: str = "") -> Fetched | FetchFailed:
    asked = Request(
        url=server.url(fault, "/page?q=secret-question"),
        service=service,
        headers={"x-key": "secret-key"},
        most_bytes=5_000_000,
        seconds=SECONDS if CAUSES.get(fault) == "timeout" else 30,
    )
    try:
        return await fetcher.fetch(asked)
    except FetchFailed as error:
        return error


def test_each_fault_is_expected_to_end_somehow():
    assert set(CAUSES) | set(FOR_READERS) == set(FAULTS)
    assert len(FAULTS) >= 40


async def test_each_fault_of_a_page_is_named_within_its_time(server: Faulty, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    met = {}
    async with fetching(server) as fetcher:
        for fault in FAULTS:
            if fault not in ASKING_TO_WAIT:
                met[fault] = await outcome(fetcher, server, fault)
    for fault in ASKING_TO_WAIT:
        async with fetching(server) as fetcher:
            met[fault] = await outcome(fetcher, server, fault)

    assert_named(met)
    assert "secret-key" not in caplog.text


async def test_each_fault_of_a_service_is_named_within_its_time(server: Faulty):
    async with fetching(server) as fetcher:
        ended = await asyncio.gather(*(outcome(fetcher, server, fault, service=fault) for fault in FAULTS))

    assert_named(dict(zip(FAULTS, ended, strict=True)))


def assert_named(met: dict[str, Fetched | FetchFailed]) -> None:
    """See that each fault has its cause, and that no sentence tells what was asked or with which key."""
    failures = {fault: made for fault, made in met.items() if isinstance(made, FetchFailed)}

    assert {fault: made.cause for fault, made in failures.items()} == CAUSES
    assert set(met) - set(failures) == set(FOR_READERS)
    assert "secret" not in " ".join(f"{made} {made.next_step}" for made in failures.values())


async def test_second_tries_are_few_whatever_fails(server: Faulty):
    passing = [
        fault for fault in CAUSES if fault.startswith("5") or fault in {"429", "429-nonsense", "early-close", "reset"}
    ]
    async with fetching(server) as fetcher:
        for number in range(40):
            with pytest.raises(FetchFailed):
                await fetcher.fetch(Request(url=server.url(passing[number % len(passing)]), seconds=3))

    assert 40 < server.asked.total() <= 44


async def test_what_passes_is_tried_again_and_comes(server: Faulty):
    async with fetching(server) as fetcher:
        fetched = await fetcher.fetch(Request(url=server.url("once-503"), seconds=5))

    assert fetched.content == server.content
    assert server.asked["once-503"] == 2


async def test_post_is_not_tried_again(server: Faulty):
    async with fetching(server) as fetcher:
        with pytest.raises(FetchFailed):
            await fetcher.fetch(Request(url=server.url("503"), service="503", method="POST", body=b"{}", seconds=5))

    assert server.asked["503"] == 1


async def test_what_fails_again_and_again_is_left_alone(server: Faulty):
    async with fetching(server, failures_before_rest=3) as fetcher:
        causes = []
        for _ in range(8):
            with pytest.raises(FetchFailed) as error:
                await fetcher.fetch(Request(url=server.url("503"), service="503", seconds=3))
            causes.append(error.value.cause)

        fine = await fetcher.fetch(Request(url=server.url("empty"), service="empty"))

    assert causes == ["status"] * 3 + ["resting"] * 5
    assert fine.content == b""


async def test_one_that_gives_up_leaves_nothing_open(server: Faulty):
    async with fetching(server) as fetcher:
        for fault in ("silent", "slow-body", "endless-body", "no-tls"):
            asked = asyncio.create_task(fetcher.fetch(Request(url=server.url(fault), most_bytes=10**12)))
            await asyncio.sleep(0.3)
            asked.cancel()
            await asyncio.wait({asked})

    # What nobody closed would say so now, and every warning fails a test.
    gc.collect()


async def test_connection_that_was_closed_unnoticed_is_replaced(server: Faulty):
    """No second try is spent on it: servers close connections that were kept without having done any work."""
    served = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords")
        served += 1
        # The second request is read, and the connection closed without an answer.
        with suppress(asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(once, "127.0.0.1", 0) as other, fetching(server) as fetcher:
        port = other.sockets[0].getsockname()[1]
        pages = [await fetcher.fetch(Request(url=f"http://127.0.0.1:{port}/{number}")) for number in range(10)]

    assert {page.content for page in pages} == {b"words"}
    assert served == 11
