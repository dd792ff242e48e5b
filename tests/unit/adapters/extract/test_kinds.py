"""What kind a file is: the bytes are believed before the name."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.files import content_of
from research_assistant.adapters.extract.kinds import KINDS, kind_of
from research_assistant.domain.errors import UnreadableFile


def zipped(*names: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "media_type", "kind"),
    [
        (b"# Zinc", "notes.md", "", "Markdown"),
        (b"It helps.", "notes.txt", "", "text"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE article PUBLIC "-//NLM//DTD JATS">\n<article>', "a.xml", "", "JATS"),
        (b"<article><front><article-meta/></front></article>", "", "", "JATS"),
        (b"It helps.", "README", "", "text"),
        (b"It helps.", "", "text/markdown; charset=utf-8", "Markdown"),
        (b"\n%PDF-1.7\n", "paper.pdf", "", "PDF"),
        (b"<!-- a --><!DOCTYPE html><p>Zinc", "", "", "HTML"),
        (b'{"title": "One"}\n{"title": "Two"}\n', "", "", "records"),
        (b'[{"title": "One"}]', "", "", "CSL-JSON"),
        (b"TY  - JOUR\nER  -\n", "", "", "RIS or nbib"),
        (b"% mine\n@article{kim, title={Zinc}}", "", "", "BibTeX"),
        (zipped("word/document.xml"), "notes.docx", "", "Word"),
        (zipped("word/document.xml"), "", "", "Word"),
        (zipped("mimetype", "META-INF/container.xml"), "book", "", "EPUB"),
    ],
)
def test_a_kind_is_told_by_content_name_and_media_type(content: bytes, name: str, media_type: str, kind: str):
    found = kind_of(content, name=name, media_type=media_type)

    assert (found.kind.name, found.doubt) == (kind, "")


def test_the_content_is_believed_and_the_disagreement_said():
    found = kind_of(zipped("word/document.xml"), name="notes.txt")

    assert found.kind.name == "Word"
    assert found.doubt == "The file is called text and holds Word."


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"{\\rtf1 Bees}", "bees.rtf", "is an RTF file$"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "bees.doc", "is an old Office file$"),
        (b"II*\0", "scan.tiff", "is of a kind that cannot be read"),
        (b"\x89PNG\r\n\x1a\n", "", "is a picture that cannot be read"),
        (b"import sys\n", "script.py", "is of a kind that cannot be read"),
        (zipped("a.txt"), "", "is an archive that cannot be read"),
        (b"PK\x03\x04 no archive", "", "is an archive that cannot be read"),
    ],
)
def test_an_unknown_kind_is_refused_with_the_kinds_that_are_known(content: bytes, name: str, said: str):
    with pytest.raises(Unreadable, match=said) as caught:
        kind_of(content, name=name)

    assert caught.value.cause == "unknown_kind"
    assert "DOCX" in caught.value.next_step or ".jsonl" in caught.value.next_step


def test_every_kind_has_a_reader():
    assert all(callable(kind.load()) for kind in KINDS)


def test_a_missing_file_is_refused(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="No such file") as caught:
        content_of(tmp_path / "gone.txt")

    assert caught.value.cause == "no_file"


def test_what_is_no_file_is_refused_at_once(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")

    for name, said in (("pipe.txt", "is no regular file"), ("link.txt", "is a broken link"), (".", "is a folder")):
        with pytest.raises(UnreadableFile, match=said):
            content_of(tmp_path / name)
    with pytest.raises(UnreadableFile, match="is no regular file"):
        content_of(Path("/dev/null"))
