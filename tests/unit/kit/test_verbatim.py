"""Only what stands in the text, word for word and sign for sign, is verbatim."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from research_assistant.kit.fold import Fold
from research_assistant.kit.text import Span, clean
from research_assistant.kit.verbatim import Folded, find

BEFORE, AFTER = "There was much rain then. ", " Nobody came to see it."
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u2003", " \u200b"])
TOKENS = st.from_regex(r"[a-zé0-9²𝕏ﬁ'’“(–—-]{0,6}[a-zé0-9²𝕏]{1,4}[.,)]?", fullmatch=True)
SENTENCE = st.lists(TOKENS, min_size=4, max_size=12)
FILLER = "The weather of that year was mild and rain fell on many days in the hills.\n" * 9


def pages(head: str, other: str) -> str:
    return f"{FILLER}we found that the effect of\n{head}\ntreatment was large in mice\n{FILLER}{other}\n{FILLER}"


@given(st.lists(st.tuples(TOKENS, SPACES), min_size=4, max_size=20), st.data())
def test_whole_words_of_a_text_are_found_where_they_stand(tokens: list[tuple[str, str]], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(tokens) - 4))
    last = data.draw(st.integers(first + 4, len(tokens)))
    lengths = [len(word) + len(space) for word, space in tokens]
    text = clean("".join(word + space for word, space in tokens))
    assume(len(text) == sum(lengths))
    place = Span(sum(lengths[:first]), sum(lengths[:last]) - len(tokens[last - 1][1]))

    anywhere, there = find(place.of(text), text), find(place.of(text), text, within=place)

    assert there == place
    assert anywhere is not None
    assert Fold(anywhere.of(text)).key == Fold(place.of(text)).key


@given(SENTENCE, st.sampled_from(["digit", "word", "not", "superscript", "case"]), st.data())
def test_one_change_of_content_is_never_overlooked(tokens: list[str], change: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(1, len(tokens) - 1))
    other = {"digit": "7 mg", "word": "mice", "not": "not", "superscript": "10²", "case": "High"}[change]
    changed = {"digit": "17 mg", "word": "rats", "not": "now", "superscript": "10³", "case": "high"}[change]
    written = clean(" ".join([*tokens[:index], other, *tokens[index:]]))
    copied = clean(" ".join([*tokens[:index], changed, *tokens[index:]]))
    without = clean(" ".join(tokens))

    assert find(written, BEFORE + written + AFTER) is not None
    assert find(copied, BEFORE + written + AFTER) is None
    assert find(without, BEFORE + written + AFTER) is None
    assert find(written, BEFORE + copied + AFTER) is None


@given(SENTENCE, st.integers(0, 80), st.integers(0, 80))
def test_the_place_lies_within_what_was_asked(tokens: list[str], start: int, length: int) -> None:
    sentence = clean(" ".join(tokens))
    text = sentence + AFTER + " " + sentence
    within = Span(start, start + length)

    found = find(sentence, text, within=within)

    assert found is None or within.holds(found)


@given(st.text(max_size=80), st.text(max_size=200))
def test_whatever_is_found_folds_to_what_was_asked(exact: str, text: str) -> None:
    text = clean(f"{text} {exact} {text}")

    found = find(exact, text)

    assert found is None or Fold(found.of(text)).key[1:] == Fold(clean(exact).strip()).key[1:]


@pytest.mark.parametrize(
    ("written", "copied"),
    [
        ("the\u00a0mean  value\nwas\u2009high", "the mean value was high"),
        ("from 10–20 and −0.5 to dose–response", "from 10-20 and -0.5 to dose-response"),
        ("a “so-called” patient’s 5′ end", "a \"so-called\" patient's 5' end"),
        ("the ﬁnal eﬀect of ﬂow", "the final effect of flow"),
        ("an exam-\nple of the kind", "an example of the kind"),
        ("an exam\u00ad\nple of the kind", "an example of the kind"),
        ("an exam\u00adple of\u200b the kind", "an example of the kind"),
        ("some self-\nadministered drugs were", "some self-administered drugs were"),
        ("some self-\nadministered drugs were", "some selfadministered drugs were"),
        ("both pre-\nand post-treatment values", "both pre- and post-treatment values"),
        ("a range of 10-\n20 years", "a range of 10-20 years"),
        ("one of CD4-\n17 cells there", "one of CD4-17 cells there"),
        ("of all Pten-/-\nmice there", "of all Pten-/- mice there"),
        ("the age–\nand sex-specific rates", "the age- and sex-specific rates"),
        ("so … it went on", "so ... it went on"),
        ("about 5 µg per day", "about 5 μg per day"),
        ("the café was there", "the cafe\u0301 was there"),
        ("这个药物在小鼠中\n安全有效", "这个药物在小鼠中安全有效"),
    ],
)
def test_the_same_words_in_other_type_are_verbatim_both_ways(written: str, copied: str) -> None:
    text = BEFORE + clean(written) + AFTER
    found = find(copied, text)
    assert found is not None
    assert found.of(text) == clean(written)

    other = BEFORE + clean(copied) + AFTER
    back = find(written, other)
    assert back is not None
    assert back.of(other) == clean(copied)


@pytest.mark.parametrize(
    ("written", "copied"),
    [
        ("growth of 10² cells there", "growth of 102 cells there"),
        ("growth of 10² cells there", "growth of 10 2 cells there"),
        ("growth of H₂O cells there", "growth of H2O cells there"),
        ("was low at p<0.05⁸ there", "was low at p<0.058 there"),
        ("a dose of 0.05 mg", "a dose of 0.5 mg"),
        ("a dose of 1020 mg", "a dose of 10-\n20 mg"),
        ("a dose of 1020 mg", "a dose of 10\u00ad20 mg"),
        ("a dose of 1020 mg", "a dose of 10\u200b\u200b20 mg"),
        ("a dose of 1020 mg", "a dose of 10 20 mg"),
        ("the effect was −0.5 here", "the effect was 0.5 here"),
        ("some selfadministered drugs were", "some self-administered drugs were"),
        ("some non-significant effect was", "some non significant effect was"),
        ("the drugwhich was given", "the drug—\nwhich was given"),
        ("a range of 10-20 years", "a range of 10- 20 years"),
        ("the change was modest here", "the change was rnodest here"),
        ("at 10 mg per day", "at l0 mg per day"),
        ("a form of the drug", "a fonn of the drug"),
        ("the US was first here", "the us was first here"),
        ("AIDS was first seen here", "aIDS was first seen here"),
    ],
)
def test_other_words_digits_or_signs_are_not_verbatim_either_way(written: str, copied: str) -> None:
    assert find(copied, BEFORE + written + AFTER) is None
    assert find(written, BEFORE + clean(copied) + AFTER) is None


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("They got 15 mg of the drug.", "5 mg of the drug"),
        ("They got 2.5 mg of the drug.", "5 mg of the drug"),
        ("They got −5 mg of the drug.", "5 mg of the drug"),
        ("They got 3–5 mg of the drug.", "5 mg of the drug"),
        ("They got 10\u2009000 mg of the drug.", "000 mg of the drug"),
        ("The dose was at 5 mg/kg.", "dose was at 5 mg"),
        ("The dose was at 0.5 mg.", "The dose was at 0"),
        ("The share was about 50% there.", "The share was about 50"),
        ("The count was at 10² there.", "The count was at 10"),
        ("The rate per m² was low.", "The rate per m"),
        ("All of them had increased.", "them had increase"),
        ("All of them had increased.", "All of them had increase"),
        ("A non-significant increase in mice.", "significant increase in mice"),
        ("An un-\nsafe drug for mice.", "safe drug for mice"),
        ("They say that it can't.", "They say that it can"),
        ("A form of the histone H2A.Z.", "A form of the histone H2A."),
        ("A form of the receptor(s).", "A form of the receptor"),
        ("It was the ﬁneart of it all.", "neart of it all"),
        ("It was at the index\u0302.", "It was at the index"),
    ],
)
def test_no_place_starts_or_ends_inside_a_word_number_or_measure(text: str, exact: str) -> None:
    assert find(exact, text) is None


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("It fell (as they had all seen).", "as they had all seen"),
        ("It fell—as they had all seen—there.", "as they had all seen"),
        ("It was “as they had all seen”.", "as they had all seen"),
        ("It fell, as they had seen[12], there.", "as they had seen"),
        ("It fell in mice.As they had seen.¹² We", "As they had seen."),
        ("It fell in mice.As they had seen.12 We", "As they had seen"),
        ("It fell at p<0.05.⁸ We went.", "It fell at p<0.05"),
    ],
)
def test_punctuation_beside_a_quote_is_no_part_of_its_words(text: str, exact: str) -> None:
    found = find(exact, text)

    assert found is not None
    assert found.of(text) == exact


def test_fewer_than_four_words_are_never_found() -> None:
    assert find("one two three", "one two three four") is None
    assert find("one – two – three", "one – two – three") is None
    assert find("", "one two three four") is None


def test_only_the_first_letter_may_differ_in_case_and_the_document_is_what_is_returned() -> None:
    text = "In fact, the drug was safe."

    found = find("The drug was safe", text)

    assert found is not None
    assert found.of(text) == "the drug was safe"


def test_of_several_places_the_first_within_is_returned() -> None:
    text = "one two three four. " * 3

    assert find("one two three four", text) == Span(0, 18)
    assert find("one two three four", text, within=Span(1, 60)) == Span(20, 38)
    assert find("one two three four", text, within=Span(41, 60)) is None


def test_a_place_may_go_over_a_running_head_and_shows_it() -> None:
    text = pages("Smith et al. 12", "Smith et al. 13")

    found = find("the effect of treatment was large", text)

    assert found is not None
    assert found.of(text) == "the effect of\nSmith et al. 12\ntreatment was large"


def test_a_word_may_be_divided_over_a_head_and_a_page_number() -> None:
    text = pages("12\n\nJournal of Rain", "13\n\nJournal of Rain").replace("treatment was", "dosing was")
    text = text.replace("effect of\n", "ef-\n").replace("\ndosing", "\nfect dosing")

    assert find("we found that the effect dosing was large", text) is not None


@pytest.mark.parametrize(
    ("head", "other"),
    [
        ("Smith et al. 12", "Nothing alike"),  # stands there once
        ("12", "19"),  # no page before or after it
        ("Did not change", "Did not change"),  # turns the sentence round
        ("some of the", "some of the"),  # begins like prose
        ("A line that is far too long to be a head of any page there", "A line that is far too long to be a head"),
        ("Rain\nJournal\nSmith 12", "Rain\nJournal\nSmith 13"),  # more than two
    ],
)
def test_a_place_never_goes_over_what_may_be_content(head: str, other: str) -> None:
    assert find("the effect of treatment was large", pages(head, other)) is None


def test_one_text_serves_many_quotes() -> None:
    text = Folded(BEFORE + "The drug was safe here." + AFTER)

    assert text.find("The drug was safe") == Span(26, 43)
    assert text.find("The drug was unsafe") is None
