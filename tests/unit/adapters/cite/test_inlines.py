"""Pandoc's inline elements as Markdown."""

import pytest

from research_assistant.adapters.cite.inlines import markdown

SPACE = {"t": "Space"}


def words(text: str) -> dict[str, object]:
    return {"t": "Str", "c": text}


def within(kind: str, *inner: object) -> dict[str, object]:
    return {"t": kind, "c": list(inner)}


def leading_to(url: str, *inner: object) -> dict[str, object]:
    return {"t": "Link", "c": [["", [], []], list(inner), [url, ""]]}


def test_words_and_spaces_are_one_line() -> None:
    assert markdown([words("Kim,"), SPACE, words("2014"), {"t": "SoftBreak"}]) == "Kim, 2014"


def test_emphasis_stays_and_turns_upright_inside_itself() -> None:
    title = within("Emph", words("On"), SPACE, within("Emph", words("E. coli")), SPACE, words("again"))

    assert markdown([title, words(".")]) == "*On* E. coli *again*."


def test_emphasis_that_a_viewer_would_not_see_is_left_out() -> None:
    assert markdown([words("a"), within("Emph", words("(b)")), words("c")]) == "a(b)c"


def test_strong_and_emphasis_go_together() -> None:
    assert markdown([within("Strong", within("Emph", words("a")))]) == "***a***"


def test_markup_in_words_is_escaped_across_neighbours() -> None:
    assert markdown([words("&"), words("amp; <"), words("b>")]) == r"\&amp; \<b>"


def test_raised_and_lowered_numbers_stay_apart_from_their_line() -> None:
    raised = [words("10"), within("Superscript", words("2")), words("x"), within("Superscript", words("ab"))]
    lowered = [words("H"), within("Subscript", words("2")), words("O"), within("Subscript", words("p"))]

    assert markdown(raised) == r"10²x\^ab"
    assert markdown(lowered) == "H₂O_p"


def test_web_addresses_are_links_and_others_are_text() -> None:
    url = "https://doi.org/10.1000/x"

    assert markdown([leading_to(url, words(url))]) == f"<{url}>"
    assert markdown([leading_to(url, within("Emph", words("a"), SPACE, words("b")))]) == f"*[a b](<{url}>)*"
    assert markdown([leading_to("javascript:alert(1)", words("x"))]) == "x"


def test_an_exclamation_mark_makes_no_image_of_a_link() -> None:
    assert markdown([words("Stop!"), leading_to("https://a.example", words("x"))]) == r"Stop\![x](<https://a.example>)"


def test_spans_and_small_capitals_are_their_words() -> None:
    span = {"t": "Span", "c": [["", ["nocase"], []], [words("“a”")]]}

    assert markdown([span, SPACE, within("SmallCaps", words("b"))]) == "“a” b"


@pytest.mark.parametrize("strange", [{"t": "RawInline", "c": ["html", "<b>"]}, "text", {"t": "Str"}])
def test_what_no_citation_processor_makes_is_refused(strange: object) -> None:
    with pytest.raises(ValueError, match="no part of a reference"):
        markdown([strange])
