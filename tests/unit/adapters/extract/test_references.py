"""References in and out: nothing lost, errors by entry and line, what is written is read again."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.adapters.extract.bibtex import read_bibtex, resolved
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.latex import plain, rich_title
from research_assistant.adapters.extract.references import read_references
from research_assistant.adapters.extract.tagged import read_tagged
from research_assistant.adapters.extract.writing import reference_writers
from research_assistant.domain.csl import item_of_work, work_of_item
from research_assistant.domain.work import Identifier, Name, Work
from research_assistant.ports.extractor import Refusal
from research_assistant.ports.reference_writer import Described

BIBTEX = r"""
@string{jcc = "J.~Coll. " # "Chem."}
@comment{nothing to see}
@article{kim2014,
  author = {van der Berg, Jr., Jan and {World Health Organization} and M{\"u}ller, {\'E}douard and others},
  title = {{Zinc} in {\emph{E. coli}} \& {$\alpha$-cells}: 100\% of it},
  journal = jcc, year = 2014, month = oct, volume = 3, number = 2, pages = {10--19},
  doi = {10.1000/a_b}, note = {A note}, mynote = {Kept {as} it is}, abstract = {Zinc helps.}
}
@inproceedings{child, author = "Ann Kim", title = "A Child", crossref = {parent}, pages = "7"}
@proceedings{parent, title = {Proceedings of Zinc}, editor = {Ray, C.}, year = 1999, publisher = {P}}
@online{web, author = {Baez, John C.}, title = {Algebra {V}}, subtitle = {2-Groups}, date = {2004-10-27},
  eprint = {math/0307200v3}, eprinttype = {arxiv}, url = {http://a.example/x_y?a=1%20b}, urldate = {2006-10-01}}
"""
RIS = """1.
TY  - JOUR
ID  - r1
A1  - Marx, Karl, Jr.
A1  - World Health Organization
T1  - Title of the
      reference
JF  - Lorem
Y1  - 2014/05//
VL  - 9
SP  - 1
EP  - 7
DO  - https://doi.org/10.1000/R
KW  - one
KW  - two
N1  - A note
XX  - unknown
N2  - It helps.
ER  -

TY  - JOUR
SN  - 1234-5678
ER  -
TY  - BOOK
TI  - A Book
"""
NBIB = """
PMID- 17
TI  - Zinc for the common
      cold.
FAU - Kim, Ann
AU  - Kim A
JT  - Journal of colds
DP  - 2014 Oct 3
VI  - 3
IP  - 2
PG  - 10-9
LID - 10.1000/n [doi]
AB  - It helps.
PT  - Journal Article

PMID- 18
TI  - Copper.
"""


def read(folder: Path, name: str, text: str) -> list[Extracted | Refusal]:
    path = folder / name
    path.write_text(text, encoding="utf8")
    return list(read_references(path.read_bytes(), Origin(name=path.name, collection="mine")))


def readings(folder: Path, name: str, text: str) -> list[Extracted]:
    return [each for each in read(folder, name, text) if isinstance(each, Extracted)]


def written_as(form: str, *works: Described) -> str:
    return reference_writers()[form].write(works).decode()


def test_a_bibtex_entry_keeps_names_accents_dates_pages_and_notes(tmp_path: Path):
    article = readings(tmp_path, "a.bib", BIBTEX)[0]

    assert article.work.title == "Zinc in E. coli & $\\alpha$-cells: 100% of it"
    assert article.work.authors == (
        Name(family="Berg", given="Jan", particle="van der", suffix="Jr."),
        Name(literal="World Health Organization"),
        Name(family="Müller", given="Édouard"),
    )
    assert (article.work.venue, article.work.issued, article.work.year) == ("J. Coll. Chem.", "2014-10", 2014)
    assert article.work.variables == {"volume": "3", "issue": "2", "page": "10-19", "note": "A note"}
    assert [str(name) for name in article.work.identifiers] == ["doi:10.1000/a_b"]
    assert article.text == "Zinc helps."


def test_a_cross_referenced_entry_takes_what_it_does_not_say(tmp_path: Path):
    child = readings(tmp_path, "a.bib", BIBTEX)[1].work

    assert (child.venue, child.year, child.variables["publisher"]) == ("Proceedings of Zinc", 1999, "P")
    assert child.creators == {"editor": (Name(family="Ray", given="C."),)}


def test_biblatex_dates_subtitles_and_eprints(tmp_path: Path):
    web = readings(tmp_path, "a.bib", BIBTEX)[3].work

    assert (web.title, web.type, web.issued) == ("Algebra V: 2-Groups", "webpage", "2004-10-27")
    assert (web.dates, web.url) == ({"accessed": "2006-10-01"}, "http://a.example/x_y?a=1%20b")
    assert [str(name) for name in web.identifiers] == ["arxiv:math/0307200v3"]


def test_a_broken_entry_is_named_by_its_line_and_the_rest_is_read(tmp_path: Path):
    text = "@article{one, title = {One}}\n@article{two, title = {Two\n@article{three, title = {Three}}\n"

    entries = read(tmp_path, "a.bib", text)

    assert [each.work.title for each in entries if isinstance(each, Extracted)] == ["One", "Three"]
    assert [each.place for each in entries if isinstance(each, Refusal)] == ["line 2"]


def test_ris_by_its_tags(tmp_path: Path):
    first, second, third = read(tmp_path, "a.ris", RIS)

    assert isinstance(first, Extracted)
    assert (first.work.title, first.work.venue) == ("Title of the reference", "Lorem")
    assert first.work.authors[0] == Name(family="Marx", given="Karl", suffix="Jr.")
    assert (first.work.issued, first.work.variables["page"]) == ("2014-05", "1-7")
    assert first.work.variables["keyword"] == "one, two"
    assert first.work.extra == {"ris:ID": "r1", "ris:XX": "unknown"}
    assert (first.text, str(first.work.identifiers[0])) == ("It helps.", "doi:10.1000/r")
    assert isinstance(second, Refusal)
    assert second.place == "line 21"
    assert isinstance(third, Extracted)


def test_the_pubmed_number_is_the_one_of_its_database():
    records = ("AN  - 17\nDB  - PubMed", "AN  - 17\nDB  - Ovid MEDLINE(R)", "AN  - 17\nDB  - Embase")
    items = [item for text in records for _, item in read_tagged(f"TY  - JOUR\nTI  - A\n{text}\nER  -\n")]

    told = [item for item in items if isinstance(item, dict)]
    assert [item.get("PMID") for item in told] == ["17", "17", None]
    assert [written_as("ris", (work_of_item(item), "")).count("AN  - 17") for item in told] == [1, 1, 1]


def test_authors_under_two_tags_are_all_authors():
    ((_, item),) = read_tagged("TY  - JOUR\nA1  - Lee, B.\nAU  - Kim, A.\nA1  - Kim, A.\nTI  - A\nER  -\n")
    assert isinstance(item, dict)

    assert [str(name) for name in work_of_item(item).authors] == ["A. Kim", "B. Lee"]


@pytest.mark.parametrize(
    "lines", ["UR  - http://a.example; http://b.example", "UR  - http://a.example\nUR  - http://b.example"]
)
def test_of_several_addresses_the_first_counts_and_all_are_written(lines: str):
    ((_, item),) = read_tagged(f"TY  - JOUR\nTI  - A\n{lines}\nER  -\n")
    assert isinstance(item, dict)

    assert item["URL"] == "http://a.example"
    assert lines in written_as("ris", (work_of_item(item), ""))


def test_pubmed_by_its_tags(tmp_path: Path):
    first, second = readings(tmp_path, "a.nbib", NBIB)

    assert (first.work.title, first.work.issued) == ("Zinc for the common cold.", "2014-10-03")
    assert first.work.authors == (Name(family="Kim", given="Ann"),)
    assert sorted(map(str, first.work.identifiers)) == ["doi:10.1000/n", "pmid:17"]
    assert second.work.title == "Copper."


@pytest.mark.parametrize(("name", "text"), [("a.bib", "no entry"), ("a.ris", ""), ("a.json", "{"), ("a.json", "[]")])
def test_a_file_without_references_is_refused(tmp_path: Path, name: str, text: str):
    with pytest.raises(Unreadable):
        read(tmp_path, name, text)


def test_bibtex_written_again_has_the_fields_that_were_read(tmp_path: Path):
    before = readings(tmp_path, "a.bib", BIBTEX)

    written = written_as("bibtex", *((each.work, each.text) for each in before))

    after = readings(tmp_path, "b.bib", written)
    assert [each.work for each in after] == [each.work for each in before]
    assert [each.text for each in after] == [each.text for each in before]
    assert "mynote = {Kept {as} it is}" in written
    assert dict(read_bibtex(written)).keys()


@pytest.mark.parametrize(("form", "name"), [("ris", "b.ris"), ("csl-json", "b.json"), ("bibtex", "b.bib")])
def test_what_is_written_is_read_again(tmp_path: Path, form: str, name: str):
    work = Work(
        title="Zinc & {copper}: 100 % of $5",
        authors=(Name(family="Berg", given="Jan", suffix="Jr."), Name(literal="The Group")),
        year=2014,
        issued="2014-10-03",
        type="article-journal",
        venue="J. Colds",
        url="https://a.example/x_y",
        identifiers=(Identifier(scheme="doi", value="10.1/a_b"),),
        variables={"volume": "3", "issue": "2", "page": "1-9", "note": "N"},
    )

    (again,) = readings(tmp_path, name, written_as(form, (work, "It helps.")))

    told = again.work
    assert (told.title, told.authors, told.issued, told.type) == (work.title, work.authors, work.issued, work.type)
    assert (told.venue, told.url, told.identifiers) == (work.venue, work.url, work.identifiers)
    assert (told.variables, again.text) == (work.variables, "It helps.")


def test_bibtex_is_the_same_field_by_field_after_csl():
    items = [item for _, item in read_bibtex(BIBTEX) if not isinstance(item, str)]
    by_way_of_csl = [json.loads(written_as("csl-json", (work_of_item(item), "")))[0] for item in items]

    written = written_as("bibtex", *((work_of_item(item), str(item.get("abstract", ""))) for item in by_way_of_csl))

    before = {key: {n: v for n, v in entry.items() if n != "abstract"} for key, entry in resolved(BIBTEX).items()}
    assert resolved(written) == before


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"R&D \& 5\,\% of {X} -- it's ``so''", "R&D & 5 % of X – it's “so”"),
        (r"R&D \& 5\% of X --- it's \_so\_", "R&D & 5% of X — it's _so_"),
        (r"Erd{\H o}s \ss{} $x^2$ 100% % no comment", "Erdős ß $x^2$ 100% % no comment"),
        (r"\noopsort{1973c}Knuth\hyphen 1", "Knuth-1"),
    ],
)
def test_values_are_what_tex_would_set(value: str, text: str):
    assert plain(value) == text


tex = st.lists(
    st.sampled_from(["a ", "B", "-", "--", "'", "''", "``", "!`", "&", "#", "_", "^", "\\%", "\\&", "\\{", "é"])
)


@given(tex.map("".join))
def test_values_without_commands_are_read_alike_by_the_reader_of_tex(value: str):
    assert plain(f"{value} {{}}").split() == plain(value).split()


PROTECTED = r"""@article{x, author = {Kim, Ann}, language = {english}, journal = {J},
  title = {the {iPhone}, {B}ayesian {pH} of {{\"u}ber}, {\"o}l and \emph{{C}. elegans}}}
"""


def test_words_in_braces_keep_their_case_and_their_braces():
    ((_, item),) = read_bibtex(PROTECTED)
    assert isinstance(item, dict)
    work = work_of_item(item)

    assert work.title == "the iPhone, Bayesian pH of über, öl and C. elegans"
    assert item_of_work(work, key="x")["title"] == (
        'the <span class="nocase">iPhone</span>, <span class="nocase">Bayesian</span> <span class="nocase">pH</span> '
        'of <span class="nocase">über</span>, öl and C. elegans'
    )
    assert r"title = {the {iPhone}, {B}ayesian {pH} of {{\"u}ber}, {\"o}l and" in written_as("bibtex", (work, ""))
    assert "TI  - the iPhone, Bayesian pH" in written_as("ris", (work, ""))


def test_marks_of_csl_are_braces_in_bibtex():
    work = work_of_item({"type": "book", "title": 'on <span class="nocase">mRNA</span> &c'})

    assert r"title = {on {mRNA} \&c}" in written_as("bibtex", (work, ""))


@pytest.mark.parametrize("title", ["{{On Zinc}}", "{On Zinc}", "On {} Zinc", "{On {Zinc}"])
def test_braces_around_nothing_or_everything_protect_nothing(title: str):
    assert rich_title(title) == "On Zinc"


def test_a_corrected_title_is_written_instead_of_the_one_that_was_read(tmp_path: Path):
    (reading,) = readings(tmp_path, "a.bib", "@book{x, title = {Zink in {RNA}}}")
    item = item_of_work(reading.work, key="x") | {"title": "Zinc in RNA"}

    assert "title = {Zinc in RNA}" in written_as("bibtex", (work_of_item(item), ""))


def test_every_form_has_a_writer():
    assert sorted(reference_writers()) == ["bibtex", "csl-json", "ris"]
    assert json.loads(written_as("csl-json", (Work(title="A"), "")))[0]["title"] == "A"


letters = st.text("aB é&%_#{}$~^\\'\"-0", min_size=1, max_size=12).map(lambda text: f"x{text}y")


@given(letters, letters, st.sampled_from(["article-journal", "book", "chapter", "report", "thesis", "document"]))
def test_any_title_survives_csl(title: str, family: str, kind: str):
    work = Work(title=title, authors=(Name(family=family),), type=kind, year=2001)

    assert work_of_item(item_of_work(work, key="k")) == work


@pytest.mark.parametrize(
    ("kind", "field", "told"),
    [
        ("thesis", "type = {phdthesis}", "Doctoral dissertation"),
        ("report", "type = {resreport}", "Research report"),
        ("patent", "type = {patenteu}", "European patent"),
        ("report", "type = {Working paper}", "Working paper"),
        ("article", "series = {newseries}", "New series"),
    ],
)
def test_names_of_words_in_biblatex_are_told_and_written_again(tmp_path: Path, kind: str, field: str, told: str):
    (entry,) = readings(tmp_path, "a.bib", f"@{kind}{{kim, title = {{Bees}}, year = 2014, {field}}}")

    variable = "collection-title" if field.startswith("series") else "genre"
    assert entry.work.variables[variable] == told
    assert field in written_as("bibtex", (entry.work, entry.text))


def test_a_record_without_a_title_is_not_named_by_its_address(tmp_path: Path):
    (entry,) = readings(tmp_path, "a.bib", "@misc{kim, doi = {10.1000/182}}")

    assert (entry.work.title, entry.untitled) == ("Untitled (10.1000/182)", True)


@pytest.mark.parametrize(("name", "text"), [("a.json", '[{"id": "b"}]'), ("a.bib", "@misc{b, }")])
def test_a_record_that_tells_nothing_is_refused(tmp_path: Path, name: str, text: str):
    (refused,) = read(tmp_path, name, text)

    assert isinstance(refused, Refusal)


@pytest.mark.parametrize(
    ("name", "text", "said"), [("a.json", "[" * 100_000, "nested too deeply"), ("a.bib", " \n", "is empty")]
)
def test_what_is_wrong_with_a_file_is_said_in_plain_words(tmp_path: Path, name: str, text: str, said: str):
    with pytest.raises(Unreadable, match=said):
        read(tmp_path, name, text)
