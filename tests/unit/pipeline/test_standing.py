"""Standing: kind of place, age and hosts move works among what was found; they hide nothing, and reasons are given."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import NOON, Ids, hit, work
from research_assistant.domain.authority import Authority
from research_assistant.domain.hit import Hit, Search
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Origin, Source
from research_assistant.domain.work import Work
from research_assistant.pipeline.merge import merge
from research_assistant.pipeline.standing import MOST_OF_A_HOST, RANK_CONSTANT, in_turn, standing

TYPES = ["article-journal", "book", "report", "webpage", "post-weblog", "document", "article"]


def searched(connector: str, *works: Work, part: str = "q1") -> Search:
    hits: tuple[Hit, ...] = tuple(hit(each, rank) for rank, each in enumerate(works, start=1))
    return Search(connector=connector, subquestion_id=part, text="zinc", asked_at=NOON, hits=hits)


def page(number: int, host: str = "example.org") -> Work:
    url = f"https://{host}/{number}"
    return replace(work(f"Page {number} of {host} on zinc and colds", f"url:{url}"), type="webpage", url=url)


async def order(*searches: Search, most: int = 20) -> Sequence[Source]:
    return (await merge(searches, Scope(max_sources=most), Ids())).sources


def titles(sources: Sequence[Source]) -> list[str]:
    return [source.work.title for source in sources]


async def test_of_two_found_alike_the_journal_stands_before_the_page():
    article = replace(work("Zinc for the common cold, a trial", "doi:10.1000/1"), type="article-journal")

    first, second = await order(searched("web", page(1)), searched("crossref", article))

    assert (first.work, first.authority) == (article, Authority.JOURNAL)
    assert second.authority is Authority.WEB
    assert second.setbacks == {"authority": 4.0, "age": 0.0}
    assert second.why == ("found by web at rank 1", "page of the web (4 places further back)")
    assert first.score == 1.0 > second.score


async def test_what_several_places_find_outweighs_the_kind_of_its_place():
    article = replace(work("Zinc for the common cold, a trial", "doi:10.1000/1"), type="article-journal")
    shared = page(1)

    first, _ = await order(searched("web", shared), searched("web", shared, part="q2"), searched("crossref", article))

    assert first.work == shared
    assert first.why[0] == "found by web at rank 1"


async def test_age_is_gentle_and_told():
    def trial(year: int) -> Work:
        return replace(work(f"Zinc trial of {year}", f"doi:10.1000/{year}", year=year), type="article-journal")

    old, recent = trial(NOON.year - 25), trial(NOON.year)
    sources = await order(searched("crossref", old), searched("arxiv", recent))
    ancient = standing(trial(1800), sources[0].origins, year=NOON.year)

    assert titles(sources) == [recent.title, old.title]
    assert sources[1].setbacks["age"] == 2.5
    assert sources[1].why[-1] == f"of {old.year} (2.5 places further back)"
    assert ancient.setbacks["age"] == 3.0


async def test_a_work_without_a_year_or_from_the_future_is_not_set_back():
    origins = (Origin(connector="crossref", subquestion_id="q1", rank=1, score=1.0),)

    assert standing(work("Zinc"), origins, year=2026).setbacks["age"] == 0
    assert standing(work("Zinc", year=2050), origins, year=2026).setbacks["age"] == 0


@settings(deadline=None)
@given(
    kinds=st.lists(
        st.tuples(st.sampled_from(TYPES), st.none() | st.integers(1900, 2026), st.integers(1, 3)),
        min_size=1,
        max_size=12,
    ),
)
async def test_sources_of_the_library_alone_stand_by_their_ranks_alone(kinds: list[tuple[str, int | None, int]]):
    works = [
        replace(work(f"Zinc {number}", f"doi:10.1000/{number}", year=year), type=type_)
        for number, (type_, year, _) in enumerate(kinds)
    ]
    searches = [
        searched(
            "library",
            *(each for each, (_, _, parts) in zip(works, kinds, strict=True) if parts >= part),
            part=str(part),
        )
        for part in (1, 2, 3)
    ]
    fused = {
        each.title: sum(
            1 / (RANK_CONSTANT + found.rank) for search in searches for found in search.hits if found.work == each
        )
        for each in works
    }

    assert titles(await order(*searches)) == sorted(fused, key=lambda title: (-fused[title], title))


async def test_what_the_library_holds_is_set_back_by_nothing_and_says_so():
    blog = replace(work("Zinc, a note", "url:https://a.example/1", year=1950), type="post-weblog")

    (source,) = await order(searched("library", blog), searched("web", blog))

    assert sum(source.setbacks.values()) == 0
    assert source.why == ("found by library at rank 1 and web at rank 1", "page where anybody may write")


async def test_a_host_of_the_web_has_two_pages_before_others_have_their_turn():
    many = [page(number, "one.example") for number in range(5)]
    other, third = page(1, "two.example"), page(1, "three.example")

    sources = await order(searched("web", *many, other, third))

    assert titles(sources)[:4] == [many[0].title, many[1].title, other.title, third.title]
    assert titles(sources)[4:] == [each.title for each in many[2:]]
    assert sources[4].why[-1] == "after 2 other pages of one.example"
    assert all("other pages" not in " ".join(source.why) for source in sources[:4])


async def test_the_turns_of_hosts_take_no_place_from_other_sources():
    articles = [
        replace(work(f"Zinc for the common cold, trial {number}", f"doi:10.1000/{number}"), type="article-journal")
        for number in range(4)
    ]
    pages = [page(number, host) for number, host in enumerate(["a.example", "a.example", "a.example", "b.example"])]

    sources = await order(searched("web", *pages), searched("crossref", *articles))

    assert titles(sources)[:4] == [each.title for each in articles]
    assert titles(sources)[4:] == [pages[at].title for at in (0, 1, 3, 2)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=30))
def test_turns_lose_nobody_and_leave_in_place_what_has_no_host(hosts: list[str]):
    numbered = list(enumerate(hosts))

    ordered = [each for each, _ in in_turn(numbered, lambda each: each[1])]
    names = [name for _, name in ordered if name]
    until_all_had_one = max((names.index(name) for name in set(names)), default=0)

    assert sorted(ordered) == numbered
    assert all(before == after for before, after in zip(numbered, ordered, strict=True) if not before[1])
    assert all(names[:until_all_had_one].count(name) <= MOST_OF_A_HOST for name in set(names))
