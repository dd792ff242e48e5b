"""Reports as Markdown: every section, and nothing alive of the outside."""

import asyncio
import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import reports
from research_assistant.adapters.export.markdown import MarkdownExporter
from research_assistant.domain.hit import Search
from research_assistant.domain.query import Options, VerificationLevel
from research_assistant.domain.report import Report
from research_assistant.kit.markdown import shown
from snapshots import DATA, assert_is

VIEWER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = (
    "*|_|`|[e1]|[x](http://evil.example)|![x](y)|<script>|</b>|\n\n# h\n|\n- |> |\n---\n|```\n|<https://evil.example>|"
    "&#91;|\\|!|[e1]: http://evil.example|\x1b[0m|a| |1. |~~|===|(http://evil.example)|<!--|    code"
)
HOSTILE = st.one_of(
    st.text(max_size=40), st.lists(st.sampled_from([*PIECES.split("|"), "|"]), max_size=12).map("".join)
).filter(shown)


def rendered(report: Report) -> str:
    return asyncio.run(MarkdownExporter().render(report, reports.references(report))).decode()


def section(markdown: str, heading: str) -> str:
    found = re.search(rf"^## {heading}\n\n(.*?)(?=\n\n## |\n\n\[e1\]: |\Z)", markdown, re.DOTALL | re.MULTILINE)
    assert found is not None, f"no section {heading!r}"
    return found.group(1)


def tokens(markdown: str) -> list[Token]:
    blocks = VIEWER.parse(markdown)
    return blocks + [child for block in blocks for child in block.children or []]


def test_the_report_is_as_it_was() -> None:
    assert_is(rendered(reports.report()).encode(), DATA / "reports" / "report.md")


def test_the_empty_report_is_as_it_was() -> None:
    assert_is(rendered(reports.empty_report()).encode(), DATA / "reports" / "empty.md")


def test_a_style_of_notes_has_its_notes_in_the_order_of_their_numbers() -> None:
    given = reports.report()
    plain = reports.references(given)
    notes = {key: f"Note of {key}." for key in plain.in_text}
    numbered = dataclasses.replace(plain, in_text=dict(zip(notes, "¹²³⁴", strict=True)), notes=notes)

    made = asyncio.run(MarkdownExporter().render(given, numbered)).decode()

    assert section(made, "Notes") == "1. Note of s1.\n2. Note of s2.\n3. Note of s3.\n4. Note of s4."
    assert "” ¹ [e1]" in section(made, "Short answer")


def test_it_starts_with_the_question_and_its_standing() -> None:
    assert rendered(reports.report()).startswith(
        "# Do zinc lozenges shorten colds?\n\n"
        "**Partial** · confidence moderate (0.65) · verification standard · 2026-03-01\n"
    )


def test_the_short_answer_is_quotes_with_citation_and_evidence() -> None:
    assert section(rendered(reports.report()), "Short answer") == f"“{reports.SAYINGS[0]}” (Author s1, 2017) [e1]"


def test_findings_have_claims_type_confidence_sources_and_flags() -> None:
    findings = section(rendered(reports.report()), "Findings")

    assert findings.startswith(f"1. “{reports.SAYINGS[0]}” (Author s1, 2017) [e1]\n\n   “{reports.SAYINGS[1]}”")
    assert "*Sources disagree* · confidence moderate (0.65) · sources 1, 2" in findings
    assert "*Single source* · confidence very low (0.30) · source 3" in findings
    assert "- **Note:** said by 1 of the 2 independent sources that this level asks for" in findings


def test_both_sides_of_a_disagreement_are_told() -> None:
    sides = section(rendered(reports.report()), "Where sources disagree")

    one, other = sides.split("The other side says:")
    assert reports.SAYINGS[0] in one
    assert reports.SAYINGS[3] in other


def test_evidence_is_a_verbatim_quote_with_place_and_verdict() -> None:
    evidence = section(rendered(reports.report()), "Evidence")

    assert (
        "### e3\n\n> Zinc may reduce the number of colds that last longer than 7 days.\n\n"
        "Source 3: “Zinc for the common cold”, abstract, characters 300–365 of document 333333333333\n\n"
        "- Cited for finding 2 as c3. *Not settled:* the sentence tells a possibility: “may” (checked by context/1)"
    ) in evidence
    assert (
        "(doi:10.1177/2054270417694291), full text, received on 2026-03-01 from journal.example,"
        " section “Results”, page 4, characters 100–165" in evidence
    )


def test_references_and_what_was_read_besides_are_listed() -> None:
    markdown = rendered(reports.report())

    assert section(markdown, "References").startswith("- Author s1. (2017). *A title*.")
    assert section(markdown, "Read, not cited") == "- “Colds and their costs to employers”, abstract"


def test_why_each_source_was_taken_is_told_where_it_was_said() -> None:
    full = reports.report()
    silent = dataclasses.replace(full, sources=tuple(dataclasses.replace(each, why=()) for each in full.sources))

    assert section(rendered(full), "Why these sources").splitlines()[4] == (
        "- Source 5, “Colds and their costs to employers”: found by library at rank 5;"
        " article of a journal or a conference"
    )
    assert "Why these sources" not in rendered(silent)


def test_what_was_found_and_not_read_says_why() -> None:
    full = reports.report()
    gone = dataclasses.replace(full.sources[-1], document_id=None, unread="robots.txt of journal.example forbids it")
    markdown = rendered(dataclasses.replace(full, sources=(*full.sources[:-1], gone)))

    assert section(markdown, "Found, not read") == (
        "- “Colds and their costs to employers”: robots.txt of journal.example forbids it"
    )


def test_what_was_not_found_is_told() -> None:
    assert "arxiv could not be searched" in section(rendered(reports.report()), "What was not found")


def test_how_it_was_made_can_be_done_again() -> None:
    making = section(rendered(reports.report()), "How this was made")

    assert "Searched library for “zinc lozenges colds” at 2026-03-01 12:00:00 UTC: 7 hits, 5 taken as sources" in making
    assert (
        "Searched arxiv for “zinc lozenges colds” at 2026-03-01 12:00:00 UTC: failed, no answer within 20 s" in making
    )
    assert "- Versions: research-assistant 0.1.0, checker context/1" in making
    assert "- Verification level: standard" in making


def test_marks_lead_to_their_evidence() -> None:
    links = [token.attrs["href"] for token in tokens(rendered(reports.report())) if token.type == "link_open"]

    assert {"#e1", "#e2", "#e3", "#e4"} <= set(links)


def test_a_report_that_found_nothing_says_so_and_what_to_do() -> None:
    markdown = rendered(reports.empty_report())

    assert section(markdown, "Short answer") == "Nothing was found that answers this question, so no answer is given."
    assert "Searched library for “zinc lozenges colds”" in section(markdown, "What was searched")
    assert "research library add FILE" in section(markdown, "What to do next")
    assert "Search all years" in section(markdown, "What to do next")
    assert "Evidence" not in markdown


def test_the_next_steps_follow_from_what_was_asked() -> None:
    report = reports.empty_report()
    failed = Search(connector="arxiv", subquestion_id="q1", text="zinc", asked_at=reports.ASKED, failure="no answer")
    asked = dataclasses.replace(
        report.query,
        scope=dataclasses.replace(report.query.scope, collection="colds", year_from=None),
        options=Options(verification_level=VerificationLevel.STRICT),
    )
    steps = section(
        rendered(dataclasses.replace(report, query=asked, made=dataclasses.replace(report.made, searches=(failed,)))),
        "What to do next",
    )

    assert "Ask again later: arxiv could not be searched." in steps
    assert "not only the collection colds" in steps
    assert "strict leaves out what is not settled" in steps
    assert "years" not in steps


def test_findings_without_a_short_answer_say_why() -> None:
    report = dataclasses.replace(reports.report(), summary=(), confidence=None)

    assert "No finding meets what the standard level asks for" in section(rendered(report), "Short answer")


def test_a_point_in_other_words_than_its_quotes_leads_its_finding() -> None:
    report = reports.report()
    written = dataclasses.replace(report.findings[0], text="Zinc helps.")
    markdown = rendered(dataclasses.replace(report, findings=(written, *report.findings[1:])))

    assert section(markdown, "Findings").startswith(f"1. **Zinc helps.**\n\n   “{reports.SAYINGS[0]}”")


def test_a_claim_that_is_no_quote_stands_without_quotation_marks() -> None:
    report = reports.report()
    summary = (dataclasses.replace(report.summary[0], text="Zinc helps."),)
    markdown = rendered(dataclasses.replace(report, summary=summary))

    assert section(markdown, "Short answer") == "Zinc helps. (Author s1, 2017) [e1]"


@pytest.mark.parametrize(("value", "word"), [(0.8, "high"), (0.79, "moderate"), (0.59, "low"), (0.1, "very low")])
def test_confidence_is_a_word_and_a_number(value: float, word: str) -> None:
    assert f"confidence {word} ({value:.2f})" in rendered(dataclasses.replace(reports.report(), confidence=value))


@settings(max_examples=100)
@given(HOSTILE, st.lists(HOSTILE, min_size=5, max_size=5), st.lists(HOSTILE, min_size=4, max_size=4))
def test_nothing_of_the_outside_becomes_markup(question: str, titles: list[str], sayings: list[str]) -> None:
    hostile = reports.report(question=question, titles=tuple(titles), sayings=tuple(sayings))
    hostile = dataclasses.replace(hostile, not_found=(question, *titles))
    plain = dataclasses.replace(reports.report(), not_found=("a", "b", "c", "d", "e", "f"))

    shape = [token for token in tokens(rendered(hostile)) if token.type not in {"text", "text_special"}]
    expected = [token for token in tokens(rendered(plain)) if token.type not in {"text", "text_special"}]

    assert not {"image", "html_inline", "html_block"} & {token.type for token in shape}
    assert [token.attrs["href"] for token in shape if token.type == "link_open"] == [
        token.attrs["href"] for token in expected if token.type == "link_open"
    ]
    assert [token.type for token in shape if token.type.endswith("_open")] == [
        token.type for token in expected if token.type.endswith("_open")
    ]
