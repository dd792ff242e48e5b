"""Merge: copies of one work become one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fakes import NOON, Ids, hit, work
from research_assistant.domain.hit import Hit, Search
from research_assistant.domain.location import Location
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Said
from research_assistant.domain.work import Extent, Name
from research_assistant.pipeline.merge import merge


def searched(*hits: Hit, connector: str = "library", part: str = "q1") -> Search:
    return Search(connector=connector, subquestion_id=part, text="zinc", asked_at=NOON, hits=hits)


async def test_hits_that_share_an_identifier_are_one_source():
    one, other = work("Zinc and colds", "doi:10.1/a"), work("Zinc & colds (preprint)", "doi:10.1/a", "arxiv:1234.5678")

    (merged,) = (await merge((searched(hit(one)), searched(hit(other), connector="arxiv")), Scope(), Ids())).sources

    assert [origin.connector for origin in merged.origins] == ["library", "arxiv"]


async def test_a_third_hit_joins_two_that_nothing_else_connects():
    first, second = work("Zinc", "doi:10.1/a"), work("Zinc for the cold", "pmid:7")
    bridge = work("Zinc for colds", "doi:10.1/a", "pmid:7")

    merged = (await merge((searched(hit(first), hit(second, 2), hit(bridge, 3)),), Scope(), Ids())).sources

    assert len(merged) == 1
    assert len(merged[0].origins) == 3


async def test_works_of_one_title_and_different_years_stay_two():
    merged = (
        await merge((searched(hit(work("Zinc", year=1999)), hit(work("Zinc", year=2009), 2)),), Scope(), Ids())
    ).sources

    assert len(merged) == 2


async def test_the_fullest_copy_is_the_one_to_read():
    abstract = hit(work("Zinc", "doi:10.1/a"), document_id="short")
    full = hit(work("Zinc", "doi:10.1/a"), 9, document_id="long", extent=Extent.FULL_TEXT)

    (merged,) = (await merge((searched(abstract, full),), Scope(), Ids())).sources

    assert (merged.document_id, merged.extent) == ("long", Extent.FULL_TEXT)


async def test_copies_that_are_not_open_are_tried_last():
    closed = Location(url="https://publisher.example/1.pdf", is_open=False)
    opened = [Location(url=f"https://repository.example/{number}.pdf") for number in (1, 2)]
    one = replace(hit(work("Zinc", "doi:10.1/a")), locations=(closed, opened[0]))
    other = replace(hit(work("Zinc", "doi:10.1/a"), 2), locations=(opened[1], closed))

    (merged,) = (await merge((searched(one), searched(other, connector="openalex")), Scope(), Ids())).sources

    assert merged.locations == (*opened, closed)


async def test_each_field_tells_the_record_it_is_from_and_who_says_otherwise():
    one = replace(work("Zinc for colds", "doi:10.1/z", year=2014), venue="J. Colds", variables={"volume": "3"})
    other = replace(work("Zinc for colds.", "doi:10.1/z", "pmid:7", year=2015), authors=(Name(family="Kim"),))
    searches = (
        searched(hit(one)),
        replace(searched(hit(other)), connector="crossref"),
        replace(searched(hit(other)), connector="crossref", subquestion_id="q2"),
    )

    (merged,) = (await merge(searches, Scope(), Ids())).sources

    fields = {each.field: each for each in merged.fields}
    assert {"title", "authors", "year", "venue", "variables.volume"} <= set(fields)
    assert (fields["venue"].taken.connector, fields["authors"].taken.connector) == ("library", "crossref")
    assert fields["variables.volume"].taken == Said(connector="library", record="doi:10.1/z", value="3")
    assert fields["title"].others == ()
    assert {fields["year"].taken.value, *(each.value for each in fields["year"].others)} == {"2014", "2015"}


async def test_one_record_found_twice_tells_no_fields():
    found = hit(work("Zinc", "doi:10.1/z"))

    (merged,) = (await merge((searched(found), searched(found, part="q2")), Scope(), Ids())).sources

    assert merged.fields == ()


async def test_what_two_parts_ask_for_comes_before_what_one_asks_for():
    both, one = work("Both", "doi:10.1/b"), work("One", "doi:10.1/o")

    merged = (
        await merge((searched(hit(one), hit(both, 2), part="q1"), searched(hit(both), part="q2")), Scope(), Ids())
    ).sources

    assert [each.work.title for each in merged] == ["Both", "One"]
    assert [each.rank for each in merged] == [1, 2]


async def test_no_more_sources_than_asked_for():
    hits = [hit(work(f"Work {number}", f"doi:10.1/{number}"), number) for number in range(1, 9)]

    assert len(await merge((searched(*hits),), Scope(max_sources=3), Ids())) == 3


@given(st.permutations([1, 2, 3, 4, 5, 6]))
async def test_the_order_of_the_searches_does_not_matter(order: list[int]):
    def answer(number: int) -> Search:
        shared = work(f"Work {number % 3}", f"doi:10.1/{number % 3}")
        return searched(hit(shared, number), part=f"q{number}")

    merged = (await merge(tuple(answer(number) for number in order), Scope(), Ids())).sources
    sorted_first = (await merge(tuple(answer(number) for number in sorted(order)), Scope(), Ids())).sources

    assert [(each.work, each.score) for each in merged] == [(each.work, each.score) for each in sorted_first]
