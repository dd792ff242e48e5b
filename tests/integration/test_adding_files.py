"""Files into the library and out again, through the command line: folders, refusals, attaching, kills, two at once."""

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from killing import SECONDS, Asker

PDFS = Path(__file__).parents[1] / "data" / "pdf"
RECORD = '{"title": "The Crazy Ones", "doi": "10.1000/crazy", "year": 1997, "abstract": "Here is to them."}\n'


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database."""
    home = tmp_path_factory.mktemp("template")
    assert Asker(home=home, embedding_model="none").run("init", "--no-demonstration").code == 0
    return home


@pytest.fixture
def asker(template: Path, tmp_path: Path) -> Asker:
    shutil.copytree(template, tmp_path / "home")
    return Asker(home=tmp_path / "home", embedding_model="none")


def listed(asker: Asker) -> list[dict[str, object]]:
    told = json.loads(asker.command("library", "list", "--limit", "1000", "--json").stdout)
    assert told["total"] == len(told["items"])
    items: list[dict[str, object]] = told["items"]
    return items


def blobs(asker: Asker) -> list[Path]:
    """Return the files that are kept; one that was half written at a kill has another name."""
    return sorted(path for path in (asker.home / "blobs").rglob("*") if path.is_file() and len(path.name) == 64)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder of files of several kinds, some of which cannot be read."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for name in ("crazyones-pdfa.pdf", "libreoffice-writer-password.pdf", "imagemagick-lzw.pdf"):
        shutil.copy(PDFS / name, folder)
    (folder / "notes.md").write_text("# Zinc\n\nZinc shortened the common cold.\n", encoding="utf8")
    (folder / "copy.md").write_text("# Zinc\n\nZinc shortened the common cold.\n", encoding="utf8")
    (folder / "works.jsonl").write_text(f"{RECORD}nonsense\n", encoding="utf8")
    (folder / "photo.tiff").write_bytes(b"II*\0")
    return folder


def test_a_folder_is_added_and_what_cannot_be_read_is_named(asker: Asker, papers: Path):
    ended = asker.command("library", "add", str(papers))
    told = ended.stderr

    assert ended.returncode == 6
    assert "3 added, 0 known before, 3 refused." in told
    assert "works have no authors or no year: add their records" in told
    assert "photo.tiff has a name that ends in .tiff, no kind that is read." in told
    for words in ("(encrypted)", "(no_text)", "works.jsonl, line 2: it is not JSON", "is the same as"):
        assert words in told
    assert {item["title"] for item in listed(asker)} == {"The Crazy Ones", "Zinc"} | {
        item["title"] for item in listed(asker) if item["extent"] == "full_text"
    }

    again = asker.command("library", "add", str(papers)).stderr
    assert "0 added, 3 known before, 3 refused" in again


def test_a_known_work_gets_its_full_text_and_keeps_what_its_record_tells(asker: Asker, tmp_path: Path):
    works, other = tmp_path / "works.jsonl", tmp_path / "other.md"
    works.write_text(RECORD, encoding="utf8")
    other.write_text("# Copper conducts heat better than other metals\n\nIt does.\n", encoding="utf8")
    add = ("library", "add", str(works))
    assert asker.command(*add).returncode == 0

    attached = asker.command("library", "attach", "doi:10.1000/crazy", str(PDFS / "crazyones-pdfa.pdf"))
    assert attached.returncode == 0, attached.stderr
    assert asker.command(*add).returncode == 0
    (item,) = listed(asker)
    assert (item["title"], item["year"], item["extent"]) == ("The Crazy Ones", 1997, "full_text")
    original = tmp_path / "original.pdf"
    assert asker.command("library", "original", "doi:10.1000/crazy", "--output", str(original)).returncode == 0
    assert original.read_bytes() == (PDFS / "crazyones-pdfa.pdf").read_bytes()

    wrong = ("library", "attach", "doi:10.1000/crazy", str(works))
    assert asker.command(*wrong).returncode == 2
    assert asker.command("library", "attach", "doi:10.1000/none", str(other)).returncode == 3


def test_a_file_that_is_clearly_another_work_is_not_attached(asker: Asker, tmp_path: Path):
    works, other = tmp_path / "works.jsonl", tmp_path / "other.md"
    works.write_text(RECORD.replace("The Crazy Ones", "Zinc lozenges and the common cold"), encoding="utf8")
    other.write_text("# Copper conducts heat better than metals\n\nIt does.\n", encoding="utf8")
    assert asker.command("library", "add", str(works)).returncode == 0

    refused = asker.command("library", "attach", "doi:10.1000/crazy", str(other))
    assert refused.returncode == 2
    assert "--anyway" in refused.stderr
    assert asker.command("library", "attach", "doi:10.1000/crazy", str(other), "--anyway").returncode == 0


def test_large_files_lie_beside_the_database_and_go_with_their_item(asker: Asker, tmp_path: Path):
    large = tmp_path / "large.md"
    large.write_text("# Long\n\n" + "Zinc shortened the common cold. " * 4000, encoding="utf8")
    assert asker.command("library", "add", str(large)).returncode == 0
    (blob,) = blobs(asker)
    assert blob.read_bytes() == large.read_bytes()

    (item,) = listed(asker)
    assert asker.command("library", "remove", str(item["id"])).returncode == 0
    assert blobs(asker) == []


def test_killed_at_any_moment_and_added_again_everything_is_there_once(asker: Asker, tmp_path: Path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        text = f"# Work {number}\n\n" + f"Substance {number} shortened colds in mice. " * 2500
        (folder / f"{number:02}.md").write_text(text, encoding="utf8")
    (folder / "works.csv").write_text(
        "title,abstract\n" + "".join(f"Record {number},It helps.\n" for number in range(500)), encoding="utf8"
    )
    for seconds in (2.0, 4.0):
        asker.kill_after(seconds, "library", "add", str(folder))
    both = [asker.start("library", "add", str(folder)) for _ in range(2)]
    assert [process.wait(SECONDS) for process in both] == [0, 0]
    for process in both:
        process.communicate()

    told = json.loads(asker.command("library", "list", "--json").stdout)
    assert told["total"] == 530
    assert len(blobs(asker)) == 30
    assert all(not path.name.startswith("new-") for path in blobs(asker))


def test_files_are_read_without_a_database(tmp_path: Path):
    asker = Asker(home=tmp_path / "none")
    notes = tmp_path / "notes.md"
    notes.write_text("# Zinc\n\nZinc shortened the common cold in a trial of many adults.\n", encoding="utf8")

    (one,) = [json.loads(asker.command("read", str(notes)).stdout)]
    assert (one["title"], one["language"], one["extractor"]) == ("Zinc", "en", "markdown/1")
    assert one["text"][one["sections"][0]["start"] :].startswith("Zinc")
    assert "shortened" in asker.command("read", str(notes), "--text").stdout

    some = asker.command("read", str(notes), str(PDFS / "minimal-document.pdf"), str(tmp_path / "gone.pdf"), "--boxes")
    rows = [json.loads(line) for line in some.stdout.splitlines()]
    assert some.returncode == 6
    assert [row.get("cause") for row in rows] == [None, None, "no_file"]
    assert rows[1]["pages"][0]["label"]
    box = rows[1]["boxes"][0]
    assert rows[1]["text"][box["start"] : box["end"]].strip()

    none = asker.command("read", str(PDFS / "libreoffice-writer-password.pdf"))
    assert none.returncode == 2
    assert set(json.loads(none.stdout)) == {"file", "cause", "reason", "next_step"}
    assert not (tmp_path / "none").exists()


def test_interrupted_while_vectors_are_made_nothing_is_lost_and_it_says_so(asker: Asker, tmp_path: Path):
    works = tmp_path / "works.csv"
    works.write_text(
        "title,abstract\n" + "".join(f"Work {n},Zinc shortened cold {n} in mice.\n" for n in range(3000)),
        encoding="utf8",
    )
    with Asker(home=asker.home).start("library", "add", str(works)) as process:
        assert process.stderr is not None
        told = next(line for line in process.stderr if " added," in line)
        process.send_signal(signal.SIGINT)
        _, after = process.communicate(timeout=SECONDS)

    assert told.startswith("3,000 added")
    assert process.returncode == 130
    assert "All texts are kept and found by their words" in after
    found = asker.command("library", "search", "zinc cold 2999", "--limit", "1", "--json")
    assert json.loads(found.stdout)[0]["title"] == "Work 2999"


def test_the_exit_code_tells_whether_anything_was_added(asker: Asker, papers: Path):
    missing = str(papers / "missing.md")

    assert asker.command("library", "add", missing).returncode == 2
    assert asker.command("library", "add", str(papers / "notes.md"), missing).returncode == 6
    assert asker.command("library", "add", str(papers / "notes.md")).returncode == 0


def test_a_name_that_is_no_text_is_shown_with_replacements(asker: Asker, tmp_path: Path):
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / os.fsdecode(b"bad\xff\xfename.txt")).write_text("Zinc shortened the common cold.\n", encoding="utf8")

    read = asker.command("read", str(odd))
    assert read.returncode == 0
    assert json.loads(read.stdout)["file"] == f"{odd}/bad\ufffd\ufffdname.txt"
    added = asker.command("library", "add", str(odd))
    assert added.returncode == 0
    assert len(listed(asker)) == 1


def test_a_work_of_two_collections_is_attached_to_by_its_id(asker: Asker, tmp_path: Path):
    works, text = tmp_path / "works.jsonl", PDFS / "crazyones-pdfa.pdf"
    works.write_text(RECORD, encoding="utf8")
    for collection in ("one", "two"):
        assert asker.command("library", "add", str(works), "--collection", collection).returncode == 0

    refused = asker.command("library", "attach", "doi:10.1000/crazy", str(text))
    (first, second) = listed(asker)
    assert refused.returncode == 2
    assert str(first["id"]) in refused.stderr
    assert str(second["id"]) in refused.stderr
    assert asker.command("library", "attach", str(first["id"]), str(text)).returncode == 0
