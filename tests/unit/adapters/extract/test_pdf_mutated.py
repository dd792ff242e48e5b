"""Whatever is done to the bytes of a PDF: it gives entries or is refused with a reason, and nothing else."""

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pdfs import at, column, pdf
from research_assistant.adapters.extract.extracted import CAUSES, Extracted, Origin, Unreadable
from research_assistant.adapters.extract.pdf.reading import read_pdf
from research_assistant.kit.text import clean

DATA = Path(__file__).parents[3] / "data" / "pdf"
SMALL = [
    pdf(at(60, 700, "One page of two"), column(60, 700, ("and some lines", "below each other"))),
    *(path.read_bytes() for path in sorted(DATA.glob("*.pdf")) if path.stat().st_size < 20_000),
]
PIECES = st.sampled_from([b"", b"/Kids[2 0 R]", b"/Count 99999", b"endobj", b"<<", b"\xff\xfe", b"(", b"1e99", b"-1"])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(SMALL)))
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        content[place : place + length] = draw(st.one_of(PIECES, st.binary(max_size=40)))
    return bytes(content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content)


@given(mutated())
@example(b"%PDF-1.4")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_bytes_are_read_or_refused(content: bytes):
    told = None
    try:
        made = list(read_pdf(content, Origin(name="a.pdf")))
    except Unreadable as refusal:
        told = refusal
        made = []
    assert made or (told and told.cause in CAUSES)
    for each in made:
        assert isinstance(each, Extracted)
        assert each.work.title
        assert clean(each.text) == each.text
        assert all(0 <= box.start < box.end <= len(each.text) for box in each.boxes)
