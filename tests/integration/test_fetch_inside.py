"""Nothing that is not the world's is dialled, whatever a record, a redirect or a name says."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import count

import pytest

from insides import INSIDES, KNOWN
from nets import PUBLIC, Names, Recorder, fetcher, no_robots, page
from research_assistant.adapters.http.policy import Policy, Service
from research_assistant.domain.errors import FetchFailed, FetchRefused
from research_assistant.ports.fetcher import Fetcher, Request

REDIRECTS = (
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
    "300 Multiple Choices",
    "305 Use Proxy",
)
EMBEDDING = ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "2002::/16", "2001::/32")


def insiders(dialled: list[tuple[str, int]]) -> Iterator[str]:
    """Return what of all that was dialled is not the world's, by the standard library's book and not by ours."""
    for text, _ in dialled:
        address = ip_address(text)
        if not address.is_global or address.is_multicast or address == ip_address("168.63.129.16"):
            yield text
        if isinstance(address, IPv6Address) and any(address in ip_network(each) for each in EMBEDDING):
            yield text


def test_there_are_enough_of_them():
    assert len(set(INSIDES)) == len(INSIDES) >= 120


async def test_no_address_leads_inside():
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    fetching = fetcher(recorder, Names(KNOWN))

    for url in INSIDES:
        with pytest.raises(FetchRefused):
            await fetching.fetch(Request(url=url))

    assert list(insiders(recorder.dialled)) == []


@pytest.mark.parametrize("status", REDIRECTS)
async def test_no_redirect_leads_inside(status: str):
    async def led(location: str, recorder: Recorder, fetching: Fetcher) -> None:
        def answer(host: str, path: str) -> bytes:
            return no_robots(path) or (page(status=status, Location=location) if host == "start.example" else page())

        recorder.answer = answer
        await fetching.fetch(Request(url="http://start.example/"))

    await _none_leads_inside(led)


async def test_redirect_of_robots_txt_leads_nowhere_inside():
    numbers = count()

    async def led(location: str, recorder: Recorder, fetching: Fetcher) -> None:
        def answer(_: str, path: str) -> bytes:
            return page(status="301 Moved", Location=location) if path == "/robots.txt" else page()

        recorder.answer = answer
        await fetching.fetch(Request(url=f"http://start-{next(numbers)}.example/"))

    await _none_leads_inside(led)


async def test_a_service_may_not_send_us_inside():
    async def led(location: str, recorder: Recorder, fetching: Fetcher) -> None:
        recorder.answer = lambda _, path: no_robots(path) or page(status="307 Temporary Redirect", Location=location)
        asked = Request(url="http://index.example/api?q=x", service="index", headers={"authorization": "secret"})
        await fetching.fetch(asked)

    recorder = await _none_leads_inside(led)

    told = {headers["host"] for headers in recorder.headers if "authorization" in headers}
    assert told == {"index.example"}


async def _none_leads_inside(led: Callable[[str, Recorder, Fetcher], Awaitable[None]]) -> Recorder:
    recorder = Recorder(lambda *_: page())
    policy = Policy(
        user_agent="test",
        services={"index": Service(base_url="http://index.example/api")},
        failures_before_rest=0,
    )
    fetching = fetcher(recorder, Names(KNOWN), policy)
    for url in INSIDES:
        if url.isprintable():
            with suppress(FetchFailed):
                await led(url, recorder, fetching)
            assert list(insiders(recorder.dialled)) == [], url
    return recorder


async def test_what_a_page_says_inside_itself_is_no_redirect():
    told = page(
        b'<meta http-equiv="refresh" content="0; url=http://127.0.0.1/"><script>location = "http://127.0.0.1/"</script>',
        Refresh="0; url=http://169.254.169.254/",
        Link="<http://127.0.0.1/>; rel=canonical",
        Content_Location="http://127.0.0.1/",
        Alt_Svc='h2="127.0.0.1:80"',
    )
    recorder = Recorder(lambda _, path: no_robots(path) or told)

    fetched = await fetcher(recorder).fetch(Request(url="http://start.example/"))

    assert fetched.url == "http://start.example/"
    assert {address for address, _ in recorder.dialled} == {PUBLIC}


@pytest.mark.parametrize("second", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "fd00::1"])
async def test_name_that_is_bound_anew_is_dialled_where_it_was_checked(second: str):
    recorder = Recorder(lambda *_: page(b"", Connection="close"))
    names = Names({"rebound.example": [[PUBLIC], [second]]})
    fetching = fetcher(recorder, names)

    # The first look is for `robots.txt`; for the page itself a new connection has to look again.
    with pytest.raises(FetchRefused) as error:
        await fetching.fetch(Request(url="http://rebound.example/"))

    assert error.value.cause == "address"
    assert [address for address, _ in recorder.dialled] == [PUBLIC]
    assert len(names.looked_up) == len(recorder.dialled) + 1


async def test_of_several_addresses_only_those_of_the_world_are_dialled():
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    names = Names({"mixed.example": ["127.0.0.1", "fe80::1%1", "::ffff:127.0.0.1", PUBLIC]})

    await fetcher(recorder, names).fetch(Request(url="http://mixed.example/"))

    assert {address for address, _ in recorder.dialled} == {PUBLIC}


async def test_networks_of_the_operator_are_dialled():
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    names = Names({"shelf.example": ["10.20.3.4"], "other.example": ["10.21.0.1"]})
    policy = Policy(user_agent="test", allowed_networks=(ip_network("10.20.0.0/16"),))
    fetching = fetcher(recorder, names, policy)

    await fetching.fetch(Request(url="http://shelf.example/"))
    with pytest.raises(FetchRefused):
        await fetching.fetch(Request(url="http://other.example/"))

    assert {address for address, _ in recorder.dialled} == {"10.20.3.4"}


async def test_service_may_be_private_and_lends_that_to_nobody():
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    policy = Policy(user_agent="test", services={"searxng": Service(base_url="http://10.0.0.5:6379/search")})
    fetching = fetcher(recorder, Names(), policy)

    await fetching.fetch(Request(url="http://10.0.0.5:6379/search?q=x", service="searxng"))
    assert recorder.dialled == [("10.0.0.5", 6379)]

    # The connection is still open; a page of the world may not use it.
    for url, service in (
        ("http://10.0.0.5:6379/search?q=x", ""),
        ("http://10.0.0.5:80/", "searxng"),
        ("https://10.0.0.5:6379/", "searxng"),
        ("http://10.0.0.6:6379/", "searxng"),
        ("http://10.0.0.5:6379/", "unknown"),
    ):
        with pytest.raises(FetchRefused):
            await fetching.fetch(Request(url=url, service=service))

    assert recorder.dialled == [("10.0.0.5", 6379)]
