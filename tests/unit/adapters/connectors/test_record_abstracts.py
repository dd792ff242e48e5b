"""Abstracts as registers keep them, made text that can be quoted."""

import pytest

from research_assistant.adapters.connectors.record_abstracts import text_of_jats, text_of_places

SECTIONS = """<jats:sec><jats:title>Background</jats:title><jats:p>Colds are common.</jats:p></jats:sec>
<jats:sec><jats:title>Results:</jats:title><jats:p>P &lt; 0.05 for <jats:italic>all</jats:italic>.</jats:p>
<jats:p>None left.</jats:p></jats:sec>"""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>Colds were shorter.</jats:p>", "Colds were shorter."),
        (
            SECTIONS,
            "Background: Colds are common.\n\nResults: P < 0.05 for all.\n\nNone left.",
        ),
        ("&lt;p&gt;Encoded &amp;amp; twice&lt;/p&gt;", "Encoded & twice"),
        ("Plain words, p<0.05", "Plain words, p<0.05"),
        ("<jats:title>Abstract</jats:title>", ""),
        ("", ""),
        ("x" * 600_000, ""),
    ],
)
def test_jats_becomes_paragraphs_behind_their_headings(markup: str, text: str):
    assert text_of_jats(markup) == text


@pytest.mark.parametrize(
    ("index", "text"),
    [
        ({"b": [1, 3], "a": [0], "c": [2]}, "a b c b"),
        ({"Abstract": [0], "We": [1], "show": [2]}, "We show"),
        ({"Abstract:": [0], "Colds": [1]}, "Colds"),
        ({"Abstract": [0], "art": [1]}, "Abstract art"),
        ({"Abstract": [0], "Algebra": [1]}, "Abstract Algebra"),
        ({"a": [0, 10**9, -1, True, 1.5], "b": None, "c": "d"}, "a"),
        ({"<i>a</i>": [0], "b&amp;c": [1]}, "a b&c"),
        ({f"{'x' * 1_000}{place}": [place] for place in range(1_000)}, ""),
        (["a"], ""),
        (None, ""),
    ],
)
def test_words_with_their_places_become_a_text(index: object, text: str):
    assert text_of_places(index) == text
