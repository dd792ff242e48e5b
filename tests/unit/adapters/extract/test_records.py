"""Records: one work each, errors by line, nothing else lost."""

import gzip
import json
from pathlib import Path

import pytest

from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.files import unpacked
from research_assistant.adapters.extract.records import read_records
from research_assistant.domain.work import Extent, Name
from research_assistant.ports.extractor import Refusal


def read(path: Path, collection: str = "mine") -> list[Extracted | Refusal]:
    return list(read_records(path.read_bytes(), Origin(name=path.name, collection=collection)))


def test_a_line_is_a_work(tmp_path: Path):
    record = {
        "id": 17,
        "title": "Zinc and colds",
        "abstract": ["Zinc helps.", "A day is won."],
        "authors": ["Kim, Ann", {"family": "O'Hara", "given": "B."}, "World Health Organization"],
        "year": "2014-05",
        "DOI": "https://doi.org/10.1000/ABC",
        "journal": "J. Colds",
    }
    path = tmp_path / "works.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf8")

    (reading,) = read(path)

    assert isinstance(reading, Extracted)
    assert reading.text == "Zinc helps. A day is won."
    assert reading.extent is Extent.ABSTRACT
    assert (reading.work.year, reading.work.venue) == (2014, "J. Colds")
    assert reading.work.authors[:2] == (Name(family="Kim", given="Ann"), Name(family="O'Hara", given="B."))
    assert [str(each) for each in reading.work.identifiers] == ["doi:10.1000/abc", "mine:17"]


def test_what_is_no_record_is_named_by_its_line_and_the_rest_is_read(tmp_path: Path):
    path = tmp_path / "works.jsonl"
    path.write_text('{"title": "One"}\nnot json\n[1, 2]\n\n{"year": 1999}\n{"title": "Two"}', encoding="utf8")

    entries = read(path)

    assert [each.work.title for each in entries if isinstance(each, Extracted)] == ["One", "Two"]
    assert [(each.place, each.reason.split(" (")[0]) for each in entries if isinstance(each, Refusal)] == [
        ("line 2", "it is not JSON"),
        ("line 3", "it is not a JSON object"),
        ("line 5", "it has neither a title nor an abstract"),
    ]


def test_csv_by_the_names_of_its_columns(tmp_path: Path):
    path = tmp_path / "works.csv"
    path.write_text('Title,Abstract,Year\n"Zinc, again","It\nhelps.",2001\nCopper,,\n', encoding="utf-8-sig")

    first, second = read(path)

    assert isinstance(first, Extracted)
    assert isinstance(second, Extracted)
    assert (first.work.title, first.text, first.work.year) == ("Zinc, again", "It\nhelps.", 2001)
    assert (second.text, second.extent) == ("", Extent.RECORD)


def test_a_spreadsheet_in_unicode_is_read(tmp_path: Path):
    path = tmp_path / "works.csv"
    path.write_text("Title\tYear\nZürich\t2001\n", encoding="utf-16")

    (made,) = read(path)

    assert isinstance(made, Extracted)
    assert (made.work.title, made.work.year) == ("Zürich", 2001)


def test_other_encodings_are_refused_with_the_way_out(tmp_path: Path):
    path = tmp_path / "works.csv"
    path.write_bytes("Title,Year\nZürich,2001\n".encode("cp1252"))

    with pytest.raises(Unreadable, match="not UTF-8 text: byte 12") as caught:
        read(path)

    assert "CSV UTF-8" in caught.value.next_step


def test_csv_without_a_title_column_is_refused(tmp_path: Path):
    path = tmp_path / "works.csv"
    path.write_text("a,b\n1,2\n", encoding="utf8")

    with pytest.raises(Unreadable, match="no column named title or abstract"):
        read(path)


def test_packed_files_are_unpacked():
    assert unpacked(gzip.compress(b'{"title": "One"}\n')) == b'{"title": "One"}\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xc3( bad", "not UTF-8"), (b'{"title": "a\0b"}', "NUL")],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "works.jsonl"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=words):
        read(path)


def test_a_damaged_pack_is_refused():
    with pytest.raises(Unreadable, match="does not unpack"):
        unpacked(b"\xfd7zXZ\x00 nothing more")


def test_the_same_record_has_the_same_bytes_wherever_it_stands(tmp_path: Path):
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text('{"title": "A", "abstract": "B"}\n', encoding="utf8")
    other.write_text('{"title": "X"}\n{"abstract": "B",   "title": "A"}\n', encoding="utf8")

    records = [[each.record for each in read(path) if isinstance(each, Extracted)] for path in (one, other)]

    assert records[0][0] == records[1][1]
