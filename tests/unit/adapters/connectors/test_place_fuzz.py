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
