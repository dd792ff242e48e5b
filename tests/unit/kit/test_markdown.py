"""Outside text stays text, whatever it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from research_assistant.kit.markdown import escape, link, shown

VIEWER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

CHARACTERS = "*_`[]()<>!#-+=~|&;:\\/$^@. \n\t1aé\u200b\u00a0\x1b"
WORDS = (
    "http",
    "://",
    "www.",
    "&amp;",
    "&#42;",
    "<b>",
    "<!--",
    "![",
    "](x)",
    "]:",
    "<https://evil.example>",
    "```",
    "_a_",
)
PIECES = st.sampled_from([*CHARACTERS, *WORDS])
HOSTILE = st.one_of(st.text(), st.lists(PIECES).map("".join))


def parts(markdown: str) -> list[Token]:
    """Return the inline tokens of what has to be one paragraph."""
    blocks = VIEWER.parse(markdown)
    assert [token.type for token in blocks] == ["paragraph_open", "inline", "paragraph_close"]
    return blocks[1].children or []


@given(HOSTILE)
def test_what_a_viewer_shows_is_the_text_and_nothing_else(text: str) -> None:
    if not (expected := shown(text).strip()):
        assert escape(text).strip() == ""
        return

    tokens = parts(escape(text))

    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens).strip() == expected


@given(HOSTILE, HOSTILE)
def test_a_link_shows_its_text_and_leads_to_the_web(text: str, path: str) -> None:
    tokens = parts(f"See {link(text, 'https://host.example/' + path)} there.")

    links = [token for token in tokens if token.type == "link_open"]
    assert len(links) == 1
    assert str(links[0].attrs["href"]).startswith("https://host.example/")
    assert {token.type for token in tokens} <= {"text", "text_special", "link_open", "link_close"}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host.example", "file:///etc/passwd", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert link("a [b]", url) == r"a \[b\]"


def test_an_address_that_is_its_own_text_is_an_autolink() -> None:
    url = "https://doi.org/10.1000/a_b(c)"

    assert link(url, url) == f"<{url}>"


def test_text_without_markup_stays_as_it_is() -> None:
    text = "IL-6 fell (p < 0.05), TNF_alpha > 2.5 and 10² & more: “why?”, 1.5 mg/l"

    assert escape(text) == text


def test_control_and_bidirectional_characters_are_shown_as_unknown() -> None:
    assert escape("a\x1b[31mb\u202ec\ud800") == "a\ufffd\\[31mb\ufffdc\ufffd"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("see http://a.example", r"see http\://a.example"),
        ("see www.a.example", r"see www\.a.example"),
        ("mail a@b.example", r"mail a\@b.example"),
    ],
)
def test_what_some_viewers_make_links_of_by_themselves_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
