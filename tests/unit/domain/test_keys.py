"""Keys to cite works by: readable, each its own, stable."""

from hypothesis import given
from hypothesis import strategies as st

from research_assistant.domain.keys import citation_key, citation_keys
from research_assistant.domain.work import Name, Work


def work(title: str, family: str = "Kim", year: int | None = 2014) -> Work:
    return Work(title=title, authors=(Name(family=family),) if family else (), year=year)


def test_a_key_is_author_year_and_first_telling_word():
    assert citation_key(work("The Zinc of cells")) == "kim2014zinc"
    assert citation_key(work("<i>Zinc</i>", "van Müller")) == "vanmuller2014zinc"
    assert citation_key(work("Zinc", "", None)) == "zinc"
    assert citation_key(Work(title="?")) == "work"


def test_works_of_one_key_get_letters():
    assert citation_keys([work("Zinc B"), work("Zinc A"), work("Iron")]) == [
        "kim2014zincb",
        "kim2014zinca",
        "kim2014iron",
    ]


def test_a_key_that_is_taken_stays():
    assert citation_keys([work("Zinc"), work("Zinc 2")], ["kim2014zinca", ""]) == ["kim2014zinca", "kim2014zincb"]


@given(st.permutations([work(title, year=year) for title in ("Zinc", "Zinc 2", "Iron") for year in (1, 2)]))
def test_the_order_does_not_matter(works):
    keys = citation_keys(works)

    assert len(set(keys)) == len(works)
    assert dict(zip(map(repr, works), keys, strict=True)) == dict(
        zip(map(repr, sorted(works, key=repr)), citation_keys(sorted(works, key=repr)), strict=True)
    )
