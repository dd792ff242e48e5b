"""What of an item's text reaches the citation processor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.adapters.cite.rich import in_order


@pytest.mark.parametrize(
    "text",
    [
        "<i>E. coli</i> and H<sub>2</sub>O, 10<sup>2</sup> <b>b</b>",
        '<span class="nocase">NASA</span> <span style="font-variant:small-caps;">abc</span>',
        "p < 0.05 & $x$ *b* [c](d) <script>alert(1)</script> \\textbf{e} @f",
        "<i>in <b>both</b></i>",
    ],
)
def test_tags_in_order_and_all_other_text_stay(text: str) -> None:
    assert in_order(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<i>never closed", "never closed"),
        ("never opened</i>", "never opened"),
        ("<i>a <b>b</i> c</b>", "a <b>b c</b>"),
        ('<span onclick="x">a</span>', "a"),
        ("<i><i><i><i>a</i></i></i></i>", "<i><i><i>a</i></i></i>"),
        ("<sc>a</sc>", "a"),
        ("“a” ‘b’", "\"a\" 'b'"),
        ("a\x00b\ud800", "a\ufffdb\ufffd"),
    ],
)
def test_what_is_out_of_order_loses_its_tags_and_keeps_its_words(text: str, kept: str) -> None:
    assert in_order(text) == kept


@given(st.lists(st.sampled_from(["<i>", "</i>", "<b>", "</b>", "“", "a", "<sc>", "<span x>", "</span>"])).map("".join))
def test_what_is_in_order_stays_in_order(text: str) -> None:
    assert in_order(in_order(text)) == in_order(text)
