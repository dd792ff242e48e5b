"""Plan: parts that can each be answered."""

from fakes import query
from research_assistant.pipeline.plan import MOST_PARTS, plan


async def test_one_question_is_one_part():
    made = await plan(query("Does zinc shorten colds?"))

    assert [(part.id, part.search_text) for part in made.subquestions] == [("q1", "Does zinc shorten colds?")]


async def test_two_questions_are_two_parts():
    made = await plan(query("Does zinc shorten colds? Does vitamin C prevent them?"))

    assert [part.text for part in made.subquestions] == ["Does zinc shorten colds?", "Does vitamin C prevent them?"]


async def test_a_part_that_says_nothing_by_itself_stays_with_the_part_before():
    made = await plan(query("Does zinc shorten colds? And why? Is it safe for children?"))

    assert [part.text for part in made.subquestions] == [
        "Does zinc shorten colds? And why?",
        "Is it safe for children?",
    ]


async def test_no_word_of_a_long_list_of_questions_is_lost():
    text = " ".join(f"Does substance number {number} shorten colds?" for number in range(9))

    made = await plan(query(text))

    assert len(made.subquestions) == MOST_PARTS
    assert " ".join(part.text for part in made.subquestions) == text


async def test_the_language_is_told_where_it_is_sure():
    german = await plan(query("Welche Wirkung hat Vitamin D auf die Knochendichte von älteren Menschen?"))
    short = await plan(query("BRCA1?"))

    assert (german.language, short.language) == ("de", "und")
