"""Prose: only what says something can be quoted as evidence."""

import pytest

from research_assistant.domain.document import Document, Section
from research_assistant.domain.work import Extent
from research_assistant.kit.sentences import sentences
from research_assistant.pipeline.prose import Prose


def quotable(text: str, *headings: str, title: str = "", language: str = "en") -> list[str]:
    made = Document(
        document_id="d",
        snapshot_sha256="s",
        extractor="e/1",
        title=title,
        text=text,
        extent=Extent.FULL_TEXT,
        language=language,
        sections=tuple(Section(heading=each, start=text.index(each), end=len(text)) for each in headings),
    )
    prose = Prose(made, "The Machines of the Office")
    return [span.of(text) for span in sentences(text) if prose.says(span)]


def test_headings_say_nothing_even_where_they_are_sentences() -> None:
    text = "Copies were cheap!\n\nCarbon paper was sold by the ream.\n\nCopies were cheap! Letters were many."

    assert quotable(text, "Copies were cheap!") == [
        "Carbon paper was sold by the ream.",
        "Copies were cheap!",
        "Letters were many.",
    ]


@pytest.mark.parametrize("line", ["The Machines of the Office", "THE MACHINES OF THE OFFICE.", "A history of copies."])
def test_the_title_says_nothing(line: str) -> None:
    assert quotable(f"{line}\n\nLetters were many.", title="A History of Copies") == ["Letters were many."]


@pytest.mark.parametrize(
    "line",
    [
        "Figure 2. The letters of the office were counted. All of them are shown.",
        "Table 1: Letters that were written by year",
        "Fig. 3A | Copies were cheap.",
        "Relations | Edward (brother), James (brother); see Bates extended family",
        "Year | Letters that were written | Machines.",
        "Born: 5 May 1901, at the northern office",
        "A Perspective on Explanations of Molecular Prediction Models",
        "The Evolution of the Word Processor",
        "- carbon paper and ribbons for machines;",
    ],
)
def test_captions_rows_and_fragments_say_nothing(line: str) -> None:
    assert quotable(f"Letters were many.\n\n{line}\n\nCopies were cheap.") == [
        "Letters were many.",
        "Copies were cheap.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Table 2 shows that letters were many.",
        "The chance P(letter | office) grew.",
        "Statins lower mortality in the old.",
        "The office reduced the number of letters",
        "Letters of the office are many",
        "Letters were many.¹²,¹³",
        "Letters were many (see below.) [3, 4]",
    ],
)
def test_sentences_say_something(sentence: str) -> None:
    assert quotable(sentence) == [sentence]


def test_without_a_full_stop_only_long_stretches_say_something_in_other_languages() -> None:
    assert quotable("Die Geschichte der Maschinen im Büro", language="de") == []
    assert quotable("Die Maschinen im Büro waren teuer.", language="de") == ["Die Maschinen im Büro waren teuer."]
