"""Filters, budgets and plans from the command line: what is printed, and the codes that commands end with."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from research_assistant.cli import answering
from research_assistant.cli.main import app

QUESTION = "Does zinc shorten the common cold? Is it given as lozenges?"
RECORDS = (
    '{"id": 1, "title": "Zinc for colds", "year": 2015, "type": "article-journal", '
    '"abstract": "Zinc lozenges shortened the common cold by one day in adults."}\n'
    '{"id": 2, "title": "Zinc in a book", "year": 1970, "type": "book", '
    '"abstract": "Zinc shortened the common cold in children."}\n'
)
SPENT, WRONG_USE, UNKNOWN_ID = 5, 2, 3


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EMBEDDING_MODEL", "none")
    monkeypatch.setenv("NODE_ENV", "production")
    (tmp_path / "colds.jsonl").write_text(RECORDS, encoding="utf8")
    assert research("init", "--no-demonstration").exit_code == 0
    assert research("library", "add", "colds.jsonl").exit_code == 0
    return tmp_path


def research(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(app, words, input=given)


def test_only_works_that_are_wanted_are_taken():
    told = json.loads(research("query", QUESTION, "--type", "journal", "--language", "en", "--json").stdout)

    assert [source["title"] for source in told["sources"]] == ["Zinc for colds"]
    assert (told["scope"]["types"], told["scope"]["languages"]) == (["article-journal"], ["en"])


def test_a_budget_of_time_that_is_spent_ends_with_its_own_code():
    spent = research("query", QUESTION, "--budget", "0.000001s", "--budget", "0.5usd", "--json")

    assert (spent.exit_code, json.loads(spent.stdout)["outcome"]) == (SPENT, "budget")
    assert research("query", QUESTION, "--budget", "10min").exit_code == 0


@pytest.mark.parametrize("words", [("--budget", "30"), ("--type", "bok"), ("--language", "klingon")])
def test_what_cannot_be_understood_is_wrong_use(words: tuple[str, str]):
    assert research("query", QUESTION, *words).exit_code == WRONG_USE


def test_a_plan_is_printed_where_nobody_can_edit_it_and_gone_on_with_as_a_file(folder: Path):
    waits = research("query", QUESTION, "--edit-plan")
    assert (waits.exit_code, waits.stdout.splitlines()[-1]) == (0, "- Is it given as lozenges?")
    query_id = research("list").stdout.split()[0]
    assert f"research resume {query_id}" in waits.stderr

    (folder / "plan.txt").write_text("- Does zinc help?\n  search: zinc lozenges\n", encoding="utf8")
    done = research("resume", query_id[:13], "--plan", "plan.txt", "--output", str(folder / "report.json"))
    assert done.exit_code == 0, done.stderr
    assert json.loads((folder / "report.json").read_text())["plan"]["subquestions"] == [
        {"id": "q1", "text": "Does zinc help?", "search_text": "zinc lozenges"}
    ]
    assert research("resume", query_id).exit_code == WRONG_USE


def test_programs_get_the_plan_as_json_and_may_send_it_on_standard_input():
    told = json.loads(research("query", QUESTION, "--edit-plan", "--json").stdout)
    assert (told["status"], len(told["plan"]["subquestions"])) == ("awaiting_plan", 2)

    done = research("resume", told["query_id"], "--plan", "-", "--json", given="- Does zinc help?\n")
    assert [part["text"] for part in json.loads(done.stdout)["plan"]["subquestions"]] == ["Does zinc help?"]


def test_asked_again_it_waits_on_and_goes_on_as_it_was_planned():
    first = json.loads(research("query", QUESTION, "--edit-plan", "--json").stdout)
    again = research("query", QUESTION, "--edit-plan", "--json")
    assert json.loads(again.stdout)["query_id"] == first["query_id"]

    done = json.loads(research("resume", first["query_id"], "--json").stdout)
    assert done["plan"] == first["plan"]


def test_at_a_terminal_the_plan_is_edited_and_the_question_goes_on(monkeypatch: pytest.MonkeyPatch):
    async def edited(_planned: object) -> list[tuple[str, str]]:
        return [("Does zinc help?", "")]

    monkeypatch.setattr(answering, "_edited", edited)
    monkeypatch.setattr(answering, "_somebody_is_there", lambda: True)
    done = research("query", QUESTION, "--edit-plan", "--json")

    assert [part["text"] for part in json.loads(done.stdout)["plan"]["subquestions"]] == ["Does zinc help?"]
    numbers = [line.split()[0] for line in done.stderr.splitlines() if line[:1].isdigit()]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("01900000-0000-7000-8000-000000000000",), UNKNOWN_ID),
        (("01900000-0000-7000-8000-000000000000", "--plan", "nowhere.txt"), WRONG_USE),
    ],
)
def test_what_is_not_there_is_not_gone_on_with(words: tuple[str, ...], code: int):
    assert research("resume", *words).exit_code == code
