"""Behind a proxy with an authority of its own, everything goes through it, and what goes wrong is told."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpcore2
import pytest

from nets import Names
from proxying import HOST, Proxy, proxying
from research_assistant.adapters.http.dialling import SystemDialler
from research_assistant.adapters.http.policy import Policy, Service
from research_assistant.adapters.http.proxies import Proxies
from research_assistant.adapters.http.registry import fetcher_over
from research_assistant.adapters.http.wire import Wire
from research_assistant.bootstrap import application
from research_assistant.cli.net_check import net
from research_assistant.config import Settings
from research_assistant.domain.errors import FetchFailed, FetchRefused
from research_assistant.ports.fetcher import Fetcher, Request


@pytest.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[Proxy]:
    async with proxying(tmp_path) as made:
        yield made


class Watching:
    """Dials on loopback alone, and remembers what was dialled."""

    def __init__(self) -> None:
        self.dialled: list[tuple[str, int]] = []
        self._system = SystemDialler()

    async def dial(self, address: str, port: int, *, seconds: float) -> httpcore2.AsyncNetworkStream:
        self.dialled.append((address, port))
        if address != HOST:
            raise httpcore2.ConnectError
        return await self._system.dial(address, port, seconds=seconds)


def behind(
    proxy: Proxy,
    *,
    certificates: Path | None = None,
    around: str = "",
    resolve: bool = False,
    names: Names | None = None,
) -> tuple[Fetcher, Watching]:
    policy = Policy(
        user_agent="test",
        services={"index": Service(base_url="https://index.example/api")},
        proxies=Proxies(http=proxy.url, https=proxy.url, around=around, resolve=resolve),
        certificates=certificates,
    )
    dialler = Watching()
    wire = Wire(policy, resolver=names or Names(), dialler=dialler)
    return fetcher_over(wire, policy, lambda: datetime.now(UTC)), dialler


async def test_everything_is_carried(proxy: Proxy):
    fetcher, dialler = behind(proxy, certificates=proxy.certificates)

    for url in ("https://site.example/a?b=c", "http://site.example/a", "https://other.example:8443/"):
        assert (await fetcher.fetch(Request(url=url))).url == url
    await fetcher.fetch(Request(url="https://index.example/api?q=x", service="index"))

    assert set(dialler.dialled) == {(HOST, proxy.port)}
    assert proxy.carried.count("https://site.example/robots.txt") == 1
    assert proxy.carried[-1] == "https://index.example/api?q=x"


async def test_missing_authority_is_named_with_its_remedy(proxy: Proxy):
    fetcher, _ = behind(proxy)

    with pytest.raises(FetchFailed) as error:
        await fetcher.fetch(Request(url="https://site.example/"))

    assert error.value.cause == "tls"
    assert "SSL_CERT_FILE" in error.value.next_step


async def test_what_goes_around_the_proxy_is_dialled_directly(proxy: Proxy):
    fetcher, dialler = behind(proxy, around=".near.example,10.0.0.0/8,far.example:8080")

    for url in ("http://a.near.example/", "http://near.example/", "http://far.example:8080/"):
        with pytest.raises(FetchFailed):
            await fetcher.fetch(Request(url=url))
    await fetcher.fetch(Request(url="http://far.example/"))

    assert proxy.carried == ["http://far.example/robots.txt", "http://far.example/"]
    assert {address for address, _ in dialler.dialled} == {"93.184.215.14", HOST}


async def test_what_lies_inside_is_refused_before_the_proxy_is_asked(proxy: Proxy):
    names = Names({"inside.example": ["10.0.0.1"]})
    fetcher, dialler = behind(proxy, names=names)

    for url in ("http://inside.example/", "https://inside.example/", "http://127.0.0.1/", "https://[::1]/"):
        with pytest.raises(FetchRefused) as error:
            await fetcher.fetch(Request(url=url))
        assert error.value.cause == "address"

    assert dialler.dialled == []


async def test_names_that_only_the_proxy_knows_are_left_to_it_where_that_is_set(proxy: Proxy):
    names = Names({"site.example": [], "router.local": [], "intranet": []})
    kept, _ = behind(proxy, names=names)
    left, _ = behind(proxy, names=names, resolve=True)

    with pytest.raises(FetchFailed) as error:
        await kept.fetch(Request(url="http://site.example/"))
    assert error.value.cause == "dns"
    assert (await left.fetch(Request(url="http://site.example/"))).content
    for url in ("http://router.local/", "http://intranet/"):
        with pytest.raises(FetchFailed):
            await left.fetch(Request(url=url))

    assert {url.split("/")[2] for url in proxy.carried} == {"site.example"}


async def test_proxy_that_wants_a_login_is_told_it_and_nobody_else_is(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with proxying(tmp_path, login="reader:se-cret") as proxy:
        fetcher, _ = behind(proxy, certificates=proxy.certificates)
        assert (await fetcher.fetch(Request(url="https://site.example/"))).content

        proxy.login = "reader:changed"
        with pytest.raises(FetchFailed) as error:
            await fetcher.fetch(Request(url="https://other.example/"))

    assert error.value.cause == "proxy"
    assert "se-cret" not in f"{error.value} {error.value.next_step} {caplog.text}"


async def test_proxy_that_is_away_is_named(proxy: Proxy):
    proxy.port = 1
    fetcher, _ = behind(proxy)

    with pytest.raises(FetchFailed) as error:
        await fetcher.fetch(Request(url="https://site.example/"))

    assert error.value.cause == "proxy"
    assert "HTTPS_PROXY" in error.value.next_step


def settings(folder: Path, **given: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **{"ssl_cert_file": None, "no_proxy": "", **given})


async def doctor(set_: Settings) -> str:
    async with application(set_) as made:
        return await net(made)


async def test_doctor_says_how_the_net_is_reached_and_asks_nothing_without_a_proxy(tmp_path: Path):
    assert await doctor(settings(tmp_path, arxiv_api_url="http://nobody.invalid/")) == "directly"


async def test_doctor_says_that_the_proxy_carries_or_what_is_wrong(proxy: Proxy, tmp_path: Path):
    given = {"https_proxy": proxy.url, "arxiv_api_url": "https://arxiv.example/api/query"}

    found = await doctor(settings(tmp_path, ssl_cert_file=proxy.certificates, **given))
    assert found.startswith(f"through the proxy {HOST}:{proxy.port}, trusting {proxy.certificates}")
    assert "its own rules" in found

    with pytest.raises(FetchFailed) as error:
        await doctor(settings(tmp_path, **given))
    assert "SSL_CERT_FILE" in error.value.next_step


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_doctor_says_that_the_proxy_wants_a_login(tmp_path: Path, scheme: str):
    async with proxying(tmp_path, login="reader:password") as proxy:
        bare = f"http://{HOST}:{proxy.port}"
        given = {"http_proxy": bare, "https_proxy": bare, "arxiv_api_url": f"{scheme}://arxiv.example/api/query"}
        with pytest.raises(FetchFailed) as error:
            await doctor(settings(tmp_path, **given))

    assert "HTTPS_PROXY" in error.value.next_step


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_doctor_names_certificates_that_cannot_be_used(tmp_path: Path, content: str | None):
    file = tmp_path / "own.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(FetchFailed) as error:
        await doctor(settings(tmp_path, ssl_cert_file=file))

    assert error.value.cause == "certificates"
    assert str(file) in str(error.value)


@pytest.mark.parametrize("address", ["http://[nowhere", "socks5://secret@proxy.example:1080", "http://", "::"])
async def test_doctor_names_a_proxy_that_is_none(tmp_path: Path, address: str):
    with pytest.raises(FetchFailed) as error:
        await doctor(settings(tmp_path, https_proxy=address))

    assert error.value.cause == "proxy"
    assert "HTTPS_PROXY" in str(error.value)
    assert "secret" not in str(error.value)
