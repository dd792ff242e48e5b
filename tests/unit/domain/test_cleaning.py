"""Metadata as registers have it, made fit for a citation processor."""

import pytest

from research_assistant.domain.cleaning import cleaned
from research_assistant.domain.reference import CslItem


def item(**variables: object) -> CslItem:
    return {"id": "k &amp; 1", "type": "article-journal", "title": "T", **variables}  # type: ignore[typeddict-item]


def test_titles_stay_rich_and_all_else_is_plain() -> None:
    found = cleaned(
        item(
            title="&lt;i&gt;E. coli&lt;/i&gt;",
            publisher="Wiley &amp; <b>Sons</b>",
            author=[{"family": "O&apos;Brien", "given": " A.\n B. "}],
            issued={"date-parts": [[2014, 8]]},
        )
    )

    assert found == item(
        title="<i>E. coli</i>",
        publisher="Wiley & Sons",
        author=[{"family": "O'Brien", "given": "A. B."}],
        issued={"date-parts": [[2014, 8]]},
    )


def test_what_machines_read_is_left_alone() -> None:
    found = cleaned(item(URL="https://a.example/?b=1&copy;=2", language="en"))

    assert found["URL"] == "https://a.example/?b=1&copy;=2"
    assert found["id"] == "k &amp; 1"


@pytest.mark.parametrize(
    "doi",
    ["https://doi.org/10.1000/a<b", "http://dx.doi.org/10.1000/a&lt;b", "doi: 10.1000/a<b", " 10.1000/a&amp;lt;b"],
)
def test_a_doi_is_the_bare_name(doi: str) -> None:
    assert cleaned(item(DOI=doi))["DOI"] == "10.1000/a<b"


@pytest.mark.parametrize(
    ("page", "wanted"), [("no-no", "no\u2011no"), ("xii-xv", "xii-xv"), ("12-15", "12-15"), ("e12-e15", "e12-e15")]
)
def test_a_range_of_words_is_no_range_of_pages(page: str, wanted: str) -> None:
    assert cleaned(item(page=page)).get("page") == wanted


def test_cleaning_twice_is_once() -> None:
    once = cleaned(item(title="A &amp;amp; <scp>B</scp>  p<0.05", page="no-no", DOI="doi:10.1/x"))

    assert cleaned(once) == once
