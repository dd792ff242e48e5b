"""Admission: hosts stand for all below them; what is denied is never let in; a list of the allowed lets in no other."""

import pytest

from research_assistant.domain.admission import Admission


@pytest.mark.parametrize(
    ("url", "admitted"),
    [
        ("https://example.org/", True),
        ("http://www.example.org:8080/zinc", True),
        ("https://a.b.EXAMPLE.org./", True),
        ("https://bad.example.org/", False),
        ("https://worse.bad.example.org/", False),
        ("https://notbad.example.org/", True),
        ("https://myexample.org/", False),
        ("https://example.org.evil.example/", False),
        ("https://evil.example/?example.org", False),
        ("ftp://example.org/", False),
        ("", False),
    ],
)
def test_hosts_are_told_by_whole_labels(url: str, admitted: bool):
    assert Admission(allowed=("example.org",), denied=("bad.example.org",)).admits(url) is admitted


def test_without_lists_everybody_is_let_in():
    assert Admission().admits("https://anybody.example/")
    assert not Admission(denied=("anybody.example",)).admits("https://anybody.example/")
