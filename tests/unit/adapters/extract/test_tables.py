"""Tables of records: whatever exports them, by the names of their columns; errors by line, the rest read."""

import pytest

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.adapters.extract.people import people
from research_assistant.adapters.extract.tables import read_table
from research_assistant.domain.work import Work

SCOPUS = (
    '"Authors","Author full names","Title","Year","Source title","Volume","Issue","Page start","Page end","DOI",'
    '"Abstract","Document Type","PubMed ID"\n'
    '"Kim, A.; Ray, C.","Kim, Ann (571); Ray, Carl (572)","Zinc for colds","2014","J. Colds","3","2","10","19",'
    '"10.1000/A","It helps.","Article","17"\n'
)
WEB_OF_SCIENCE = (
    "PT\tAU\tAF\tTI\tSO\tAB\tDI\tPY\tVL\tIS\tBP\tEP\tPM\tDT\n"
    "J\tKim, A; Ray, C\tKim, Ann; Ray, Carl\tZinc for colds\tJ. Colds\tIt helps.\t10.1000/A\t2014\t3\t2\t10\t19\t"
    "17\tArticle\n"
)
PUBMED = (
    "PMID,Title,Authors,Citation,Journal/Book,Publication Year,DOI,Abstract\n"
    '17,Zinc for colds,"Kim A, Ray C.",J. Colds. 2014;3(2):10-19.,J. Colds,2014,10.1000/A,It helps.\n'
)
ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Abstract Note","Pages","Issue",'
    '"Volume","Manual Tags"\n'
    '"X1","journalArticle","2014","Kim, Ann; Ray, Carl","Zinc for colds","J. Colds","10.1000/A","It helps.","10-19",'
    '"2","3",""\n'
)
EMBASE = (
    "Title;Author Names;Publication Year;Source;Abstract;DOI;Medline PMID;Volume;Issue;Page Range\n"
    '"Zinc for colds";Kim A., Ray C.;2014;J. Colds;"It helps.";10.1000/A;17;3;2;10-19\n'
)


def works(text: str) -> list[Work]:
    records = [record for _, record in read_table(text) if not isinstance(record, str)]
    return [work_of(Fields(dict(record)), title=record["title"], collection="") for record in records]


@pytest.mark.parametrize("text", [SCOPUS, WEB_OF_SCIENCE, PUBMED, ZOTERO, EMBASE])
def test_the_tables_of_databases_are_read_alike(text: str):
    (work,) = works(text)
    ((_, record),) = read_table(text)

    assert (work.title, work.year, work.venue, work.type) == ("Zinc for colds", 2014, "J. Colds", "article-journal")
    assert [(name.family, name.given[0]) for name in work.authors] == [("Kim", "A"), ("Ray", "C")]
    assert "doi:10.1000/a" in map(str, work.identifiers)
    assert isinstance(record, dict)
    assert record["abstract"] == "It helps."
    if text is not PUBMED:
        assert (work.variables["volume"], work.variables["issue"], work.variables["page"]) == ("3", "2", "10-19")


@pytest.mark.parametrize(
    "text",
    [
        "Title;Year\nZinc, and iron;2001\n",
        "sep=\t\nTitle\tYear\nZinc, and iron\t2001\n",
        'About the data: exported\n\n"Title","Publication Year","A column\nof two lines"\n"Zinc, and iron",2001,\n\n',
        "title|year\nZinc, and iron|2001|\n",
    ],
)
def test_separators_and_lines_before_the_names_are_found(text: str):
    (work,) = works(text)

    assert (work.title, work.year) == ("Zinc, and iron", 2001)


def test_broken_lines_are_named_and_the_rest_is_read():
    text = 'Title,Year\n"Zinc\nand iron",2001\n"Iron"s,2002\nZinc, iron,2003\nCopper\n"Never closed,2004\nTin,2005\n'

    entries = list(read_table(text))

    assert [(place, record["title"]) for place, record in entries if not isinstance(record, str)] == [
        ("line 2", "Zinc\nand iron"),
        ("line 6", "Copper"),
        ("line 8", "Tin"),
    ]
    assert [(place, reason[:14]) for place, reason in entries if isinstance(reason, str)] == [
        ("line 4", "it is not CSV "),
        ("line 5", "it has 3 cells"),
        ("line 7", "it is not CSV "),
    ]


@pytest.mark.parametrize("text", ["", "\n", "a,b\n1,2\n", '"Title'])
def test_a_table_without_a_title_is_refused(text: str):
    with pytest.raises(Unreadable, match="no column named title or abstract"):
        list(read_table(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kim A, van der Berg B-C, Ray D.", ["A Kim", "B-C van der Berg", "D Ray"]),
        ("Kim A., Ray C., et al.", ["A. Kim", "C. Ray"]),
        ("Kim A, Lee B, and Ray C", ["A Kim", "B Lee", "C Ray"]),
        ("Kim, Ann (57190000000); Lee, Bo", ["Ann Kim", "Bo Lee"]),
        ("Ann Kim and Bo Lee", ["Ann Kim", "Bo Lee"]),
        ("Kim, Ann", ["Ann Kim"]),
        ("KIM ANN", ["KIM ANN"]),
        ("", []),
    ],
)
def test_lists_of_authors(text: str, names: list[str]):
    assert [str(name) for name in people(text)] == names
