"""Answers made wrong: every place reads them, or says that they are none, and nothing else."""

import json
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import Clock
from mutations import mutated
from places import NAMES, TITLES, sample
from research_assistant.adapters.connectors.abstracts import abstract_reading
from research_assistant.adapters.connectors.place import NotAnAnswer, Page, Place
from research_assistant.kit.text import is_storable
from research_assistant.kit.urls import page_url

ROUNDS = 200

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
_FIELDS = "url title content score publishedDate published_date page_age language profile age"
fields = st.sampled_from(_FIELDS.split())
results = st.lists(st.dictionaries(fields, values, max_size=8) | values, max_size=6)
answers = st.fixed_dictionaries(
    {},
    optional={
        "type": st.just("search"),
        "results": results,
        "web": st.fixed_dictionaries({}, optional={"results": results}) | values,
        "query": values,
        "number_of_results": values,
        "unresponsive_engines": values,
    },
)

_RECORD_FIELDS = """
    DOI URL id doi title subtitle type subtype abstract abstract_inverted_index author authorships container-title
    issued published-print updated-by update-to relation link license event institution degree ISSN ISBN language page
    publication_year publication_date primary_location best_oa_location locations biblio ids cited_by_count is_retracted
"""
_INNER_FIELDS = """
    DOI URL id id-type type date-parts updated family given name author display_name raw_author_name has-preprint source
    landing_page_url pdf_url license is_oa content-type intended-application first_page doi pmid pmcid openalex issn
"""
inner = st.recursive(
    values,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(_INNER_FIELDS.split()), each, max_size=5),
    max_leaves=6,
)
records = st.lists(st.dictionaries(st.sampled_from(_RECORD_FIELDS.split()), inner, max_size=10) | values, max_size=4)


def read(place: Place, content: bytes) -> Page | None:
    try:
        return place.read(content)
    except NotAnAnswer:
        return None


def check(page: Page) -> None:
    """Assert that nothing leaves a place that could not be stored, shown or opened."""
    for entry in page.entries:
        work = entry.work
        told = (
            work.title,
            work.venue,
            work.issued,
            *work.variables.values(),
            *work.extra.values(),
            *map(str, work.authors),
            *map(str, work.identifiers),
        )
        assert all(map(is_storable, told))
        assert work.title
        assert all(page_url(each.url) == each.url for each in entry.locations)
        reading = abstract_reading(entry, Clock())
        assert reading is None or is_storable(reading.document.text)


def wrong(name: str) -> Iterator[bytes]:
    chance = random.Random(name)  # noqa: S311 - nothing is hidden by it
    of = sample(name)
    files = [("one", of.answers(TITLES[:4], 40)), ("none", of.nothing)]
    for _ in range(ROUNDS):
        yield mutated(files, chance)[1]


@pytest.mark.parametrize("name", NAMES)
def test_answers_with_turned_bits_and_missing_pieces(name: str):
    place = sample(name).place
    pages = [page for content in wrong(name) if (page := read(place, content)) is not None]

    for page in pages:
        check(page)
    assert pages


@pytest.mark.parametrize("name", ["searxng", "brave", "tavily"])
@settings(max_examples=150, deadline=None)
@given(answer=answers)
def test_json_of_any_shape(name: str, answer: object):
    page = read(sample(name).place, json.dumps(answer).encode())

    if page is not None:
        check(page)


@settings(max_examples=150, deadline=None)
@given(found=records, total=values)
def test_records_of_any_shape(found: list[object], total: object):
    crossref = {"message-type": "work-list", "message": {"items": found, "total-results": total}}
    openalex = {"results": found, "meta": {"count": total}}

    for name, answer in (("crossref", crossref), ("openalex", openalex)):
        page = read(sample(name).place, json.dumps(answer).encode())
        assert page is not None
        assert len(page.entries) + len(page.refused) == len(found)
        check(page)
