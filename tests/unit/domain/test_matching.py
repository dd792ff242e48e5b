"""Which records are one work: what joins, what keeps apart, whatever the order."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_assistant.domain.matching import clusters
from research_assistant.domain.merging import merged
from research_assistant.domain.work import Identifier, Name, Work

TITLE = "Zinc lozenges shorten the common cold in adults"
AUTHORS = ("Hemilä, H.", "Haukka, J.")


def record(
    title: str = TITLE, *names: str, authors: tuple[str, ...] = AUTHORS, year: int | None = 2011, venue: str = ""
):
    people = (name.partition(", ") for name in authors)
    parts = (name.partition(":") for name in names)
    return Work(
        title=title,
        authors=tuple(Name(family=family, given=given) for family, _, given in people),
        year=year,
        venue=venue,
        identifiers=tuple(Identifier(scheme=scheme, value=value) for scheme, _, value in parts),
    )


ONE_WORK = {
    "a DOI": (record("Zinc", "doi:10.1/A"), record("Zink", "doi:10.1/a", authors=())),
    "a PMID": (record("Zinc", "pmid:7"), record("Copper", "pmid:7")),
    "an arXiv id in two versions": (record("Zinc", "arxiv:2001.00001v1"), record("Copper", "arxiv:2001.00001v3")),
    "an arXiv id as a DOI": (record("Zinc", "arxiv:2001.00001"), record("Iron", "doi:10.48550/arxiv.2001.00001")),
    "spelling": (record(), record("Zinc Lozenges <i>Shorten</i> the Common Colds in Adults")),
    "another form of the names": (record(), record(authors=("Hemila, Harri", "Haukka, Jari"))),
    "a subtitle": (record(TITLE + ": A Trial With 200 Finns"), record(TITLE + ": a trial with 200 Finns")),
    "a subtitle left out": (record(TITLE + ": what is known about it today"), record()),
    "a remark on its form": (record(TITLE + " (extended abstract)"), record()),
    "a year apart in one journal": (record(venue="J. Colds"), record(year=2012, venue="Journal of Colds")),
    "a preprint": (record(TITLE, "arxiv:2001.00001"), record(TITLE, "doi:10.1/a", year=2013, venue="J. Colds")),
    "a preprint under a short title": (record("Zinc", "arxiv:2001.00001"), record("Zinc", "doi:10.1/a", year=2012)),
    "no authors": (record(authors=()), record()),
    "numbers as words": (record("The fourth workshop on zinc lozenges"), record("The 4th workshop on zinc lozenges")),
}
TWO_WORKS = {
    "two DOIs": (record(TITLE, "doi:10.1/a"), record(TITLE, "doi:10.1/b")),
    "two PMIDs": (record(TITLE, "pmid:1"), record(TITLE, "pmid:2")),
    "another word": (record(TITLE), record(TITLE.replace("adults", "horses"))),
    "another part": (record(TITLE + " (part I)"), record(TITLE + " (part II)")),
    "another year of a report": (record("Cancer statistics 2018"), record("Cancer statistics 2019")),
    "other authors": (record(), record(authors=("Kim, A.", "Lee, B."))),
    "years apart": (record(), record(year=2019)),
    "a conference and the journal": (record(venue="VLDB"), record(year=2012, venue="VLDB Journal")),
    "a short title of one author": (
        record("Zinc", "arxiv:2001.00001", authors=AUTHORS[:1]),
        record("Zinc", "doi:10.1/a", authors=AUTHORS[:1], year=2012),
    ),
    "an erratum": (record(), record("Erratum: " + TITLE)),
    "what comes back": (record("Editorial", authors=("Kim, A.",)), record("Editorial", authors=("Kim, A.",))),
    "a short title without authors": (record("Zinc", authors=()), record("Zinc", authors=())),
    "other subtitles": (record(TITLE + ": results for France"), record(TITLE + ": results for Germany")),
}


@pytest.mark.parametrize("why", ONE_WORK)
def test_records_of_one_work_are_joined_with_a_reason(why: str):
    (cluster,) = clusters(ONE_WORK[why])

    assert cluster.members == (0, 1)
    assert [(join.first, join.second) for join in cluster.joins] == [(0, 1)]
    assert cluster.joins[0].reason


@pytest.mark.parametrize("why", TWO_WORKS)
def test_records_of_two_works_stay_apart(why: str):
    assert [cluster.members for cluster in clusters(TWO_WORKS[why])] == [(0,), (1,)]


def test_a_record_without_names_does_not_join_two_that_a_register_sets_apart():
    first, second, between = record(TITLE, "doi:10.1/a"), record(TITLE, "doi:10.1/b"), record(TITLE)

    assert len(clusters([first, between, second])) == 2


def test_what_one_record_does_not_say_is_taken_from_the_other_and_its_origin_kept():
    full = Work(
        title=TITLE,
        year=2011,
        venue="J. Colds",
        identifiers=(Identifier(scheme="doi", value="10.1/a"),),
        variables={"volume": "3", "publisher": "P"},
    )
    other = Work(title="Zinc", authors=(Name(family="Kim"),), variables={"volume": "9", "page": "1-2", "note": "N"})

    together = merged([other, full])

    assert together.work.title == TITLE
    assert together.work.authors == (Name(family="Kim"),)
    assert together.work.variables == {"volume": "3", "publisher": "P", "note": "N"}
    assert (together.origins["title"], together.origins["authors"], together.origins["variables.note"]) == (1, 0, 0)


words = st.sampled_from(["zinc", "iron", "cold", "adults", "horses", "trial", "lozenges", "part", "ii", "review"])
works = st.builds(
    lambda title, authors, year, doi, arxiv: record(
        " ".join(title),
        *([f"doi:10.1/{doi}"] if doi else []),
        *([f"arxiv:2001.0000{arxiv}"] if arxiv else []),
        authors=tuple(authors),
        year=year,
    ),
    st.lists(words, min_size=1, max_size=6),
    st.lists(st.sampled_from(["Kim, A.", "Kim, Ann", "Lee, B.", "Ray, C."]), max_size=3),
    st.sampled_from([None, 2010, 2011, 2013]),
    st.sampled_from(["", "", "a", "b"]),
    st.sampled_from(["", "", "1", "2"]),
)
lists = st.lists(works, max_size=9)


@settings(deadline=None)
@given(lists, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(records, chance):
    shuffled = records.copy()
    chance.shuffle(shuffled)

    assert sorted(map(repr, (each.work for each in clusters(records)))) == sorted(
        map(repr, (each.work for each in clusters(shuffled)))
    )


@settings(deadline=None)
@given(lists)
def test_to_merge_twice_is_to_merge_once(records):
    once = [cluster.work for cluster in clusters(records)]

    assert [cluster.work for cluster in clusters(once)] == once


@settings(deadline=None)
@given(lists)
def test_every_record_is_in_one_cluster_with_one_join_less_than_members(records):
    found = clusters(records)

    assert sorted(member for cluster in found for member in cluster.members) == list(range(len(records)))
    assert all(len(cluster.joins) == len(cluster.members) - 1 for cluster in found)


@pytest.mark.parametrize("kind", ["article", "article-journal", "report"])
def test_a_page_that_shows_a_work_does_not_make_it_a_web_page(kind: str):
    told = replace(record(TITLE, "arxiv:2101.00001"), type=kind)
    page = replace(record(f"{TITLE} - arXiv", "arxiv:2101.00001", authors=(), year=None), type="webpage")

    assert merged([page, told]).work.type == kind
    assert merged([page]).work.type == "webpage"


def test_of_several_counts_of_citations_the_largest_is_taken_and_none_is_not_zero():
    uncounted = Work(title="Zinc and colds")
    counts = [replace(uncounted, citations=number) for number in (None, 12, 0, 120)]

    assert merged(counts).work.citations == 120
    assert merged(counts[:1] + counts[2:3]).work.citations == 0
    assert merged([uncounted, uncounted]).work.citations is None
