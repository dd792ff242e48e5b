"""The words of a text that carry what it is about."""

from research_assistant.kit.words import content_words


def test_stop_words_are_left_out_and_each_word_stands_once():
    assert content_words("Does Zinc shorten the common cold, and what does zinc do?") == [
        "zinc",
        "shorten",
        "common",
        "cold",
    ]


def test_a_text_of_stop_words_alone_is_kept():
    assert content_words("Who are they?") == ["who", "are", "they"]


def test_a_text_without_words_has_none():
    assert content_words("?!") == []
