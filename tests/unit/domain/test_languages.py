"""Languages by the names that records give them."""

import pytest

from research_assistant.domain.cleaning import cleaned
from research_assistant.domain.languages import language_tag


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("en", "en"),
        ("de_DE", "de-DE"),
        ("sr-Cyrl-RS", "sr-Cyrl-RS"),
        ("English", "en"),
        ("eng", "en"),
        ("british", "en-GB"),
        ("ngerman", "de"),
        ("ger", "de"),
        ("English; French", "en"),
        ("Volapük", "Volapük"),
        ("und", ""),
        ("", ""),
    ],
)
def test_languages_are_told_by_their_tags(told: str, tag: str):
    assert language_tag(told) == tag
    assert language_tag(tag) == tag


def test_an_item_without_a_known_language_has_none():
    assert "language" not in cleaned({"id": "k", "type": "book", "title": "T", "language": "und"})
