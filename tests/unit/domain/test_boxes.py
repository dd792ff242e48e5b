"""Places of words on pages: what goes in comes out, and nothing else is taken for it."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.domain.boxes import Boxes
from research_assistant.domain.document import Box
from research_assistant.kit.text import Span

NUMBERS = st.integers(min_value=0, max_value=2**31 - 1)
EDGES = st.integers(min_value=-(10**6), max_value=10**6).map(lambda hundredths: hundredths / 100)


@given(
    st.lists(st.builds(Box, start=NUMBERS, end=NUMBERS, page=NUMBERS, left=EDGES, top=EDGES, right=EDGES, bottom=EDGES))
)
def test_boxes_come_back(boxes: list[Box]):
    assert list(Boxes.of(boxes)) == boxes
    assert bool(Boxes.of(boxes)) == bool(boxes)


def test_many_boxes_come_back_in_order():
    boxes = [Box(start=n, end=n + 1, page=n // 100, left=n, top=0, right=n + 1, bottom=9) for n in range(20_000)]

    assert list(Boxes.of(boxes)) == boxes
    assert Boxes.of(boxes).within(Span(99, 101)) == {0: [boxes[99]], 1: [boxes[100]]}


@pytest.mark.parametrize("packed", [b"no zlib", zlib.compress(b"x" * 27), zlib.compress(b"x" * 28)[:-6]])
def test_what_are_no_boxes_is_told(packed: bytes):
    with pytest.raises(ValueError, match="boxes that"):
        list(Boxes(packed))
