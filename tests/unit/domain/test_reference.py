"""Works as CSL-JSON items, and as plain entries where no style can be had."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.domain.reference import csl_item, plain_citation, plain_entry, short_title
from research_assistant.domain.work import Identifier, Name, Work

KIM = Work(
    title="Convolutional neural networks for sentence classification",
    authors=(Name(family="Kim", given="Yoon"), Name(literal="New York University")),
    year=2014,
    type="paper-conference",
    venue="EMNLP",
    url="https://aclanthology.org/D14-1181",
    identifiers=(Identifier(scheme="doi", value="10.3115/v1/D14-1181"), Identifier(scheme="scifact", value="7")),
)


def test_a_record_becomes_an_item() -> None:
    assert csl_item(KIM, key="s1") == {
        "id": "s1",
        "type": "paper-conference",
        "title": "Convolutional neural networks for sentence classification",
        "author": [{"family": "Kim", "given": "Yoon"}, {"literal": "New York University"}],
        "issued": {"date-parts": [[2014]]},
        "container-title": "EMNLP",
        "URL": "https://aclanthology.org/D14-1181",
        "DOI": "10.3115/v1/D14-1181",
    }


def test_a_work_without_an_author_gets_a_short_title() -> None:
    item = csl_item(Work(title="Zinc lozenges shorten the common cold in adults"), key="s1")

    assert item["title-short"] == "Zinc lozenges shorten the common"


def test_names_that_are_blank_are_no_authors() -> None:
    item = csl_item(Work(title="Zinc lozenges shorten the common cold", authors=(Name(),)), key="s1")

    assert "author" not in item
    assert "title-short" in item


def test_a_given_name_alone_is_a_whole_name() -> None:
    assert csl_item(Work(title="T", authors=(Name(given="Plato"),)), key="s1")["author"] == [{"literal": "Plato"}]


def test_a_work_without_a_title_is_described() -> None:
    assert csl_item(Work(title=" "), key="s1")["title"] == "[Untitled]"


def test_the_first_identifier_of_each_register_counts() -> None:
    names = [("pmid", "1"), ("pmcid", "PMC2"), ("pmid", "3"), ("arxiv", "2001.00001")]
    item = csl_item(Work(title="T", identifiers=tuple(Identifier(scheme=s, value=v) for s, v in names)), key="s1")

    assert item["PMID"] == "1"
    assert item["PMCID"] == "PMC2"


def test_an_item_tells_all_that_the_work_says() -> None:
    work = Work(
        title="T",
        authors=KIM.authors,
        year=1999,
        issued="1999-03-02",
        creators={"editor": (Name(family="Ray", given="C.", particle="van"), Name(given="Plato"))},
        dates={"accessed": "2006-10-01"},
        variables={"volume": "3", "page": "1-9"},
        extra={"bibtex:mynote": "not CSL's"},
    )

    item: dict[str, object] = {**csl_item(work, key="s1")}

    assert item["issued"] == {"date-parts": [[1999, 3, 2]]}
    assert item["editor"] == [{"family": "Ray", "given": "C.", "non-dropping-particle": "van"}, {"literal": "Plato"}]
    assert (item["accessed"], item["volume"]) == ({"date-parts": [[2006, 10, 1]]}, "3")
    assert "custom" not in item


@pytest.mark.parametrize(
    ("year", "issued"), [(2000, {"date-parts": [[2000]]}), (None, {"literal": "in the year 2000"})]
)
def test_a_date_in_words_is_its_year_where_there_is_one(year: int | None, issued: object) -> None:
    assert csl_item(Work(title="T", year=year, issued="in the year 2000"), key="s1")["issued"] == issued


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "http://[", "doi.org/10.1/x"])
def test_an_address_that_is_not_of_the_web_is_left_out(url: str) -> None:
    assert "URL" not in csl_item(Work(title="T", url=url), key="s1")


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Zinc for colds", "Zinc for colds"),
        ("Zinc for the treatment of the common cold.", "Zinc for the treatment"),
        ("Sepsis: a review of what is known about it", "Sepsis"),
        ("Is it zinc? A trial", "Is it zinc?"),
        ("E. coli outbreaks in Northern Europe since 1990", "E. coli outbreaks in Northern"),
        ("<i>Escherichia coli</i> in the gut of healthy adults", "Escherichia coli in the gut"),
        ("of the in on at by", "of"),
    ],
)
def test_a_short_title_is_the_first_words_that_can_stand_alone(title: str, short: str) -> None:
    assert short_title(title) == short


@given(st.text(min_size=1))
def test_a_short_title_is_never_empty(title: str) -> None:
    assert short_title(title)


def test_a_plain_entry_holds_all_that_the_record_says() -> None:
    assert plain_entry(KIM) == (
        "Yoon Kim, New York University. (2014). Convolutional neural networks for sentence classification. EMNLP. "
        "doi:10.3115/v1/D14-1181; scifact:7. https://aclanthology.org/D14-1181."
    )


def test_a_plain_entry_without_an_author_starts_with_the_title() -> None:
    assert plain_entry(Work(title="Why zinc?")) == "Why zinc? (n.d.)."


@pytest.mark.parametrize(
    ("work", "citation"),
    [
        (KIM, "Kim et al., 2014"),
        (Work(title="T", authors=(Name(literal="WHO"),)), "WHO, n.d."),
        (Work(title="Zinc for colds", year=2001), "“Zinc for colds”, 2001"),
    ],
)
def test_a_plain_citation_names_the_first_author_or_the_title(work: Work, citation: str) -> None:
    assert plain_citation(work) == citation
