"""How addresses are read: ordinary ones as they are, tricks not at all."""

from collections.abc import Iterator
from itertools import cycle, islice, product
from urllib.parse import urlsplit

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nets import Names, Recorder, fetcher, no_robots, page
from research_assistant.adapters.http.urls import joined, read_url
from research_assistant.domain.errors import FetchRefused
from research_assistant.ports.fetcher import Request

HOSTS = """
example.org www.example.org EXAMPLE.ORG example.org. a.b.c.d.e.example.co.uk xn--mnchen-3ya.example 3com.example
007.example under_score.example r3---sn-4g5e.example 1-2-3.example europepmc.example münchen.example 例え.テスト.example
пример.example ουτοπία.example مثال.example straße.example faß.example xn--e1afmkfd.example a--b.example
4chan.example 123456.example x.example cafe\u0301.example
dev.example.museum a-name-of-sixty-three-letters-which-is-as-long-as-they-may-be-0.example
8.8.8.8 1.1.1.1 [2606:4700:4700::1111] [2001:4860:4860:0:0:0:0:8888]
"""
PORTS = ("", ":80", ":443", ":8080", ":8443", ":", ":8000", ":08080", ":49152", ":65535")
PATHS = (
    *("", "/", "/a/b/c.html", "/abs/2101.00001v2", "/pdf/hep-th/9901001.pdf", "/doi/10.1016/S0140-6736(20)30183-5"),
    *("/doi/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O", "/wiki/Caf%C3%A9_(Paris)", "/wiki/Café"),
    *("/a//b/./c/../d", "/with space/and%20more.pdf", "/~user/", "/a;b=c;d", "/%E4%BE%8B/例", "/@handle/status/1"),
    *(
        "/a:b@c",
        "/a|b",
        "/[x]/{y}",
        '/"quoted"',
        "/back\\slash",
        "/100%",
        "/" + "long/" * 300,
        "/index.php/",
        "/*",
        "/a+b",
    ),
)
QUERIES = (
    *("", "?", "?q=a+b&c=d", "?q=%20&x[]=1&x[]=2", "?url=http://127.0.0.1/", "?a=b?c=d", "?q=ä€", "?next=/a/b#frag"),
    *("#fragment", "?q=a@b.example", "?q=\\", "?" + "k=v&" * 500),
)


def ordinary() -> Iterator[str]:
    """Yield addresses such as records have: every host with every port, paths and queries in turn."""
    paths, queries = cycle(PATHS), cycle(QUERIES)
    schemes = cycle(("https", "http", "HTTPS", "Http"))
    for host, port in cycle(product(HOSTS.split(), PORTS)):
        yield f"{next(schemes)}://{host}{port}{next(paths)}{next(queries)}"


async def test_of_a_thousand_ordinary_addresses_none_is_refused():
    recorder = Recorder(lambda _, path: no_robots(path) or page())
    fetching = fetcher(recorder, Names())

    urls = list(islice(ordinary(), 1000))
    for url in urls:
        assert (await fetching.fetch(Request(url=url))).content

    assert len(set(urls)) == 1000


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org.:443/a", "https://example.org/a"),
        ("http://example.org:8080?q", "http://example.org:8080/?q"),
        (" https://example.org/a b ", "https://example.org/a%20b"),
        ("https://example.org/ä?ö=ü#x", "https://example.org/%C3%A4?%C3%B6=%C3%BC"),
        ("https://example.org/%C3%A4", "https://example.org/%C3%A4"),
        ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
        ("https://cafe\u0301.example/", "https://xn--caf-dma.example/"),
        ("http://[2606:4700:0:0:0:0:0:1]:8080/", "http://[2606:4700::1]:8080/"),
        ("http://１.1.1.1/", "http://1.1.1.1/"),
        ("http://example.org/\\..\\a", "http://example.org/%5C..%5Ca"),
    ],
)
def test_address_has_one_form(text: str, read: str):
    assert str(read_url(text)) == read
    assert read_url(read) == read_url(text)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "url"),
        ("example.org/page", "url"),
        ("mailto:a@example.org", "url"),
        ("ftp://example.org/", "scheme"),
        ("http://a@example.org/", "url"),
        ("http://exa mple.org/", "url"),
        ("http://example..org/", "url"),
        ("http://.example.org/", "url"),
        ("http://exa%6dple.org/", "url"),
        ("http://example.org:99999/", "url"),
        ("http://example.org:+80/", "url"),
        ("http://example.org\u2028/", "url"),
        ("http://0x7f.1/", "url"),
        ("http://[::1/", "url"),
        ("http://" + "a" * 64 + ".example/", "url"),
        ("http://" + "a." * 127 + "example/", "url"),
        ("http://example.org/" + "a" * 9000, "url"),
        ("http://\ufffd.example/", "url"),
    ],
)
def test_what_is_no_address_is_refused(text: str, cause: str):
    with pytest.raises(FetchRefused) as error:
        read_url(text)

    assert error.value.cause == cause


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("/b", "https://example.org/b"),
        ("b?c#d", "https://example.org/a/b?c"),
        ("?x", "https://example.org/a/index?x"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example", "http://other.example/"),
        ("../../b", "https://example.org/b"),
        ("", "https://example.org/a/index"),
    ],
)
def test_redirect_is_read_from_where_it_stands(reference: str, url: str):
    assert str(joined(read_url("https://example.org/a/index"), reference)) == url


@pytest.mark.parametrize("reference", ["//[", "https://[::1", "/\\other.example", "/\tb", "//a@b.example/"])
def test_redirect_that_cannot_be_read_is_refused(reference: str):
    with pytest.raises(FetchRefused):
        joined(read_url("https://example.org/"), reference)


AUTHORITY = st.text(alphabet="abcxyz019.-_:@%[]\\/?#\t\r\n .。①ⓐß\u00ad\u200b０x", max_size=25)


@settings(max_examples=400)
@given(authority=AUTHORITY, rest=st.text(alphabet="/ab?#\\@:.%ä \t&=", max_size=15))
def test_what_is_read_has_one_host_for_all_readers(authority: str, rest: str):
    text = f"http://{authority}{rest}"
    try:
        url = read_url(text)
    except FetchRefused:
        return

    written = str(url)
    assert read_url(written) == url
    assert written.isascii()
    assert urlsplit(written).hostname == url.host
    assert httpx2.URL(written).raw_host.decode() == url.host
    assert (httpx2.URL(written).port or 80) == url.port
    assert urlsplit(written).username is None
