"""`research check`: a verdict a line, and bad lines by their number."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from research_assistant.cli.main import app

GOOD = '{"claim": "Zinc shortens colds.", "evidence": ["Zinc lozenges shortened colds by a third."]}\n'
SAME = '{"claim": "Zinc shortens colds.", "evidence": "Zinc shortens colds."}\n'
BAD = ["no json\n", "[]\n", '{"claim": "", "evidence": "x"}\n', '{"claim": "x", "evidence": 3}\n', '{"claim": "x"}\n']


@pytest.fixture(autouse=True)
def by_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", "none")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "nowhere"))


def checked(text: str, *words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["check", "-", *words], input=text)
    return result.exit_code, result.stdout, result.stderr


def test_each_line_gets_a_verdict_with_probabilities_and_reasons():
    code, out, _ = checked(GOOD + "\n" + SAME, "--json")

    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert (first["line"], second["line"]) == (1, 3)
    assert set(first["probabilities"]) == {"supported", "refuted", "not_enough_info"}
    assert sum(first["probabilities"].values()) == pytest.approx(1)
    assert "Zinc lozenges shortened colds" in first["reasons"][0]
    assert (second["verdict"], second["probabilities"]) == ("supported", None)


def test_bad_lines_are_named_and_the_rest_is_judged():
    code, out, err = checked("".join([GOOD, *BAD]), "--json")

    assert code == 6
    assert len(out.splitlines()) == 1
    assert [f"Line {number}:" in err for number in range(2, 7)] == [True] * 5
    assert '{"claim": "…", "evidence": "…"}' in err


def test_nothing_that_can_be_judged_is_a_wrong_use():
    assert checked("".join(BAD))[0] == 2
    assert checked("\n")[0] == 2
    assert CliRunner().invoke(app, ["check", "missing.jsonl"]).exit_code == 2


def test_people_get_a_table(tmp_path: Path):
    file = tmp_path / "claims.jsonl"
    file.write_text(GOOD + SAME, "utf-8")

    result = CliRunner().invoke(app, ["check", str(file)])

    assert result.exit_code == 0
    assert "Zinc shortens colds." in result.stdout
    assert "word for word" in result.stdout
    assert not (tmp_path / "nowhere").exists()


def test_no_word_of_claims_and_reasons_is_cut_on_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "40")
    claim = "Zinc shortens colds " + " ".join(f"word{number}" for number in range(40))
    pair = {"claim": claim, "evidence": f"Zinc lozenges {'x' * 120} shortened colds."}

    code, out, _ = checked(json.dumps(pair) + "\n")
    _, told, _ = checked(json.dumps(pair) + "\n", "--json")

    assert code == 0
    assert claim in out
    assert all(reason in out for reason in json.loads(told)["reasons"])
    assert "…" not in out.replace("".join(json.loads(told)["reasons"]), "")


def test_a_file_of_another_kind_gets_one_sentence(tmp_path: Path):
    file = tmp_path / "kim2014.pdf"
    file.write_bytes(b"%PDF-1.7\n\xff\xfe\nobj\nstream\n")

    result = CliRunner().invoke(app, ["check", str(file)])

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 2
    assert "kim2014.pdf' is not JSON Lines." in result.stderr
