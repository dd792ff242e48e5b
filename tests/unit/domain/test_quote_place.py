"""Where a quote stands: under the innermost heading, on the pages that it touches."""

import pytest

from research_assistant.domain.document import Document, Page, Section
from research_assistant.domain.evidence import quote
from research_assistant.domain.work import Extent


def document(*, sections: tuple[Section, ...] = (), pages: tuple[Page, ...] = ()) -> Document:
    return Document(
        document_id="d",
        snapshot_sha256="s",
        extractor="e/1",
        title="",
        text="0123456789" * 3,
        extent=Extent.FULL_TEXT,
        sections=sections,
        pages=pages,
    )


def page(number: int, label: str) -> Page:
    return Page(number=number, label=label, start=10 * number - 10, end=10 * number, width=595, height=842)


def test_the_section_is_the_innermost() -> None:
    made = document(
        sections=(Section(heading="Results", start=0, end=30), Section(heading="Harms", start=10, end=20)),
    )

    assert [quote(made, start, start + 4).section for start in (0, 10, 20)] == ["Results", "Harms", "Results"]


@pytest.mark.parametrize(("start", "end", "label"), [(0, 10, "iv"), (8, 12, "iv–1"), (10, 30, "1–2"), (2, 30, "iv–2")])
def test_the_pages_are_named_as_printed(start: int, end: int, label: str) -> None:
    made = document(pages=(page(1, "iv"), page(2, "1"), page(3, "2")))

    assert quote(made, start, end).page == label


def test_a_document_without_sections_and_pages_has_no_such_place() -> None:
    made = quote(document(), 0, 4)

    assert (made.section, made.page) == ("", "")


def test_a_section_is_named_without_the_colon_behind_it() -> None:
    made = document(sections=(Section(heading="Results:", start=0, end=30),))

    assert quote(made, 0, 4).section == "Results"
