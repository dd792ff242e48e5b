"""Sentences are found where they stand, in scientific prose as in any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.kit.sentences import sentences

PROSE = st.text(st.sampled_from("abE 𝕏é.!?。\n\"“”'()[<>…:;,–1²\u00a0\u200b"), max_size=200)


def read(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@given(PROSE | st.text(max_size=200))
def test_spans_are_trimmed_in_order_and_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)

    assert [span.of(text).strip() for span in spans] == [span.of(text) for span in spans]
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert "".join("".join(span.of(text) for span in spans).split()) == "".join(text.split())
    assert all(span.start < span.end for span in spans)


@pytest.mark.parametrize(
    "sentence",
    [
        "Growth fell (P < 0.05), as Smith et al. found in Fig. 2 of their work.",
        "It grew in E. coli (n = 17) at 0.5 mg, i.e. less than before, vs. none.",
        "Work by J. R. Smith and T. O. Daniel agrees.",
        "It grew in E.\ncoli as Smith et\nal. found.",
        "Nucleosomes hold the variant H2A.Z in yeast.",
        "Mortality is < 2% of all cases there.",
        "They are (i) large, (ii) slow; and (iii) old.",
        "The 5' end and the patients' data agree.",
    ],
)
def test_points_inside_a_sentence_do_not_end_it(sentence: str) -> None:
    assert read(f"{sentence} Then we stopped.") == [sentence, "Then we stopped."]


def test_a_numbered_point_does_not_swallow_the_sentences_behind_it() -> None:
    assert read("(4) One was given. Two were not.") == ["(4) One was given.", "Two were not."]


def test_headings_in_capitals_stay_with_their_sentence() -> None:
    assert read("BACKGROUND We asked. RESULTS We found.") == ["BACKGROUND We asked.", "RESULTS We found."]


def test_a_blank_line_ends_a_sentence() -> None:
    assert read("Methods\n\nWe asked\nall.\n \nResults") == ["Methods", "We asked\nall.", "Results"]


def test_marks_without_words_belong_to_the_sentence_before() -> None:
    assert read("It is called a “baby machine.” So it is.") == ["It is called a “baby machine.”", "So it is."]


def test_other_scripts_end_sentences_their_own_way() -> None:
    text = "这是一句。那是一句。"

    assert [span.of(text) for span in sentences(text, language="zh")] == ["这是一句。", "那是一句。"]


def test_wide_spaces_after_a_single_letter_do_no_harm() -> None:
    assert read("Vitamin A\u2003. Then B\u00a0. It ends.") == ["Vitamin A\u2003.", "Then B\u00a0.", "It ends."]


def test_an_unknown_language_is_read_as_english() -> None:
    assert len(sentences("See Fig. 2 now. Go.", language="xx")) == 2


def test_a_long_paragraph_is_cut_without_loss() -> None:
    text = "Never closed “a. A b " * 3000

    assert sum(len("".join(span.of(text).split())) for span in sentences(text)) == len("".join(text.split()))


def test_a_raised_mark_behind_the_full_stop_ends_the_sentence_and_stays_with_it() -> None:
    text = "Others use Shapley values.⁴⁴,⁴⁶ SHAP has been used.⁷⁵–⁷⁸ It’s what they call “additive.”⁹ We agree."

    assert read(text) == [
        "Others use Shapley values.⁴⁴,⁴⁶",
        "SHAP has been used.⁷⁵–⁷⁸",
        "It’s what they call “additive.”⁹",
        "We agree.",
    ]


@pytest.mark.parametrize("sentence", ["As Smith et al.⁴ found, it grew.", "It covers 5 cm² of skin."])
def test_a_raised_mark_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert read(f"{sentence} Then we stopped.") == [sentence, "Then we stopped."]
