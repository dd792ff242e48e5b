"""Damaged files of records: entries, refusals or one reason for the whole, and no time lost."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_assistant.adapters.extract.bibtex import read_bibtex
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.records import read_records
from research_assistant.adapters.extract.references import read_references
from research_assistant.adapters.extract.tagged import read_tagged
from research_assistant.adapters.extract.writing import reference_writers
from research_assistant.domain.csl import work_of_item
from research_assistant.domain.reference import csl_item
from research_assistant.ports.extractor import Refusal

SEEDS = {
    "a.bib": r"""@string{j = "J.~Colds"}
@article{kim, author = {van der Berg, Jr., Jan and {The {WHO}} and M{\"u}ller, {\'E}}, title = {{Zinc} in {\emph{E.}}
 \& $\alpha_{1}$: 5\%}, journal = j # " B", year = 2014, month = oct, pages = {1--9}, crossref = {p}, doi = {10.1/a_b}}
@book(p, title = "A {B} C", date = {1999-02/2001}, editor = {Ray, C.}, url = {http://a.example/%20})
@comment{x} @preamble{"y"}
""",
    "a.ris": "TY  - JOUR\nAU  - Kim, A., Jr.\nTI  - Zinc\n  goes on\nPY  - 2014/05//\nSP  - 1\nEP  - 9\nER  - \n"
    "TY  - BOOK\nTI  - Iron\nAN  - 17\nDB  - PubMed\nUR  - http://a.example; http://b.example\nER  - \n",
    "a.nbib": "PMID- 17\nTI  - Zinc.\nFAU - Kim, Ann\nDP  - 2014 Oct 3\nPG  - 1-9\nLID - 10.1/n [doi]\nPT  - Book\n",
    "wos.ris": "FN x\nVR 1.0\nPT J\nAU Kim, A\n   Ray, C\nTI Zinc\nPY 2004\nPD JUN 8\nBP 1\nEP 9\nER\n\nEF\n",
    "a.csv": 'sep=;\nTitle;Author(s);Year;Source\n"Zinc; it";"Kim, A.; Ray, C.";2014;J\nIron;Kim A, Ray C;;"a\nb"',
    "a.json": '[{"id": "k", "type": "book", "title": "A", "author": [{"family": "K"}], '
    '"issued": {"date-parts": [[2014]]}}]',
    "a.jsonl": '{"title": "Zinc", "authors": ["Kim, A", {"family": "Ray"}], "year": 2014}\n{"abstract": "It helps."}\n',
}
PIECES = [*'{}"\\@#=,;\n\t$%~é\ue000\u2028\x00', " and "]
PIECES += [
    "ER  - \n",
    "TY  - ",
    "PMID- ",
    "@article{",
    '"x',
    "[",
    "]",
    ":",
    "- ",
    "\\'",
    "<i>",
    "</span>",
    "0",
    "9999999999",
]


def entries(name: str, content: bytes) -> list[Extracted | Refusal]:
    """Return what the readers make of a file; none where it as a whole cannot be read."""
    read = read_records if name.endswith((".csv", ".jsonl")) else read_references
    try:
        return list(read(content, Origin(name=name)))
    except Unreadable:
        return []


def damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        end = min(end, start + chance.choice((0, 1, 5, 40)))
        put = chance.choice([chance.choice(PIECES), text[end : end + 20], chance.choice(PIECES) * 30])
        text = text[:start] + put + text[end:]
    return text


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_give_entries_refusals_or_a_reason(name: str):
    chance = random.Random(7)  # noqa: S311 - no secret
    found = []
    for _ in range(150):
        made = entries(name, damaged(SEEDS[name], chance).encode(errors="surrogatepass"))
        found += [each for each in made if isinstance(each, Extracted)]
        assert all(each.place and each.reason for each in made if isinstance(each, Refusal))

    assert found
    assert all(each.work.title for each in found)
    for form, writer in reference_writers().items():
        written = writer.write([(each.work, each.text) for each in found]).decode()
        assert written, form
    assert all(csl_item(each.work, key="k")["title"] for each in found)


@given(st.sampled_from(sorted(SEEDS)), st.binary(max_size=200))
def test_any_bytes_are_entries_refusals_or_a_reason(name: str, content: bytes):
    entries(name, content)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_what_is_read_of_anything_can_be_written_and_read_again(text: str):
    for _, item in [*read_bibtex(text), *read_tagged(text)]:
        if not isinstance(item, str):
            work = work_of_item(item)
            for writer in reference_writers().values():
                writer.write([(work, "")])


@pytest.mark.parametrize("mark", ["{", "}", "@", "\\", '"', "$", " and ", "%\n", "{a} ", "@a{", "\n", "a "])
def test_long_runs_of_a_mark_come_to_an_end(mark: str):
    """A reader that takes time by the square of the length would not end within a test's patience."""
    run = mark * (40_000 // len(mark))

    for before, after in (
        ("", ""),
        ("@article{a, title = {", "}}"),
        ("@article{a, author = {", "}}"),
        ("@string{", ""),
    ):
        entries("a.bib", f"{before}{run}{after}".encode())
    for before in ("", "TY  - JOUR\nTI  - ", "TY  - JOUR\nPY  - ", "TY  - JOUR\nAU  - "):
        entries("a.ris", f"{before}{run}".encode())
    entries("a.csv", f"Title,Authors\n{run}".encode())
    entries("a.csv", f'Title,Authors\nA,"{run}"\n'.encode())


def test_a_line_of_five_megabytes_is_read():
    line = "x" * 5_000_000

    for name, text in (
        ("a.bib", f"@book{{a, title = {{A}}, note = {{{line}}}}}"),
        ("a.ris", f"TY  - BOOK\nTI  - A\nN1  - {line}\nER  - \n"),
        ("a.csv", f"Title,Abstract\nA,{line}\n"),
        ("a.jsonl", f'{{"title": "A", "abstract": "{line}"}}'),
        ("a.json", f'[{{"id": "a", "title": "A", "note": "{line}"}}]'),
    ):
        (made,) = entries(name, text.encode())
        assert isinstance(made, Extracted), name
        assert made.work.title == "A"
