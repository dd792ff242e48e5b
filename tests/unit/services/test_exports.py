"""Exports: references in the reader's style, or plain ones that say so."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import reports
from research_assistant.adapters.export.registry import exporters
from research_assistant.adapters.extract.writing import reference_writers
from research_assistant.domain.errors import InvalidInput, ReferencesUnavailable
from research_assistant.domain.query import Options
from research_assistant.domain.reference import CslItem
from research_assistant.ports.citer import Rendered
from research_assistant.services.exports import Exports


class Desk:
    """A citer that notes what it is asked."""

    def __init__(self, failure: str = "") -> None:
        self.asked: list[tuple[list[str], str]] = []
        self._failure = failure

    def check_style(self, style: str | Path, *, locale: str = "") -> None:
        """Know every style."""

    async def render(self, items: Sequence[CslItem], *, style: str | Path, locale: str = "") -> Rendered:
        keys = [item["id"] for item in items]
        self.asked.append((keys, f"{style}{locale}"))
        if self._failure:
            raise ReferencesUnavailable(self._failure)
        return Rendered(in_text={key: f"({key})" for key in keys}, bibliography={key: f"Entry {key}." for key in keys})


async def test_the_cited_sources_are_rendered_in_the_style_of_the_query() -> None:
    desk = Desk()

    made = (await Exports(desk, exporters(), reference_writers()).export(reports.report(), "markdown")).decode()

    assert desk.asked == [(["s1", "s2", "s3", "s4"], "APA")]
    assert "- Entry s1.\n- Entry s2.\n" in made
    assert "Entry s5" not in made


async def test_a_style_may_be_a_file_and_have_a_language() -> None:
    desk, report = Desk(), reports.report()
    options = replace(report.query.options, citation_style="own.csl", style_file="/a/own.csl", locale="de-DE")

    await Exports(desk, exporters(), reference_writers()).export(
        replace(report, query=replace(report.query, options=options)), "json"
    )

    assert desk.asked[0][1] == "/a/own.csl" + "de-DE"


async def test_a_style_that_is_a_path_of_the_network_is_only_a_name() -> None:
    assert Options(citation_style="/etc/passwd.csl").style == "/etc/passwd.csl"
    assert not isinstance(Options(citation_style="/etc/passwd.csl").style, Path)


async def test_a_failing_citer_leaves_plain_references_that_say_so() -> None:
    made = (
        await Exports(Desk("The engine is gone."), exporters(), reference_writers()).export(
            reports.report(), "markdown"
        )
    ).decode()

    assert "- References are not in APA style but plain, because of this: The engine is gone." in made
    assert "(Hemilä, 2017, s1) [e1]" in made
    assert r"- Harri Hemilä. (2017). Zinc lozenges and the common cold: a meta-analysis. JRSM Open. doi:10.1177" in made
    assert r"- Zinc for the treatment of the common cold. (n.d.). scifact:4983. \[s2\]" in made


async def test_an_empty_report_can_be_exported() -> None:
    assert await Exports(Desk(), exporters(), reference_writers()).export(reports.empty_report(), "json")


async def test_the_references_alone_are_the_cited_works_and_need_no_style() -> None:
    desk = Desk()

    made = (await Exports(desk, exporters(), reference_writers()).export(reports.report(), "bibtex")).decode()

    assert made.startswith(
        "@article{hemila2017zinc,\n  title = {Zinc lozenges and the common cold: a meta-analysis},\n"
    )
    assert made.count("\n}\n") == 4
    assert desk.asked == []


@pytest.mark.parametrize("name", ["markdown", "json", "JSON", "pdf", "docx", "BibTeX", "ris", "csl-json"])
def test_formats_are_known_by_name(name: str) -> None:
    exporter = Exports(Desk(), exporters(), reference_writers()).check(name)

    assert exporter.suffix.startswith(".")
    assert "/" in exporter.media_type


async def test_an_unknown_format_is_named_with_those_there_are() -> None:
    desk = Desk()

    with pytest.raises(InvalidInput, match="'odt'") as caught:
        await Exports(desk, exporters(), reference_writers()).export(reports.report(), "odt")
    assert caught.value.next_step == "Choose one of these: markdown, html, pdf, docx, json, bibtex, ris, csl-json."
    assert desk.asked == []


@pytest.mark.parametrize(
    ("named", "file", "wanted"),
    [
        (None, "", "markdown"),
        (None, "report.txt", "markdown"),
        (None, "report.md", "markdown"),
        (None, "Report.HTML", "html"),
        (None, "report.json", "json"),
        (None, "report.pdf", "pdf"),
        (None, "Report.DOCX", "docx"),
        (None, "cited.bib", "bibtex"),
        (" HTML ", "", "html"),
        ("json", "report.html", "json"),
    ],
)
def test_a_format_is_taken_by_its_name_else_by_the_name_of_the_file(named: str | None, file: str, wanted: str) -> None:
    assert Exports(Desk(), exporters(), reference_writers()).chosen(named, file) == wanted
