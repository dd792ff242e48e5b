"""Reports as HTML: one valid page that loads nothing, in which every citation leads to its quote."""

import asyncio
import dataclasses
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reports
from hostile import PLACES, escaped_references, planted
from markup import Markup, allowed_style, words
from research_assistant.adapters.export.html import HtmlExporter
from research_assistant.adapters.export.markup import entry, in_text
from research_assistant.domain.claim import Verdict
from research_assistant.domain.report import Report
from research_assistant.domain.work import Identifier
from research_assistant.ports.citer import Rendered
from snapshots import DATA, assert_is

PIECES = (
    "<script>alert(1)</script>|<img src=x onerror=alert(1)>|\"><svg onload=alert(1)>|' autofocus onfocus=alert(1) x='|"
    "javascript:alert(1)|data:text/html,<script>|</style><script>|</title>|<!--|-->|]]>|&lt;script&gt;|&#x3c;b&#x3e;|"
    "{{7*7}}|{% raw %}|<base href=//evil.example>|<meta http-equiv=refresh content=0>|"
    "\x00|\x0b|\x85|\ufdd0|\U0001ffff|\u202e|\ud800|"
    "[x](javascript:alert(1))|<javascript:alert(1)>|*|_|`|</mark></p></blockquote>|e1|#e1|مرحبا|漢字|\r\n|\u2028"
)
HOSTILE = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES.split("|")), max_size=8).map("".join))


def rendered(report: Report, references: Rendered | None = None) -> str:
    return asyncio.run(HtmlExporter().render(report, references or reports.references(report))).decode()


def page(report: Report) -> Markup:
    return _read(rendered(report))


@cache
def _read(made: str) -> Markup:
    return Markup.of(made)


def test_the_report_is_as_it_was() -> None:
    assert_is(rendered(reports.report()).encode(), DATA / "reports" / "report.html")


def test_the_empty_report_is_as_it_was() -> None:
    assert_is(rendered(reports.empty_report()).encode(), DATA / "reports" / "empty.html")


def test_the_same_report_is_the_same_bytes() -> None:
    assert rendered(reports.report()) == rendered(reports.report())


def test_nothing_in_it_runs_or_loads() -> None:
    made = page(reports.report())

    assert made.alive() == []
    assert len(made.all("style")) == 1
    (policy,) = (each.get("content") or "" for each in made.all("meta") if each.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert allowed_style(policy, made.one("style").text or "")


def test_it_starts_with_the_question_and_its_standing() -> None:
    made = page(reports.report())

    assert words(made.one("title")) == words(made.one("h1")) == reports.QUESTION
    standing = [words(each) for each in made.one("dl", klass="standing")]
    assert standing == ["OutcomePartial", "Confidence 0.65 moderate", "Verificationstandard", "Sources5 read, 4 cited"]


def test_every_mark_opens_a_quote_that_is_there() -> None:
    made = page(reports.report())
    cards = {card.get("id"): card for card in made.all("article", klass="card")}

    opened = [button.get("popovertarget") for button in made.all("button", klass="mark")]
    assert set(opened) == set(cards) == {"e1", "e2", "e3", "e4"}
    assert all(card.get("popover") is not None for card in cards.values())
    # Where a browser knows no popovers, and on paper, a link leads to the same place.
    assert [link.get("href") for link in made.all("a", klass="mark")] == [f"#{each}" for each in opened]


def test_a_card_shows_the_exact_words_in_context_and_all_that_a_reader_checks() -> None:
    (card,) = (each for each in page(reports.report()).all("article", klass="card") if each.get("id") == "e1")
    made = Markup(card)

    assert words(made.one("mark")) == reports.SAYINGS[0]
    assert words(made.one("blockquote")) == f"RESULTS {reports.SAYINGS[0]} No serious harm was seen."
    assert words(made.one("h3")) == f"Quote e1 from {reports.TITLES[0]}"
    assert words(made.one("p", klass="by")) == "Harri Hemilä · 2017 · JRSM Open"
    assert words(made.one("ul", klass="uses")) == "Supported for finding 1 (checked by context/1)"
    assert words(made.one("p", klass="place")) == (
        "Read: full text, received on 2026-03-01 from journal.example"
        " · section “Results”, page 4, characters 100–165, document 111111111111"
    )
    link = made.one("a", klass="out")
    assert link.get("href") == "https://doi.org/10.1177/2054270417694291"
    assert link.get("rel") == "noopener noreferrer nofollow"


def test_a_doubted_quote_shows_verdict_and_reasons() -> None:
    (card,) = (each for each in page(reports.report()).all("article", klass="card") if each.get("id") == "e3")

    told = words(Markup(card).one("ul", klass="uses"))
    assert told == "Not settled for finding 2: the sentence tells a possibility: “may” (checked by context/1)"


def test_a_doubt_that_no_flag_tells_stands_under_its_claim() -> None:
    report = reports.report()
    refuted = dataclasses.replace(
        report.findings[0].claims[0],
        judgement=dataclasses.replace(report.findings[0].claims[0].judgement, verdict=Verdict.REFUTED, reasons=()),
    )
    finding = dataclasses.replace(report.findings[0], claims=(refuted,))
    made = page(dataclasses.replace(report, findings=(finding, report.findings[1])))

    assert "Refuted: no reason given" in [words(each) for each in made.all("p", klass="doubt")]


def test_both_sides_of_a_disagreement_stand_side_by_side() -> None:
    one, other = page(reports.report()).all("div", klass="side")

    assert reports.SAYINGS[0] in words(one)
    assert reports.SAYINGS[3] in words(other)


def test_references_lead_back_to_where_they_are_cited() -> None:
    made = page(reports.report())
    (first,) = (each for each in made.all("li") if each.get("id") == "ref-s1")

    assert words(first) == (
        "Author s1. (2017). A title. https://doi.org/10.1000/s1 Cited in finding 1 · e1"
        " Why included: found by library at rank 1; article of a journal or a conference"
    )
    assert [link.get("href") for link in Markup(first).all("a")] == ["https://doi.org/10.1000/s1", "#f1", "#e1"]
    assert "Read, not cited: 1" in words(made.one("details", klass="others"))


def test_numbers_of_notes_lead_to_the_notes() -> None:
    report = reports.report()
    told = reports.references(report).bibliography
    numbers = {key: str(number) for number, key in enumerate(told, start=1)}
    made = Markup.of(rendered(report, Rendered(in_text=numbers, bibliography=told, notes=told)))

    first = made.all("a", klass="cite")[0]
    assert (words(first), first.get("href")) == ("1", "#note-s1")
    assert [each.get("id") for each in Markup(made.one("ol", klass="notes")).all("li")] == [
        f"note-{key}" for key in told
    ]


def test_every_link_inside_the_page_leads_somewhere() -> None:
    for report in (reports.report(), reports.empty_report()):
        made = page(report)
        names = [each.get("id") for each in made.elements() if each.get("id")]
        links = [each.get("href") or "" for each in made.elements() if (each.get("href") or "").startswith("#")]

        assert len(names) == len(set(names))
        assert {link.removeprefix("#") for link in links} <= set(names)


def test_a_report_that_found_nothing_says_so_and_what_to_do() -> None:
    answer = words(page(reports.empty_report()).one("section", id="answer"))

    assert "Nothing was found that answers this question, so no answer is given." in answer
    assert "Searched library for “zinc lozenges colds”" in answer
    assert "research library add FILE" in answer


def test_findings_without_a_short_answer_say_why() -> None:
    report = dataclasses.replace(reports.report(), summary=(), confidence=None)

    assert "No finding meets what the standard level asks for" in words(page(report).one("section", id="answer"))


def test_words_of_other_languages_are_named_and_run_their_own_way() -> None:
    arabic = "قلّلت أقراص الزنك مدة نزلات البرد بنسبة 33٪ مقارنة بالدواء الوهمي."
    report = reports.report(question="هل تقلل أقراص الزنك نزلات البرد؟", sayings=(arabic, *reports.SAYINGS[1:]))
    report = dataclasses.replace(report, plan=dataclasses.replace(report.plan, language="ar"))
    made = page(report)

    assert (made.one("h1").get("lang"), made.one("h1").get("dir")) == ("ar", "auto")
    quotes = made.all("blockquote")
    assert [(each.get("lang"), each.get("dir")) for each in quotes[:2]] == [("ar", "rtl"), (None, "ltr")]


def test_context_is_cut_between_words() -> None:
    report = reports.report()
    quote = dataclasses.replace(
        report.evidence[0].quote, prefix="ation " + "a" * 57 + " ", suffix=" " + "b " * 30 + "ccc"
    )
    made = page(
        dataclasses.replace(
            report, evidence=(dataclasses.replace(report.evidence[0], quote=quote), *report.evidence[1:])
        )
    )

    before, after, *_ = [words(each) for each in made.all("span", klass="context")]
    assert before == f"… {'a' * 57}"
    assert after.endswith("b b …")


def test_context_ends_where_the_paragraph_does() -> None:
    report = reports.report()
    quote = dataclasses.replace(
        report.evidence[0].quote,
        prefix="the last words of the part before.\n\nConclusion and outlook\n\n",
        suffix=" That is all.\n\nReferences",
    )
    made = page(
        dataclasses.replace(
            report, evidence=(dataclasses.replace(report.evidence[0], quote=quote), *report.evidence[1:])
        )
    )

    card = made.all("blockquote")[0]
    assert "Conclusion and outlook" not in words(card)
    assert "References" not in words(card)
    assert "That is all." in words(card)


@pytest.mark.parametrize(
    ("identifiers", "url", "link"),
    [
        ((("doi", '10.1000/a<b>"c'),), "https://example.org", "https://doi.org/10.1000/a%3Cb%3E%22c"),
        ((("scifact", "1"), ("arxiv", "2301.00001")), "", "https://arxiv.org/abs/2301.00001"),
        ((("pmid", "123"),), "", "https://pubmed.ncbi.nlm.nih.gov/123"),
        ((("url", "https://example.org/x"),), "", "https://example.org/x"),
        ((), "http://example.org/a b", "http://example.org/a%20b"),
        ((), "javascript:alert(1)", None),
        ((), "JaVaScRiPt://example.org/%0aalert(1)", None),
        ((), "data:text/html,x", None),
        ((), "//example.org", None),
        ((), "https://doi.org@evil.example/", None),
        ((), "https://[evil", None),
    ],
)
def test_works_are_linked_on_the_web_alone(
    identifiers: tuple[tuple[str, str], ...], url: str, link: str | None
) -> None:
    report = reports.report()
    names = tuple(Identifier(scheme=scheme, value=value) for scheme, value in identifiers)
    work = dataclasses.replace(report.sources[0].work, identifiers=names, url=url)
    source = dataclasses.replace(report.sources[0], work=work)
    made = page(dataclasses.replace(report, sources=(source, *report.sources[1:])))

    (card,) = (each for each in made.all("article", klass="card") if each.get("id") == "e1")
    assert [each.get("href") for each in Markup(card).all("a", klass="out")] == ([link] if link else [])


def test_references_keep_emphasis_and_web_links_alone() -> None:
    markdown = (
        "Kim, J. *On [sic] **zinc*** [x](javascript:alert(1)) <https://doi.org/10.1/a> [b](<https://b.example/?a=1&b>)"
    )

    assert str(entry(markdown)) == (
        "Kim, J. <em>On [sic] <strong>zinc</strong></em> [x](javascript:alert(1)) "
        '<a href="https://doi.org/10.1/a" rel="noopener noreferrer nofollow">https://doi.org/10.1/a</a> '
        '<a href="https://b.example/?a=1&amp;b" rel="noopener noreferrer nofollow">b</a>'
    )
    assert str(in_text("(*Long* [k](https://x.example), n.d.)")) == "(<em>Long</em> k, n.d.)"


def test_the_report_is_small() -> None:
    assert len(rendered(reports.report())) < 40_000


@settings(max_examples=60, deadline=None)
@given(st.lists(HOSTILE, min_size=PLACES, max_size=PLACES))
def test_nothing_of_the_outside_becomes_markup(hostile: list[str]) -> None:
    made, plain = (
        attacked([f"at {place:02} {text}" for place, text in enumerate(texts)]) for texts in (hostile, [""] * PLACES)
    )

    assert made.alive() == []
    assert shape(made) == shape(plain)
    assert len(words(made.one("h1"))) >= len("at 00")


def attacked(texts: list[str]) -> Markup:
    report = planted([f"at {place:02} {text}" for place, text in enumerate(texts)])
    return Markup.of(rendered(report, escaped_references(report)))


def shape(made: Markup) -> list[tuple[str, set[str]]]:
    """Return all markup but what is allowed to follow from the text: emphasis by a citer, language, the size of h1."""
    return [(name, set(keys) - {"lang", "class"}) for name, keys in made.shape() if name not in {"em", "strong"}]
