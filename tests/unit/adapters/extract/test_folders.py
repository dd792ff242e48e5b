"""Which files of a folder are taken."""

import os
from pathlib import Path

from research_assistant.adapters.extract.folders import files_in


def test_readable_files_are_taken_and_the_others_told(tmp_path: Path):
    home = tmp_path / "home"
    for name in ("b.md", "A.PDF", "works.csv.xz", "deep/er/c.txt", ".hidden.md", "photo.tiff", ".git/d.md", "noted"):
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    (tmp_path / "secret.md").write_text("x")
    (home / "out.md").symlink_to(tmp_path / "secret.md")
    (home / "in.md").symlink_to(home / "b.md")
    (home / "gone.md").symlink_to(home / "nowhere.md")
    (home / "folder").symlink_to(tmp_path)

    found = files_in([home])

    assert [str(file.relative_to(home)) for file in found.files] == [
        "A.PDF",
        "b.md",
        "in.md",
        "works.csv.xz",
        "deep/er/c.txt",
    ]
    assert {path.name: reason for path, reason in found.passed} == {
        "folder": "is a link to a folder",
        "gone.md": "is a broken link",
        "noted": "has no name ending",
        "out.md": "is a link out of the folder",
        "photo.tiff": "has a name that ends in .tiff, no kind that is read",
    }
    assert found.hidden == 1
    assert list(found.told())[-1] == "Passed over: 1 hidden."


def test_of_many_files_that_are_left_out_the_first_are_named(tmp_path: Path):
    for number in range(13):
        (tmp_path / f"{number:02}.rtf").write_text("x")
    os.mkfifo(tmp_path / "00.txt")

    told = list(files_in([tmp_path]).told())

    assert told[0] == f"Passed over: {tmp_path}/00.rtf has a name that ends in .rtf, no kind that is read."
    assert told[1] == f"Passed over: {tmp_path}/00.txt is no regular file."
    assert told[10:] == ["Passed over: 4 more."]


def test_what_is_named_is_taken_whatever_it_is(tmp_path: Path):
    named = [tmp_path / "photo.tiff", tmp_path / "gone.md", tmp_path / "photo.tiff"]

    assert files_in(named).files == (tmp_path / "photo.tiff", tmp_path / "gone.md")
