"""Which files of a folder are taken."""

from pathlib import Path

from research_assistant.adapters.extract.folders import files_in


def test_readable_files_are_taken_and_the_others_counted(tmp_path: Path):
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
    assert found.skipped == 5


def test_what_is_named_is_taken_whatever_it_is(tmp_path: Path):
    named = [tmp_path / "photo.tiff", tmp_path / "gone.md", tmp_path / "photo.tiff"]

    assert files_in(named).files == (tmp_path / "photo.tiff", tmp_path / "gone.md")
