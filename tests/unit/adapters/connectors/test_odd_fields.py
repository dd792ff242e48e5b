"""Records of which one field holds what it never should: a place reads the answer, or says that it is none."""

import json
from collections.abc import Iterator

import pytest

from fakes import Clock
from places import TITLES, sample
from research_assistant.adapters.connectors.abstracts import abstract_reading
from research_assistant.adapters.connectors.place import NotAnAnswer
from research_assistant.kit.text import is_storable

ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "9" * 4_900,
    "\x00\ud800 <b>",
    "javascript:alert(1)",
    "http://[::1",
    [],
    [[]],
    [None, {}],
    {},
    {"0": [{}]},
)


def changed(value: object) -> Iterator[object]:
    """Yield `value` with each of its parts in turn replaced by what is odd, or left out."""
    yield from ODD
    if isinstance(value, dict):
        for name, part in value.items():
            yield {other: each for other, each in value.items() if other != name}
            yield from ({**value, name: odd} for odd in changed(part))
    elif isinstance(value, list) and value:
        yield from ([odd, *value[1:]] for odd in changed(value[0]))


@pytest.mark.parametrize("name", ["europepmc", "semantic_scholar", "wikipedia"])
def test_one_odd_field(name: str):
    of = sample(name)
    read = 0
    for odd in changed(json.loads(of.answers(TITLES[:2], 40))):
        try:
            page = of.place.read(json.dumps(odd).encode())
        except NotAnAnswer:
            continue
        read += 1
        for entry in page.entries:
            told = (entry.work.title, entry.work.venue, *entry.work.variables.values(), *map(str, entry.work.authors))
            assert all(map(is_storable, told))
            assert entry.work.title
            abstract_reading(entry, Clock())
    assert read
