"""Accounts from the command line: who it acts as, and who may see what."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from research_assistant.cli.main import app

PASSWORD = "correct horse battery staple\n"  # noqa: S105 - it opens nothing


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EMBEDDING_MODEL", "none")
    monkeypatch.setenv("NODE_ENV", "production")
    assert research("init").exit_code == 0
    return tmp_path / "data"


def research(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, words, input=given)


def test_the_command_line_is_the_local_user_until_somebody_logs_in(data: Path):
    assert research("whoami").stdout == "local (admin)\n"
    made = research("user", "create", "marie", "--role", "researcher", "--password-stdin", given=PASSWORD)
    assert made.exit_code == 0, made.stderr
    assert research("login", "marie", "--password-stdin", given=PASSWORD).exit_code == 0

    assert research("whoami").stdout == "marie (researcher)\n"
    assert stat.S_IMODE((data / "login").stat().st_mode) == 0o600
    assert research("logout").exit_code == 0
    assert research("whoami").stdout == "local (admin)\n"


def test_a_wrong_password_says_so_and_logs_nobody_in(data: Path):
    research("user", "create", "marie", "--password-stdin", given=PASSWORD)
    wrong = research("login", "marie", "--password-stdin", given="wrong and long enough\n")

    assert wrong.exit_code == 4
    assert "Username or password is wrong" in wrong.stderr
    assert not (data / "login").exists()


@pytest.mark.usefixtures("data")
def test_a_login_that_has_ended_is_told_and_not_passed_over():
    research("user", "create", "marie", "--password-stdin", given=PASSWORD)
    research("login", "marie", "--password-stdin", given=PASSWORD)
    research("user", "passwd", "marie", "--password-stdin", given="four unlikely words together\n")

    ended = research("list")
    assert ended.exit_code == 4
    assert "research logout" in ended.stderr


@pytest.mark.usefixtures("data")
def test_each_sees_their_own_library(tmp_path: Path):
    (tmp_path / "note.md").write_text("# Mine\n\nZinc shortens colds.")
    research("library", "add", str(tmp_path / "note.md"))
    research("user", "create", "marie", "--password-stdin", given=PASSWORD)
    research("login", "marie", "--password-stdin", given=PASSWORD)

    assert "Mine" not in research("library", "list").stdout
    research("logout")
    assert "Mine" in research("library", "list").stdout


@pytest.mark.usefixtures("data")
def test_accounts_are_made_listed_and_disabled():
    assert research("register", "ada", "--email", "ada@example.org", "--password-stdin", given=PASSWORD).exit_code == 0
    assert research("register", "ada", "--email", "b@example.org", "--password-stdin", given=PASSWORD).exit_code == 2
    assert research("user", "set", "ada", "--disable").exit_code == 0

    assert "disabled" in research("user", "list").stdout
    assert research("login", "ada", "--password-stdin", given=PASSWORD).exit_code == 4


@pytest.mark.usefixtures("data")
def test_a_short_password_is_refused_with_what_to_do():
    short = research("user", "create", "bob", "--password-stdin", given="short\n")

    assert short.exit_code == 2
    assert "passphrase" in short.stderr
