"""A query whose time is spent goes on with what it has, and says what it left out."""

import asyncio
from dataclasses import replace

import pytest

from fakes import NOON, Clock, Net, Place, Shelf, document, hit, query, source, tools, work
from research_assistant.domain.budget import OUT_OF_TIME
from research_assistant.domain.hit import Search
from research_assistant.domain.location import Location
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import Outcome, Scope
from research_assistant.domain.source import Source, Taken
from research_assistant.pipeline.allowance import UNBOUND, Allowance
from research_assistant.pipeline.compose import compose
from research_assistant.pipeline.read import SOURCES_IN_HASTE, read
from research_assistant.pipeline.search import search
from research_assistant.ports.connector import Answer
from research_assistant.ports.tools import Patience

PLAN = Plan(subquestions=(SubQuestion(id="q1", text="Zinc?", search_text="zinc"),), language="en")
SPENT = Allowance(seconds=5.0, ran=lambda: 5.0)
LEFT = Allowance(seconds=5.0, ran=lambda: 4.99)


class Endless(Place):
    """A place that never answers."""

    async def search(self, text: str, *, user_id: str, scope: Scope, limit: int) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError


def far(name: str) -> Source:
    return replace(source(name), document_id=None, locations=(Location(url=f"https://example.org/{name}"),))


def test_time_without_bound_is_never_spent() -> None:
    assert not UNBOUND.is_spent
    assert UNBOUND.at_most(20) == 20


def test_what_is_left_bounds_the_patience() -> None:
    assert (SPENT.is_spent, LEFT.is_spent) == (True, False)
    assert LEFT.at_most(20) == pytest.approx(0.01)
    assert LEFT.at_most(0.001) == 0.001
    assert Allowance(seconds=5.0, ran=lambda: 9.0).at_most(20) == 0


async def test_no_place_is_asked_any_more() -> None:
    place = Place(hit(work("Zinc")))
    (made,) = await search(PLAN, query(), tools(place), SPENT)

    assert (made.failure, made.hits, place.asked) == (OUT_OF_TIME, (), [])


async def test_a_place_is_waited_for_no_longer_than_there_is_time() -> None:
    (made,) = await search(PLAN, query(), tools(Endless()), LEFT)
    (patient,) = await search(PLAN, query(), replace(tools(Endless()), patience=Patience(search=0.01, read=1)))

    assert made.failure == OUT_OF_TIME
    assert patient.failure == "it did not answer within 0.01 seconds"


async def test_nothing_is_fetched_any_more_and_the_best_stored_copies_are_read() -> None:
    names = [f"d{number}" for number in range(SOURCES_IN_HASTE + 2)]
    made_with = replace(
        tools(documents=Shelf(*(document(name, f"Zinc {name}.") for name in names))), fetcher=(net := Net())
    )
    stored = [source(name, rank=rank) for rank, name in enumerate(names, start=2)]
    made = await read((far("far"), *stored), made_with, Scope(), SPENT)

    assert net.asked == []
    assert [each.unread for each in made] == [OUT_OF_TIME, *[""] * SOURCES_IN_HASTE, OUT_OF_TIME, OUT_OF_TIME]
    assert [each.source_id for each in made if each.document_id] == names[:SOURCES_IN_HASTE]


@pytest.mark.parametrize(
    ("searches", "sources"),
    [
        ((Search(connector="library", subquestion_id="q1", text="z", asked_at=NOON, failure=OUT_OF_TIME),), ()),
        ((), (replace(source("a"), document_id=None, unread=OUT_OF_TIME),)),
        ((), (replace(source("a"), unopened=OUT_OF_TIME),)),
    ],
)
async def test_a_report_that_was_cut_short_is_labelled_and_says_so_first(
    searches: tuple[Search, ...], sources: tuple[Source, ...]
) -> None:
    made = await compose(query(), PLAN, searches, Taken(sources=sources), sources, (), (), tools())

    assert made.outcome is Outcome.BUDGET
    assert made.not_found[0] == "The time that the query was allowed was spent: not everything was searched and read."


async def test_what_took_longer_and_left_nothing_out_is_complete() -> None:
    made = await compose(query(), PLAN, (), Taken(sources=()), (source("a"),), (), (), replace(tools(), clock=Clock()))

    assert made.outcome is Outcome.NO_EVIDENCE
