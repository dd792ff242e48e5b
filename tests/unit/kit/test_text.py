"""What is stored is clean, and clean text stays as it is."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from research_assistant.kit.text import Span, clean

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # surrogates and controls too


@given(ANY_TEXT)
def test_to_clean_twice_is_to_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_is_nfc(text: str) -> None:
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert {character for character in cleaned if unicodedata.category(character) == "Cc"} <= {"\n", "\t"}


def test_every_line_end_becomes_a_line_feed() -> None:
    assert clean("a\r\nb\rc\fd\u2028e\x85f\n\ng") == "a\nb\nc\nd\ne\nf\n\ng"


def test_what_databases_refuse_is_gone_and_the_neighbours_compose() -> None:
    assert clean("a\x00b\ud800c\tcafe\x01\u0301") == "ab" + "c\tcafé"


def test_compatibility_characters_stay() -> None:
    assert clean("10² ﬁ ½ µ") == "10² ﬁ ½ µ"


def test_a_span_counts_code_points_and_knows_what_it_holds() -> None:
    assert Span(1, 3).of("𝕏𝕐𝕫!") == "𝕐𝕫"
    assert Span(1, 3).holds(Span(1, 3))
    assert not Span(1, 3).holds(Span(1, 4))
