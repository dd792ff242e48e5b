"""A preprint and what was published of it: which is cited, which are kept, and whose text was read."""

from dataclasses import replace

import pytest

from fakes import Ids, Net, hit, source, tools, work
from reports import ASKED
from research_assistant.domain.hit import Hit, Search
from research_assistant.domain.location import Location
from research_assistant.domain.query import Scope
from research_assistant.domain.source import Source
from research_assistant.domain.versions import preprint_at, preprint_described, preprints_of
from research_assistant.domain.work import Extent
from research_assistant.pipeline.merge import merge
from research_assistant.pipeline.opening import opened_source

PREPRINT = work("Zinc lozenges and the common cold", "arxiv:2101.00001", year=2021)
PUBLISHED = work("Zinc lozenges and the common cold", "doi:10.1000/zinc", "arxiv:2101.00001", year=2022)


def test_the_preprints_of_a_published_work_are_named():
    both = work("Zinc", "doi:10.1000/zinc", "arxiv:2101.00001v2", "doi:10.1101/2021.01.01.000001")

    assert preprints_of(both) == ("arxiv:2101.00001", "doi:10.1101/2021.01.01.000001")
    assert preprints_of(PREPRINT) == ()
    assert preprints_of(work("Zinc", "doi:10.1000/zinc")) == ()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://arxiv.org/pdf/2101.00001v2", "arxiv:2101.00001"),
        ("https://www.biorxiv.org/content/10.1101/1.full.pdf", "https://www.biorxiv.org/content/10.1101/1.full.pdf"),
        ("https://journal.example/zinc.pdf", ""),
        ("https://notarxiv.org/pdf/2101.00001", ""),
        ("", ""),
    ],
)
def test_copies_of_preprints_are_known_by_their_servers(url: str, name: str):
    assert preprint_at(url) == name


def test_the_record_of_a_preprint_server_is_of_the_preprint_though_it_names_the_journal():
    assert preprint_described(PREPRINT) == "arxiv:2101.00001"
    assert preprint_described(replace(PUBLISHED, url="https://arxiv.org/abs/2101.00001v1")) == "arxiv:2101.00001"
    assert preprint_described(PUBLISHED) == ""


async def merged(*hits: Hit) -> Source:
    searches = tuple(
        Search(connector=f"place{number}", subquestion_id="q1", text="zinc", asked_at=ASKED, hits=(each,))
        for number, each in enumerate(hits)
    )
    (found,) = (await merge(searches, Scope(), Ids())).sources
    return found


@pytest.mark.parametrize("order", [1, -1])
async def test_the_published_version_is_cited_and_it_is_said_that_the_preprint_was_read(order: int):
    found = (hit(PUBLISHED, extent=Extent.RECORD), hit(PREPRINT, document_id="d"))

    cited = await merged(*found[::order])

    assert cited.work.year == 2022
    assert cited.document_id == "d"
    assert cited.preprint_read == "arxiv:2101.00001"


async def test_where_the_published_text_was_read_or_the_preprint_is_cited_no_word_is_needed():
    assert (await merged(hit(PUBLISHED, document_id="d"), hit(PREPRINT))).preprint_read == ""
    assert (await merged(hit(PREPRINT, document_id="d"))).preprint_read == ""


@pytest.mark.parametrize(
    ("url", "name"), [("https://arxiv.org/pdf/2101.00001v2", "arxiv:2101.00001"), ("https://journal.example/z", "")]
)
async def test_the_address_of_the_copy_tells_whose_text_it_is(url: str, name: str):
    cited = replace(source("s"), work=PUBLISHED, extent=Extent.RECORD, locations=(Location(url=url),))

    opened = await opened_source(cited, replace(tools(), fetcher=Net({url: "Zinc shortens colds."})))

    assert opened.unopened == ""
    assert opened.preprint_read == name
