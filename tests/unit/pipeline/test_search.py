"""Search: every part to every place, failures contained."""

from fakes import Place, hit, query, tools, work
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import Scope
from research_assistant.pipeline.search import search

PLAN = Plan(
    subquestions=tuple(SubQuestion(id=f"q{n}", text=f"part {n}", search_text=f"part {n}") for n in (1, 2)),
    language="en",
)


async def test_every_part_is_put_to_every_place():
    first, second = Place(hit(work("Zinc")), name="library"), Place(name="arxiv")
    asked = query(scope=Scope(connectors=("library", "arxiv")))

    made = await search(PLAN, asked, tools(first, second))

    assert first.asked == second.asked == ["part 1", "part 2"]
    assert [(each.connector, each.subquestion_id, len(each.hits)) for each in made] == [
        ("library", "q1", 1),
        ("arxiv", "q1", 0),
        ("library", "q2", 1),
        ("arxiv", "q2", 0),
    ]


async def test_a_place_that_fails_is_told_and_the_others_answer():
    broken, sound = Place(name="arxiv", failure="arXiv did not answer."), Place(hit(work("Zinc")))
    asked = query(scope=Scope(connectors=("arxiv", "library")))

    made = await search(PLAN, asked, tools(broken, sound))

    assert [each.failure for each in made] == ["arXiv did not answer.", ""] * 2
    assert len(made[1].hits) == 1


async def test_a_place_that_was_taken_away_since_is_told_and_the_others_answer():
    asked = query(scope=Scope(connectors=("web", "library")))

    made = await search(PLAN, asked, tools(Place(hit(work("Zinc")))))

    assert [(each.connector, each.failure) for each in made[:2]] == [
        ("web", "it is not offered any more"),
        ("library", ""),
    ]
