"""`research dedupe`: clusters with a reason for each join."""

import json
from pathlib import Path

from typer.testing import CliRunner

from research_assistant.cli.main import app

ONE = '{"title": "Zinc for colds", "doi": "10.1000/a", "year": 2001}\n'
OTHER = 'Title,DOI,Authors\nZinc for the common cold,10.1000/A,"Kim, Ann"\nCopper and iron in adults,,\n'


def files(folder: Path) -> list[str]:
    one, other = folder / "one.jsonl", folder / "other.csv"
    one.write_text(ONE, encoding="utf8")
    other.write_text(OTHER, encoding="utf8")
    return [str(one), str(other)]


def test_records_of_one_work_are_shown_with_the_reason(tmp_path: Path):
    told = CliRunner().invoke(app, ["dedupe", *files(tmp_path)])

    assert told.exit_code == 0
    assert "one.jsonl#line 1 = other.csv#line 2: doi:10.1000/a" in told.stdout
    assert "title differs: Zinc for colds (one.jsonl#line 1) | Zinc for the common cold (other.csv" in told.stdout
    assert "Copper" not in told.stdout
    assert "3 records, 2 works." in told.stderr


def test_json_tells_where_each_field_is_from(tmp_path: Path):
    told = json.loads(CliRunner().invoke(app, ["dedupe", "--json", *files(tmp_path)]).stdout)

    (cluster,) = told["clusters"]
    assert (told["records"], told["works"]) == (3, 2)
    assert cluster["records"] == ["one.jsonl#line 1", "other.csv#line 2"]
    assert cluster["origins"]["year"] == "one.jsonl#line 1"
    assert cluster["origins"]["authors"] == "other.csv#line 2"
    assert cluster["conflicts"] == {
        "title": {"one.jsonl#line 1": "Zinc for colds", "other.csv#line 2": "Zinc for the common cold"}
    }


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    told = CliRunner().invoke(app, ["dedupe", str(tmp_path / "none.csv")])

    assert told.exit_code == 2
    assert "none.csv" in told.stderr
