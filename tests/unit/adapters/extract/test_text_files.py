"""Markdown and text: one file, one work."""

from pathlib import Path

import pytest

from fakes import Clock
from research_assistant.adapters.extract.registry import Extractors
from research_assistant.adapters.extract.text import TextExtractor
from research_assistant.domain.errors import UnreadableFile
from research_assistant.domain.library import Reading


def read(path: Path) -> Reading:
    (reading,) = TextExtractor(Clock()).read(path, collection="")
    assert isinstance(reading, Reading)
    return reading


def test_markdown_is_named_by_its_first_heading_and_has_sections(tmp_path: Path):
    path = tmp_path / "notes.md"
    path.write_text("# Zinc\n\nIt helps.\n\n## Trials\n\nThere were two.\n", encoding="utf8")

    reading = read(path)

    text = reading.document.text
    assert reading.work.title == "Zinc"
    assert [each.heading for each in reading.document.sections] == ["Zinc", "Trials"]
    assert text[reading.document.sections[1].start : reading.document.sections[1].end].startswith("## Trials")


def test_text_is_named_by_its_file(tmp_path: Path):
    path = tmp_path / "field notes.txt"
    path.write_bytes(b"It helps.\r\nA day\x00 is won.".replace(b"\x00", b""))

    reading = read(path)

    assert (reading.work.title, reading.document.text) == ("field notes", "It helps.\nA day is won.")


def test_an_empty_file_is_refused(tmp_path: Path):
    path = tmp_path / "empty.txt"
    path.write_text(" \n", encoding="utf8")

    with pytest.raises(UnreadableFile, match="is empty"):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="No such file"):
        read(tmp_path / "gone.txt")


def test_an_unknown_kind_is_refused_with_the_kinds_that_are_known(tmp_path: Path):
    with pytest.raises(UnreadableFile) as caught:
        Extractors(Clock()).of(tmp_path / "scan.tiff")

    assert ".jsonl" in caught.value.next_step
