"""Bad input: a clear sentence, the right exit code, nothing half-written."""

import os
import subprocess
from pathlib import Path

import pytest

from commands import research


class Cli:
    """The command line on a database of its own, without the demonstration library and without vectors."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "DATA_DIR": str(home / "data"),
            "EMBEDDING_MODEL": "none",
            "COLUMNS": "200",
        }

    def __call__(self, *words: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        return research(*words, cwd=self.home, settings={**self.environment, **settings}, given=stdin)


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    home = tmp_path_factory.mktemp("home")
    made = Cli(home)
    works = home / "works.jsonl"
    works.write_text('{"id": 1, "title": "Zinc", "abstract": "Zinc shortened the common cold in adults."}\n')
    assert made("init", "--no-demonstration").returncode == 0
    assert made("library", "add", str(works), "--collection", "colds").returncode == 0
    return made


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("query", ""), 2, "The question is empty."),
        (("query", "?!  …"), 2, "The question is empty."),
        (("query", "Zinc?", "--style", "Klingon"), 2, "Klingon"),
        (("query", "Zinc?", "--verification", "hopeful"), 2, "no verification level 'hopeful'"),
        (("query", "Zinc?", "--sources", "moon"), 2, "no source named 'moon'"),
        (("query", "Zinc?", "--sources", ","), 2, "No source was named"),
        (("query", "Zinc?", "--max-sources", "0"), 2, "0 sources cannot be taken"),
        (("query", "Zinc?", "--year-from", "2020", "--year-to", "2010"), 2, "run backwards"),
        (("query", "Zinc?", "--format", "papyrus"), 2, "papyrus"),
        (("query", "Zinc?", "--output", "/no/such/folder/report.md"), 2, "There is no folder"),
        (("show", "00000000-0000-7000-8000-000000000000"), 3, "You have no research query"),
        (("delete", "nonsense"), 3, "You have no research query"),
        (("library", "show", "doi:10.1/none"), 3, "You have no library item"),
        (("library", "remove", "--collection", "none"), 3, "You have no collection"),
        (("library", "add", "missing.md"), 2, "No such file"),
        (("library", "search"), 2, "Give either a text or --batch FILE."),
        (("library", "search", "--batch", "missing.txt"), 2, "missing.txt"),
    ],
)
def test_what_cannot_be_used_is_named(cli: Cli, words: tuple[str, ...], code: int, said: str):
    before = sorted(path for path in cli.home.rglob("*") if path.suffix not in {".db-wal", ".db-shm"})

    ended = cli(*words)

    assert (ended.returncode, ended.stdout) == (code, "")
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert sorted(path for path in cli.home.rglob("*") if path.suffix not in {".db-wal", ".db-shm"}) == before


def test_a_question_of_100_kb_is_refused(cli: Cli):
    ended = cli("query", "-", stdin="Does zinc help? " * 6_400)

    assert ended.returncode == 2
    assert "10,000 are allowed" in ended.stderr
    assert cli("list").stdout == ""


def test_a_setting_that_cannot_be_used_is_named(cli: Cli):
    ended = cli("list", DEFAULT_MAX_SOURCES="many")

    assert ended.returncode == 1
    assert "DEFAULT_MAX_SOURCES" in ended.stderr


def test_a_database_address_of_another_kind_is_refused_without_its_password(cli: Cli):
    ended = cli("list", DATABASE_URL="mysql://me:secret@host/db")

    assert ended.returncode == 1
    assert "mysql" in ended.stderr
    assert "secret" not in ended.stderr


def test_a_damaged_database_is_named_and_left_as_it_was(cli: Cli, tmp_path: Path):
    damaged = tmp_path / "research.db"
    damaged.write_bytes(b"this is not a database, it is a note " * 100)
    before = damaged.read_bytes()

    ended = cli("query", "Zinc?", DATABASE_URL=f"sqlite:///{damaged}")

    assert ended.returncode == 1
    assert "is damaged" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert damaged.read_bytes() == before


def test_a_data_folder_that_cannot_be_made_is_named(cli: Cli, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    ended = cli("init", DATA_DIR=str(tmp_path / "file" / "data"))

    assert ended.returncode == 1
    assert "cannot be made" in ended.stderr


def test_a_server_database_that_is_away_is_named(cli: Cli):
    ended = cli("list", DATABASE_URL="postgresql://me:secret@127.0.0.1:1/db")

    assert ended.returncode == 1
    assert "cannot be used" in ended.stderr
    assert "secret" not in ended.stderr


def test_a_file_that_cannot_be_read_keeps_none_of_the_others_from_being_added(cli: Cli):
    (cli.home / "bad.txt").write_bytes(b"\xff\xfe\xfa")
    (cli.home / "good.md").write_text("# Copper\n\nCopper is a metal that conducts heat well.\n")

    ended = cli("library", "add", "bad.txt", "good.md")

    assert ended.returncode == 6
    assert "bad.txt" in ended.stderr
    assert "1 added" in ended.stderr
    assert "Copper" in cli("library", "search", "copper conducts heat").stdout


def test_a_question_in_another_language_ends_in_a_report_that_says_so(cli: Cli):
    ended = cli("query", "Welche Wirkung hat Vitamin D auf die Knochendichte von älteren Menschen?")

    assert ended.returncode == 0
    assert "language" in ended.stdout


def test_a_report_goes_whole_into_a_file(cli: Cli):
    ended = cli("query", "Does zinc shorten the common cold?", "--json", "--output", "report.json")

    assert ended.returncode == 0
    assert ended.stdout == ""
    assert (cli.home / "data" / "output" / "report.json").stat().st_size > 500
    assert not list((cli.home / "data" / "output").glob(".report-*"))


def test_nothing_is_written_to_the_working_directory(cli: Cli, tmp_path: Path):
    ended = research("query", "Does zinc shorten the common cold?", cwd=tmp_path, settings=cli.environment)

    assert ended.returncode == 0
    assert list(tmp_path.iterdir()) == []
