"""`research cite`: records in, references out."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from commands import research

KIM = {
    "id": "kim",
    "type": "article-journal",
    "title": "Growth &amp; <scp>loss</scp> after the flood",
    "author": [{"family": "Kim", "given": "Yoon", "affiliation": []}],
    "issued": {"date-parts": [[2014, 8]]},
    "container-title": ["Nature"],
    "volume": 5,
    "page": "60-69",
    "reference": [{"key": "1"}],
}
LEE = {
    "id": "lee",
    "type": "book",
    "title": "A way",
    "author": [{"name": "The Lee Group"}],
    "issued": {"date-parts": [[None]]},
}


def cite(home: Path, *words: str, items: object = (KIM, LEE)) -> subprocess.CompletedProcess[str]:
    content = items if isinstance(items, str) else json.dumps(items)
    (home / "works.json").write_text(content, encoding="utf8")
    settings = {"PATH": os.environ["PATH"], "HOME": str(home), "DATA_DIR": str(home / "data"), "COLUMNS": "200"}
    return research("cite", *words, cwd=home, settings=settings, given=content)


def test_the_bibliography_comes_in_the_order_of_the_style(tmp_path: Path) -> None:
    ended = cite(tmp_path, "works.json", "--style", "apa")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        "Kim, Y. (2014). Growth & loss after the flood. *Nature*, *5*, 60–69.\n\nThe Lee Group. (n.d.). *A way*.\n"
    )


def test_json_tells_the_citation_and_the_reference_of_each_item(tmp_path: Path) -> None:
    ended = cite(tmp_path, "-", "--style", "Nature", "--json")

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == [
        {
            "id": "kim",
            "in_text": "¹",
            "reference": "1\\. Kim, Y. Growth & loss after the flood. *Nature* **5**, 60–69 (2014).",
        },
        {"id": "lee", "in_text": "²", "reference": "2\\. The Lee Group. *A Way*."},
    ]


def test_a_style_file_and_a_language_can_be_given(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "src" / "research_assistant" / "assets" / "csl"
    (tmp_path / "own.csl").write_bytes((folder / "modern-language-association.csl").read_bytes())

    ended = cite(tmp_path, "works.json", "--style", "own.csl", "--locale", "de-DE", items=[KIM])

    assert ended.stdout == "Kim, Yoon. „Growth & loss after the flood“. *Nature*, Bd. 5, August 2014, S. 60–69.\n"


@pytest.mark.parametrize(
    ("words", "items", "said"),
    [
        (("works.json", "--style", "Klingon"), [], "Choose one of these: APA, MLA, Chicago,"),
        (("works.json", "--locale", "tlh"), [], "no terms for the language 'tlh'"),
        (("works.json", "--style", "none.csl"), [], "'none.csl' cannot be used as a citation style: No such file"),
        (("none.json",), [], "'none.json' cannot be read"),
        (("works.json",), "nonsense", "'works.json' is not JSON"),
        (("-",), {}, "Standard input is not a list of items"),
        (("works.json",), [1], "Item 1 is not an object"),
        (("-",), "nonsense", "Standard input is neither CSL-JSON nor BibTeX, RIS or nbib"),
        (("works.json",), [{"author": "Kim"}], "The author of item 1 cannot be read"),
        (("works.json",), [{"issued": {"date-parts": [["soon"]]}}], "The issued of item 1 cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, words: tuple[str, ...], items: object, said: str) -> None:
    ended = cite(tmp_path, *words, items=items)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr


BIBTEX = """@article{kim, author = {Kim, Yoon}, title = {Growth in {RNA}}, journal = {Nature}, year = 2014}
@set{none, entryset = {kim}}
@article{broken, title = {Two
@book{lee, author = {Lee, Bo}, title = {A Way}, year = 1999}
"""
RIS = "TY  - JOUR\nID  - r1\nAU  - Kim, Yoon\nTI  - Growth\nJO  - Nature\nPY  - 2014\nER  -\n"
NBIB = "PMID- 17\nTI  - Growth.\nFAU - Kim, Yoon\nJT  - Nature\nDP  - 2014 Oct 3\n"


def test_bibtex_is_cited_and_what_is_broken_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text(BIBTEX, encoding="utf8")

    ended = cite(tmp_path, "works.bib")

    assert ended.returncode == 6
    assert ended.stdout == "Kim, Y. (2014). Growth in RNA. *Nature*.\n\nLee, B. (1999). *A Way*.\n"
    assert "Not cited: 'works.bib', line 2, entry none: it says nothing that could be cited." in ended.stderr
    assert "Not cited: 'works.bib', line 3: it is not BibTeX" in ended.stderr


@pytest.mark.parametrize(("content", "key"), [(BIBTEX, "kim"), (RIS, "r1"), (NBIB, "17"), (f"\n1.\n{RIS}", "r1")])
def test_standard_input_tells_its_format(tmp_path: Path, content: str, key: str) -> None:
    ended = cite(tmp_path, "-", "--json", items=content)

    first = json.loads(ended.stdout)[0]
    assert (first["id"], first["in_text"]) == (key, "(Kim, 2014)")


def test_items_that_cannot_be_read_are_named_and_the_others_are_cited(tmp_path: Path) -> None:
    ended = cite(tmp_path, "works.json", items=[KIM, KIM, {"author": "Kim"}, LEE])

    assert ended.returncode == 6
    assert ended.stdout.count("\n\n") == 1
    assert "Not cited: Item 2 has the id 'kim' of another." in ended.stderr
    assert "Not cited: The author of item 3 cannot be read." in ended.stderr


def test_odd_records_are_cited_as_far_as_they_go(tmp_path: Path) -> None:
    items = [{"title": None, "volume": {"a": 1}, "author": [{"family": 3, "given": "A"}]}, {"id": 7, "title": 5}]

    ended = cite(tmp_path, "works.json", "--json", items=items)

    assert ended.returncode == 0, ended.stderr
    assert [row["id"] for row in json.loads(ended.stdout)] == ["1", "7"]


def test_nothing_to_cite_is_an_empty_bibliography(tmp_path: Path) -> None:
    assert cite(tmp_path, "works.json", items=[]).stdout == ""
    assert cite(tmp_path, "works.json", "--json", items=[]).stdout == "[]\n"


def test_an_item_that_tells_nothing_is_not_cited(tmp_path: Path) -> None:
    ended = cite(tmp_path, "works.json", items=[{"id": "b"}, KIM])

    assert ended.returncode == 6
    assert "Not cited: Item 1 says nothing that could be cited." in ended.stderr


def test_a_number_with_a_hyphen_is_one_number(tmp_path: Path) -> None:
    patent = {"id": "p", "type": "patent", "title": "A Way", "genre": "Patent"}

    one = cite(tmp_path, "works.json", "--style", "APA", items=[patent | {"number": "EU-1234"}])
    two = cite(tmp_path, "works.json", "--style", "APA", items=[patent | {"number": "12-13"}])

    assert "(Patent No. EU-1234)" in one.stdout
    assert "(Patent Nos. 12" in two.stdout
