"""Addresses of pages in one spelling."""

import pytest

from research_assistant.kit.urls import below, host_of, page_url


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("HTTP://example.org:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a?utm_source=x&id=3&fbclid=y&UTM_MEDIUM=z", "https://example.org/a?id=3"),
        ("https://example.org/a?b&&c=%20d+e", "https://example.org/a?b&c=%20d+e"),
        ("  https://example.org/a b?c d ", "https://example.org/a%20b?c%20d"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
        ("https://müller.example/ä", "https://müller.example/ä"),
    ],
)
def test_a_page_has_one_address(url: str, page: str):
    assert page_url(url) == page
    assert page_url(page) == page


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https:///a",
        "https://user:password@example.org/",
        "https://example.org\\@evil.example/",
        "https://example.org/a\nb",
        "https://example.org/a\x00b",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://[::1/",
        "https://example.org/" + "x" * 5_000,
    ],
)
def test_what_cannot_be_opened_has_none(url: str):
    assert page_url(url) == ""


def test_a_host_is_told_without_www():
    assert host_of("https://www.Example.org:8443/a") == "example.org"
    assert host_of("nonsense") == ""


def test_a_path_is_found_below_a_base_whether_or_not_the_base_ends_in_it():
    assert below("https://a.example/", "/search") == "https://a.example/search"
    assert below("https://a.example/searx/search", "/search") == "https://a.example/searx/search"
