"""Killed for real, by signal 9, and asked again: nothing twice, the same report."""

from pathlib import Path

import pytest

from killing import Asker, told_twice

QUESTION = ("query", "Does zinc shorten the common cold?", "--json")


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    home = tmp_path_factory.mktemp("kill")
    works = home / "works.jsonl"
    works.write_text(
        '{"id": 1, "title": "Zinc for the cold", "abstract": "Zinc shortened the common cold by a day in adults."}\n'
        '{"id": 2, "title": "Lozenges", "abstract": "Zinc lozenges shortened the common cold in children too."}\n',
        encoding="utf8",
    )
    made = Asker(home=home)
    assert made.run("init", "--no-demonstration").code == 0
    assert made.run("library", "add", str(works)).code == 0
    return made


@pytest.mark.parametrize("stage", ["plan", "rank", "compose"])
def test_killed_and_asked_again(asker: Asker, stage: str):
    whole = asker.run(*QUESTION)
    assert whole.code == 0
    assert '"findings": [\n' in whole.report

    assert asker.kill_at(stage, *QUESTION)
    again = asker.run(*QUESTION)

    assert again.code == 0
    assert any("goes on where it stood" in line for line in again.timeline)
    assert told_twice(again.timeline) == []
    assert again.report == whole.report


def test_a_library_killed_while_it_grows_is_whole_afterwards(asker: Asker, tmp_path: Path):
    many = tmp_path / "many.csv"
    rows = "".join(f"Work {number},Substance {number} shortened colds in mice.\n" for number in range(3000))
    many.write_text(f"title,abstract\n{rows}", encoding="utf8")
    add = ("library", "add", str(many), "--collection", "many")

    asker.kill_after(2.0, *add)
    fast = Asker(home=asker.home, embedding_model="none")
    assert fast.run(*add).code == 0

    listed = fast.run("library", "list", "--collection", "many", "--json")
    assert '"total": 3000' in listed.report
