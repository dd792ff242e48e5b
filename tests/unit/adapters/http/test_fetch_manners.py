"""How places are treated: at their pace, by their rules, with second tries that do no harm."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nets import Recorder, fetcher, no_robots, page
from research_assistant.adapters.http.pacing import seconds_to_wait
from research_assistant.adapters.http.policy import Pace, Policy, Service
from research_assistant.adapters.http.reply import Reply
from research_assistant.adapters.http.retrying import Budget
from research_assistant.adapters.http.turns import OwnTurns, SharedTurns
from research_assistant.domain.errors import FetchFailed, FetchRefused
from research_assistant.ports.fetcher import Request

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
API = "http://index.example/api"


def policy(pace: Pace | None = None, site_pace: Pace | None = None) -> Policy:
    return Policy(
        user_agent="ResearchAssistant/1 (mailto:library@example.org)",
        services={"index": Service(base_url=API, pace=pace or Pace())},
        site_pace=site_pace or Pace(),
        failures_before_rest=0,
    )


def with_robots(robots: bytes, *, status: str = "200 OK") -> Recorder:
    return Recorder(lambda _, path: page(robots, status=status, kind="text/plain") if path == "/robots.txt" else page())


async def test_we_say_who_we_are_and_nothing_of_our_reader():
    recorder = Recorder(lambda _, path: no_robots(path) or page(Set_Cookie="a=b"))
    fetching = fetcher(recorder, policy=policy())

    await fetching.fetch(Request(url="http://site.example/1", media_types=("text/html",)))
    await fetching.fetch(Request(url="http://site.example/2"))

    assert [set(headers) for headers in recorder.headers] == [{"host", "user-agent", "accept", "accept-encoding"}] * 3
    assert {headers["user-agent"] for headers in recorder.headers} == {
        "ResearchAssistant/1 (mailto:library@example.org)"
    }


async def test_site_without_robots_txt_is_reached_by_one_connection():
    recorder = Recorder(lambda _, path: page(b"no", status="404 Not Found") if path == "/robots.txt" else page())
    fetching = fetcher(recorder)

    await fetching.fetch(Request(url="http://site.example/1"))
    await fetching.fetch(Request(url="http://site.example/2"))

    assert len(recorder.dialled) == 1
    assert len(recorder.asked) == 3


async def test_nobody_else_says_where_a_request_goes_and_ends():
    recorder = Recorder(lambda *_: page())
    told = {"Host": "else.example", "Content-Length": "3", "User-Agent": "Browser", "X-Key": "key"}

    await fetcher(recorder, policy=policy()).fetch(Request(url=API, service="index", headers=told))

    (headers,) = recorder.headers
    assert headers["host"] == "index.example"
    assert headers["user-agent"].startswith("ResearchAssistant/")
    assert headers["x-key"] == "key"
    assert "content-length" not in headers


async def test_robots_txt_is_asked_for_once_a_site_and_kept_to():
    recorder = with_robots(b"User-agent: *\nDisallow: /private\n\nUser-agent: ResearchAssistant\nDisallow: /ours\n")
    fetching = fetcher(recorder)

    await asyncio.gather(*(fetching.fetch(Request(url=f"http://site.example/private/{n}")) for n in range(5)))
    with pytest.raises(FetchRefused) as error:
        await fetching.fetch(Request(url="http://site.example/ours/a"))

    assert error.value.cause == "robots"
    assert [path for _, _, path in recorder.asked].count("/robots.txt") == 1
    assert "/ours/a" not in [path for _, _, path in recorder.asked]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [("404 Not Found", True), ("403 Forbidden", True), ("410 Gone", True), ("500 Fault", False), ("429 Often", False)],
)
async def test_site_without_robots_txt_allows_and_one_that_cannot_say_does_not(status: str, *, allowed: bool):
    fetching = fetcher(with_robots(b"Disallow: /", status=status))

    if allowed:
        assert (await fetching.fetch(Request(url="http://site.example/"))).content
    else:
        with pytest.raises(FetchRefused) as error:
            await fetching.fetch(Request(url="http://site.example/", seconds=3))
        assert error.value.cause == "robots"


async def test_of_a_huge_robots_txt_the_first_half_megabyte_counts():
    rules = b"User-agent: *\nDisallow: /a\n" + b"# and so on\n" * 50_000 + b"Disallow: /b\n"
    fetching = fetcher(with_robots(rules))

    with pytest.raises(FetchRefused):
        await fetching.fetch(Request(url="http://site.example/a"))
    assert (await fetching.fetch(Request(url="http://site.example/b"))).content


async def test_services_are_not_asked_for_robots_txt():
    recorder = with_robots(b"User-agent: *\nDisallow: /\n")

    await fetcher(recorder, policy=policy()).fetch(Request(url=f"{API}?q=x", service="index"))

    assert recorder.asked == [("GET", "index.example", "/api?q=x")]


async def test_page_that_is_redirected_needs_leave_of_both_sites():
    def answer(host: str, path: str) -> bytes:
        if path == "/robots.txt":
            return page(b"User-agent: *\nDisallow: /\n" if host == "shut.example" else b"")
        return page(status="302 Found", Location="http://shut.example/page")

    with pytest.raises(FetchRefused) as error:
        await fetcher(Recorder(answer)).fetch(Request(url="http://open.example/"))

    assert error.value.cause == "robots"


async def test_keys_of_a_service_stay_there():
    recorder = Recorder(lambda host, path: no_robots(path) or redirected(host))

    def redirected(host: str) -> bytes:
        return page(status="302 Found", Location="http://else.example/") if host == "index.example" else page()

    await fetcher(recorder, policy=policy()).fetch(
        Request(url=f"{API}?q=x", service="index", headers={"Authorization": "Bearer secret"})
    )

    assert [headers.get("authorization") for headers in recorder.headers] == ["Bearer secret", None, None]


async def test_body_meant_for_a_service_goes_nowhere_else():
    recorder = Recorder(lambda *_: page(status="307 Temporary Redirect", Location="http://else.example/"))

    with pytest.raises(FetchRefused) as error:
        await fetcher(recorder, policy=policy()).fetch(
            Request(url=API, service="index", method="POST", body=b'{"key": "secret"}')
        )

    assert error.value.cause == "redirect"
    assert recorder.asked == [("POST", "index.example", "/api")]


async def test_service_is_asked_at_its_pace():
    recorder = Recorder(lambda *_: page())
    fetching = fetcher(recorder, policy=policy(Pace(seconds_between=0.1, at_once=1)))
    loop = asyncio.get_running_loop()

    began = loop.time()
    await asyncio.gather(*(fetching.fetch(Request(url=API, service="index")) for _ in range(4)))

    assert loop.time() - began >= 0.3


async def test_who_would_wait_too_long_is_told_so_at_once():
    fetching = fetcher(Recorder(lambda *_: page()), policy=policy(Pace(seconds_between=60)))
    await fetching.fetch(Request(url=API, service="index"))

    with pytest.raises(FetchFailed) as error:
        await fetching.fetch(Request(url=API, service="index", seconds=5))

    assert error.value.cause == "busy"


async def test_crawl_delay_is_kept_to_up_to_a_bound():
    recorder = with_robots(b"User-agent: *\nCrawl-delay: 3600\n")
    fetching = fetcher(recorder)
    await fetching.fetch(Request(url="http://site.example/1"))

    with pytest.raises(FetchFailed) as error:
        await fetching.fetch(Request(url="http://site.example/2", seconds=1))

    assert str(error.value) == "site.example may be asked again only in 3 seconds."


async def test_site_takes_no_more_at_a_time_than_we_allow_ourselves():
    most = now = 0

    class Counting(Recorder):
        async def dial(self, address: str, port: int, *, seconds: float) -> object:
            nonlocal most, now
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.02)
            now -= 1
            return await super().dial(address, port, seconds=seconds)

    recorder = Counting(lambda _, path: no_robots(path) or page(Connection="close"))
    fetching = fetcher(recorder, policy=policy(site_pace=Pace(at_once=2)))

    await asyncio.gather(*(fetching.fetch(Request(url=f"http://site.example/{n}")) for n in range(8)))

    assert most == 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 0 ", 0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 01 Mar 2026 12:00:30", 30),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("9" * 50, 0),
        ("Sun, 99 Mar 2026 12:00:30 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float):
    assert seconds_to_wait(Reply(status=429, headers={"retry-after": text}), NOON) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [(200, {"backoff": "7"}, 7), (200, {"backoff": "soon"}, 0), (200, {"retry-after": "9"}, 0)],
)
def test_an_answer_may_ask_for_a_pause_without_refusing(status: int, headers: dict[str, str], seconds: float):
    assert seconds_to_wait(Reply(status=status, headers=headers), NOON) == seconds


def test_budget_allows_one_and_then_a_tenth_at_most():
    for requests in range(20, 2000, 7):
        budget = Budget()
        spent = 0
        for _ in range(requests):
            budget.earn()
            spent += budget.spend()
        assert spent <= requests / 10
    assert Budget().spend()


@pytest.mark.parametrize("shared", [False, True])
def test_turns_are_apart_and_holds_are_kept(tmp_path: Path, *, shared: bool):
    turns = SharedTurns(tmp_path / "turns") if shared else OwnTurns()

    assert turns.take("index", apart=10, within=60) == pytest.approx(0, abs=1)
    assert turns.take("index", apart=10, within=60) == pytest.approx(10, abs=1)
    assert turns.take("index", apart=10, within=5) == pytest.approx(20, abs=1)
    assert turns.take("index", apart=10, within=60) == pytest.approx(20, abs=1)
    assert turns.take("other", apart=10, within=60) == pytest.approx(0, abs=1)
    turns.hold("index", 300)
    assert turns.take("index", apart=10, within=0) == pytest.approx(300, abs=1)


def test_turns_are_shared_by_all_who_share_the_folder(tmp_path: Path):
    first, second = SharedTurns(tmp_path), SharedTurns(tmp_path)

    waits = [turns.take("index", apart=3, within=60) for turns in (first, second, first, second)]

    assert waits == pytest.approx([0, 3, 6, 9], abs=1)


@pytest.mark.parametrize("content", ["", "nonsense", "9e99", "nan", pytest.param(str(time.time() + 1e6), id="later")])
def test_turns_that_cannot_be_read_begin_anew(tmp_path: Path, content: str):
    (tmp_path / "index").write_text(content)

    assert SharedTurns(tmp_path).take("index", apart=3, within=1) == 0


def test_turns_are_kept_in_this_process_where_the_folder_cannot_be_written(tmp_path: Path):
    (tmp_path / "file").write_text("")
    turns = SharedTurns(tmp_path / "file")

    assert turns.take("index", apart=10, within=60) == 0
    assert turns.take("index", apart=10, within=60) == pytest.approx(10, abs=1)
