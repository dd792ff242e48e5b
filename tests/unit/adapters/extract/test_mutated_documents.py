"""Whatever the bytes are, a reader gives entries whose offsets hold, or says why it does not."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office_files import book, open_text, paragraph, word, zipped
from research_assistant.adapters.extract.docx import read_docx
from research_assistant.adapters.extract.epub import read_epub
from research_assistant.adapters.extract.extracted import CAUSES, Extracted, Origin, Reader, Unreadable
from research_assistant.adapters.extract.markdown import read_markdown
from research_assistant.adapters.extract.odt import read_odt
from research_assistant.adapters.extract.plain import read_text
from research_assistant.kit.text import clean
from research_assistant.ports.extractor import Refusal

WORD = word(
    paragraph("Heading", style="berschrift1")
    + paragraph("An item.", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    + "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    + '<w:p><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num></m:f></m:oMath><w:r><w:footnoteReference w:id="2"/>'
    + "</w:r></w:p>",
    numbering='<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:abstractNum w:abstractNumId="7"/>',
    footnotes=f'<w:footnote w:id="2">{paragraph("Note.")}</w:footnote>',
)
BOOK = book({"1.xhtml": "<h1>One</h1><p>a<sup>2</sup> <a href='#n'>1</a></p><table><tr><td>1</td></tr></table>"})
OPEN = open_text(
    '<text:h text:outline-level="1">One</text:h><text:p>a<text:note><text:note-body><text:p>n</text:p></text:note-body>'
    "</text:note></text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list>"
)
SOURCES: list[tuple[Reader, bytes]] = [
    (read_docx, WORD),
    (read_epub, BOOK),
    (read_odt, OPEN),
    (read_markdown, b"---\ntitle: x\n---\n# a\n\n- b[^1]\n\n|a|\n|-|\n|`c`|\n\n[^1]: <i>n</i> $x$\n"),
    (read_text, b"A title\n=====\n\n1. words in a line\n   and more\f\xc3\xa9 page\n"),
]
PIECES = [
    b"<w:p>",
    b"</w:p>",
    b"<w:r>",
    b"&lt;",
    b"<",
    b"]]>",
    b"\0",
    b'w:val="99999999999"',
    b"\xff",
    b"[",
    b"|",
    b"\f",
]


def check(reader: Reader, content: bytes) -> None:
    try:
        entries = list(reader(content, Origin(name="a.b")))
    except Unreadable as error:
        refusal = error
    else:
        check_entries(entries)
        return
    assert refusal.cause in CAUSES
    assert refusal.reason
    assert refusal.next_step


def check_entries(entries: list[Extracted | Refusal]) -> None:
    for entry in entries:
        assert isinstance(entry, Extracted)
        assert entry.work.title.strip()
        assert entry.text == clean(entry.text)
        starts = [section.start for section in entry.sections]
        assert starts == sorted(starts)
        for section in entry.sections:
            assert 0 <= section.start <= section.end <= len(entry.text)
            assert entry.text.startswith(section.heading, section.start)


def mutated(content: bytes, places: list[tuple[int, bytes]]) -> bytes:
    made = bytearray(content)
    for place, piece in places:
        at = place % (len(made) + 1)
        made[at : at + (place % 3) * len(piece)] = piece
    return bytes(made)


MUTATIONS = st.lists(st.tuples(st.integers(0, 1 << 20), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=5)


@pytest.mark.parametrize(("reader", "source"), SOURCES)
@settings(max_examples=60, deadline=None)
@given(places=MUTATIONS)
def test_changed_bytes_are_read_or_refused(reader, source, places):
    check(reader, mutated(source, places))


@pytest.mark.parametrize(("reader", "source"), SOURCES[:3])
@settings(max_examples=100, deadline=None)
@given(places=MUTATIONS, part=st.integers(0, 20))
def test_changed_parts_are_read_or_refused(reader, source, places, part):
    with zipfile.ZipFile(io.BytesIO(source)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = list(parts)[part % len(parts)]

    check(reader, zipped(parts | {name: mutated(parts[name], places)}))


@pytest.mark.parametrize("reader", [read_markdown, read_text])
@settings(max_examples=100, deadline=None)
@given(text=st.text() | st.text(alphabet="a b\n\t-*_`[]()!<>#|:$^~\\&;1.=%\f"))
def test_any_text_is_read_or_refused(reader, text):
    check(reader, text.encode(errors="replace"))


@pytest.mark.parametrize(("reader", "source"), SOURCES)
@settings(max_examples=40, deadline=None)
@given(length=st.integers(0, 4000))
def test_a_file_that_was_cut_off_is_read_or_refused(reader, source, length):
    check(reader, source[:length])
