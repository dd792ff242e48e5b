"""Labels of structured abstracts: found in front of a sentence, and only there."""

import pytest

from research_assistant.domain.labels import label_before, label_length


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("CONCLUSIONS Zinc helps.", "Zinc helps."),
        ("CONCLUSIONS AND RELEVANCE In adults, zinc helps.", "In adults, zinc helps."),
        ("RESULTS: 90 adults took part.", "90 adults took part."),
        ("Results were mixed.", "Results were mixed."),
        ("DNA damage was seen.", "DNA damage was seen."),
        ("METHODS of this kind are rare.", "METHODS of this kind are rare."),
        ("DESIGNER drugs are rare.", "DESIGNER drugs are rare."),
    ],
)
def test_what_is_left_of_a_sentence(sentence: str, rest: str):
    assert sentence[label_length(sentence) :] == rest


def test_the_label_before_a_quote():
    text = "We asked adults. OBJECTIVE To assess zinc. RESULTS Zinc helped."

    assert label_before(text, text.index("To assess")) == "OBJECTIVE"
    assert label_before(text, text.index("Zinc helped")) == "RESULTS"
    assert label_before(text, text.index("We asked")) == ""
    assert label_before(text, text.index("assess")) == ""
