"""Keys as Better BibTeX makes them: author, three telling words of the title, year."""

import pytest

from research_assistant.domain.better_bibtex import better_bibtex_key
from research_assistant.domain.keys import citation_keys
from research_assistant.domain.work import Name, Work


def work(title: str, family: str = "Kim", year: int | None = 2014) -> Work:
    return Work(title=title, authors=(Name(family=family),) if family else (), year=year)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (work("The effect of zinc on cells in culture"), "kimEffectZincCells2014"),
        (work("Low-cost DNA repair: a review"), "kimLowcostDNARepair2014"),
        (work("<i>C. elegans</i> and its kin"), "kimCElegansIts2014"),
        (work("Zinc", "Müller-Lüdenscheidt"), "mullerludenscheidtZinc2014"),
        (work("Écologie d'été", "Ångström"), "angstromEcologieDete2014"),
        (work("Zinc", "", None), "Zinc"),
        (work("?", "", 2014), "work2014"),
        (Work(title="Zinc", authors=(Name(literal="World Health"),)), "worldhealthZinc"),
        (
            Work(title="On zinc", creators={"editor": (Name(particle="van", family="Dam"),)}, year=1999),
            "vandamZinc1999",
        ),
    ],
)
def test_a_key_is_author_telling_words_and_year(given: Work, key: str):
    assert better_bibtex_key(given) == key


def test_works_of_one_key_get_letters_in_any_order():
    works = [work("Zinc on cells: B"), work("Zinc in cells: B"), work("Iron")]

    keys = citation_keys(works, key_of=better_bibtex_key)

    assert sorted(keys) == ["kimIron2014", "kimZincCellsB2014a", "kimZincCellsB2014b"]
    assert citation_keys(works[::-1], key_of=better_bibtex_key) == keys[::-1]


def test_a_key_that_a_work_was_read_with_stays():
    assert citation_keys([work("Zinc"), work("Iron")], ["mine", ""], key_of=better_bibtex_key) == [
        "mine",
        "kimIron2014",
    ]
