"""Copies: one text in two files is one voice; two texts on one subject are two."""

import pytest

from research_assistant.domain.copies import are_copies, same_words, shingles

WORDS = "The typewriter laid the groundwork for what was to come, and carbon paper made copies of letters cheap."
TEXT = " ".join(
    f"In the year {1900 + number} the {place} office wrote {number * 7} letters and bought machines from {maker}."
    for number, (place, maker) in enumerate([("northern", "Sholes"), ("southern", "Olivetti"), ("eastern", "Adler")])
)


@pytest.mark.parametrize(
    "other",
    [
        WORDS.upper(),
        WORDS.replace("groundwork", "ground-\nwork").replace(",", ""),
        WORDS.replace("carbon", "carbcn"),
        f"“{WORDS}”",
    ],
)
def test_the_same_words_set_otherwise_are_the_same(other: str) -> None:
    assert same_words(WORDS, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zinc helped in trial 1.", "Zinc helped in trial 2."),
        (f"{WORDS} It was 1935.", f"{WORDS} It was 1936."),
        ("Zinc helped adults.", "Zinc helps adults."),
        (WORDS, "Carbon paper made copies of letters cheap, and so the typewriter prepared what was to come later."),
    ],
)
def test_other_words_and_other_numbers_are_not(one: str, other: str) -> None:
    assert not same_words(one, other)


def test_a_text_and_the_most_of_it_are_copies() -> None:
    assert are_copies(shingles(TEXT), shingles(TEXT.replace(" ", "  ").upper()))
    assert are_copies(shingles(TEXT), shingles(TEXT[len(TEXT) // 4 :]))


def test_texts_that_share_one_sentence_are_not_copies() -> None:
    other = " ".join(f"Machine {number} of the western works was sold to a printer named Kim." for number in range(9))

    assert not are_copies(shingles(f"{TEXT} {WORDS}"), shingles(f"{other} {WORDS}"))


def test_a_short_text_is_no_copy_of_what_cites_it() -> None:
    assert not are_copies(shingles(WORDS), shingles(f"{TEXT} {WORDS}"))


def test_scripts_without_spaces_are_compared_too() -> None:
    text = "打字机为后来的发展奠定了基础。复写纸使信件的副本变得便宜，办公室购买了更多的机器。"

    assert are_copies(shingles(text), shingles(text.replace("。", "。\n")))
