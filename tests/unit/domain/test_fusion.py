"""One order out of two: what was found by words and what was found by meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.domain.fusion import fuse

keys = st.text("abcdefgh", min_size=1, max_size=2)


def ranked(lowest: float, highest: float) -> st.SearchStrategy[list[tuple[str, float]]]:
    scores = st.dictionaries(keys, st.floats(lowest, highest, allow_nan=False), max_size=12)
    return scores.map(lambda found: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


words, cosines = ranked(1e-6, 60.0), ranked(-1.0, 1.0)


@given(words, cosines)
def test_every_key_of_either_list_comes_out_once_best_first(by_words, by_vector):
    fused = fuse(by_words, by_vector)

    assert sorted(each.key for each in fused) == sorted(dict(by_words) | dict(by_vector))
    assert [each.score for each in fused] == sorted((each.score for each in fused), reverse=True)
    assert all(0 <= each.score <= 1 for each in fused)


@given(words, cosines)
def test_the_order_within_the_lists_does_not_matter(by_words, by_vector):
    assert fuse(by_words, by_vector) == fuse(by_words[::-1], by_vector[::-1])


@given(words)
def test_words_alone_keep_their_order(by_words):
    assert [each.key for each in fuse(by_words, [])] == [key for key, _ in by_words]


@given(ranked(0.0, 1.0))
def test_vectors_alone_keep_their_order_and_their_cosine(by_vector):
    fused = fuse([], by_vector)

    assert [(each.key, each.score) for each in fused] == by_vector


@given(words, cosines)
def test_the_parts_say_what_the_score_is_made_of(by_words, by_vector):
    for each in fuse(by_words, by_vector):
        assert each.parts["words_share"] + each.parts["vector_share"] == pytest.approx(each.score)
        assert each.parts.get("words") == dict(by_words).get(each.key)
        assert each.parts.get("vector") == dict(by_vector).get(each.key)


def test_what_both_find_stands_before_what_one_finds():
    fused = fuse([("both", 10.0), ("words", 9.0)], [("both", 0.6), ("vector", 0.5)])

    assert fused[0].key == "both"


def test_a_passage_without_a_vector_yet_counts_as_the_last_of_those_that_have_one():
    fused = {each.key: each for each in fuse([("new", 10.0), ("old", 5.0)], [("near", 0.8), ("old", 0.4)])}

    assert fused["new"].parts["vector_share"] == fused["old"].parts["vector_share"]
    assert "vector" not in fused["new"].parts


def test_nothing_found_is_nothing_fused():
    assert fuse([], []) == []
