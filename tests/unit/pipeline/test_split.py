"""Split: passages of whole sentences whose offsets give back the text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fakes import Shelf, document, source
from research_assistant.domain.work import Extent
from research_assistant.pipeline.split import LONGEST_SENTENCE, PASSAGE_LENGTH, passages, split

SENTENCE = st.text(alphabet="abcdefg ïß𝒳", min_size=20, max_size=300).map(lambda words: f"The {words.strip()} end.")


async def test_an_abstract_stays_whole():
    text = "Zinc shortens colds. " * 200

    (passage,) = await split((source("a"),), Shelf(document("a", text)))

    assert (passage.start, passage.end) == (0, len(text))


def test_a_record_without_text_can_be_found_by_its_title():
    (passage,) = passages(document("a", "", extent=Extent.RECORD))

    assert (passage.start, passage.end) == (0, 0)


@given(st.lists(SENTENCE, max_size=60))
def test_passages_cover_the_text_in_order_and_no_sentence_is_cut(parts: list[str]):
    text = " ".join(parts)

    made = passages(document("a", text, extent=Extent.FULL_TEXT))

    assert "".join("".join(text[each.start : each.end].split()) for each in made) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(made))
    assert all(
        each.end - each.start <= PASSAGE_LENGTH for each in made if text[each.start : each.end].count("The ") > 1
    )


def test_a_megabyte_that_calls_itself_an_abstract_is_split_and_nothing_of_it_is_lost():
    text = "cell " * 200_000

    made = passages(document("a", text.strip()))

    assert max(each.end - each.start for each in made) <= LONGEST_SENTENCE
    assert sum(text[each.start : each.end].count("c") for each in made) == 200_000
