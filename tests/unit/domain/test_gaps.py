"""Which file is clearly another work, and what is left when its words are taken out again."""

import pytest

from research_assistant.domain.attaching import another_work, completed, without
from research_assistant.domain.work import Identifier, Name, Work

ZINC = Work(
    title="Zinc lozenges shorten the common cold in adults",
    year=2014,
    identifiers=(Identifier(scheme="doi", value="10.1000/zinc"),),
    variables={"volume": "3"},
)


def doi(value: str) -> tuple[Identifier, ...]:
    return (Identifier(scheme="doi", value=value),)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        (Work(title="scan0017"), "Some text.", ""),
        (Work(title="Zinc lozenges shorten common cold in adults: a trial"), "", ""),
        (Work(title="Microsoft Word - final version of the revised paper"), f"J. Colds\n{ZINC.title.upper()}\n", ""),
        (Work(title="Copper conducts heat better than most other metals"), "Copper does.", "its title is"),
        (Work(title="anything", identifiers=doi("10.1000/zinc")), "", ""),
        (Work(title="anything", identifiers=doi("10.1000/copper")), ZINC.title, "it is doi:10.1000/copper"),
    ],
)
def test_only_what_is_clearly_another_work_is_named(file: Work, text: str, words: str):
    assert another_work(ZINC, file, text)[: len(words) or None] == words


def test_gaps_are_filled_and_can_be_opened_again():
    file = Work(
        title="zinc-final",
        year=2015,
        issued="2015-02",
        type="article-journal",
        authors=(Name(family="Kim"),),
        identifiers=(*doi("10.1000/other"), Identifier(scheme="pmid", value="7")),
        variables={"volume": "9", "page": "1", "ISSN": "1234-5678"},
    )
    work, fields = completed(ZINC, file)

    assert fields == ("authors", "type", "identifiers.pmid", "variables.ISSN")
    assert (work.title, work.year, work.variables) == (ZINC.title, 2014, {"volume": "3", "ISSN": "1234-5678"})
    assert [str(each) for each in work.identifiers] == ["doi:10.1000/zinc", "pmid:7"]
    assert without(work, fields) == ZINC
