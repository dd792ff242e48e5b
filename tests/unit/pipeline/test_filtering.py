"""Which works are wanted: what no record tells leaves no work out, and is said."""

from dataclasses import replace

import pytest

from fakes import NOON, Ids, Shelf, document, hit, source, tools, work
from research_assistant.domain.hit import Search
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Taken
from research_assistant.domain.work import Work
from research_assistant.pipeline.filtering import kept_untold, left_out, unwanted
from research_assistant.pipeline.merge import merge
from research_assistant.pipeline.read import read

ARTICLE = replace(work("Zinc", "doi:10.1/a", year=2010), type="article-journal", variables={"language": "eng"})
PREPRINT = work("Zinc", "arxiv:2001.00001", "doi:10.48550/arXiv.2001.00001")
UNTOLD = work("Zinc")


def searched(*works: Work) -> Search:
    hits = tuple(hit(each, rank) for rank, each in enumerate(works, start=1))
    return Search(connector="library", subquestion_id="q1", text="zinc", asked_at=NOON, hits=hits)


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (Scope(), ""),
        (Scope(year_from=2010, year_to=2010), ""),
        (Scope(year_from=2011), "older than 2011"),
        (Scope(year_to=2009), "younger than 2009"),
        (Scope(types=("article-journal",)), ""),
        (Scope(types=("book", "thesis")), "of a type that was not asked for"),
        (Scope(languages=("en", "de")), ""),
        (Scope(languages=("de",)), "in a language that was not asked for"),
        (Scope(preprints=False), ""),
    ],
)
def test_a_work_is_left_out_for_what_its_record_tells(scope: Scope, reason: str) -> None:
    assert unwanted(ARTICLE, scope) == reason
    assert unwanted(UNTOLD, scope) == ""


def test_a_preprint_is_left_out_until_a_venue_has_published_it() -> None:
    published = replace(PREPRINT, identifiers=(*PREPRINT.identifiers, *ARTICLE.identifiers))

    assert unwanted(PREPRINT, Scope(preprints=False)) == "preprints that no venue has published yet"
    assert unwanted(published, Scope(preprints=False)) == ""
    assert unwanted(PREPRINT, Scope()) == ""


async def test_what_is_left_out_makes_room_for_others_and_is_counted() -> None:
    old = [work(f"An old work on zinc number {number}", f"doi:10.1/{number}", year=1990) for number in range(3)]
    made = await merge((searched(*old, ARTICLE),), Scope(max_sources=2, year_from=2000), Ids())

    assert [each.work for each in made.sources] == [ARTICLE]
    assert (made.sources[0].rank, made.sources[0].score) == (1, 1.0)
    assert made.left_out == {"older than 2000": 3}
    assert list(left_out(made.left_out)) == ["3 works that were found are left out: older than 2000."]
    assert list(left_out({"x": 1})) == ["1 work that was found is left out: x."]


async def test_what_another_record_of_the_work_tells_counts() -> None:
    undated = work("Zinc for colds", "doi:10.1/z")
    dated = work("Zinc for colds", "doi:10.1/z", year=1990)

    assert await merge((searched(undated, dated),), Scope(year_from=2000), Ids()) == Taken(
        sources=(), left_out={"older than 2000": 1}
    )


async def test_a_language_that_only_the_text_tells_leaves_it_unread() -> None:
    texts = {name: replace(document(name, "Zink verkürzt Erkältungen."), language=name) for name in ("de", "en", "und")}
    told = replace(source("told", document_id="de"), work=ARTICLE)
    sources = (source("de"), source("en"), source("und"), told)
    made = await read(sources, tools(documents=Shelf(*texts.values())), Scope(languages=("en",)))

    assert [each.source_id for each in made if each.document_id] == ["en", "und", "told"]
    assert made[0].unread == "the text shows that they are to be left out, in a language that was not asked for"


def test_what_was_kept_for_want_of_knowledge_is_said() -> None:
    sources = [replace(source("a"), document_id=None), replace(source("b"), work=ARTICLE)]
    said = list(kept_untold(sources, Scope(year_from=2000, types=("article-journal",), languages=("en",))))

    assert [sentence.split(" and were kept")[0] for sentence in said] == [
        "1 of 2 sources have no year",
        "1 of 2 sources tell no type",
        "1 of 2 sources tell no language",
    ]
    assert list(kept_untold(sources, Scope())) == []
