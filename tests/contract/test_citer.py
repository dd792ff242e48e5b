"""What every citer promises, asked of pandoc itself."""

import time
from pathlib import Path
from typing import cast

import pytest
from markdown_it import MarkdownIt

import research_assistant
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.adapters.cite.styles import LOCALES, STYLES
from research_assistant.domain.errors import InvalidInput, ReferencesUnavailable
from research_assistant.domain.reference import CslItem, csl_item
from research_assistant.domain.work import Identifier, Name, Work

FOLDER = Path(research_assistant.__file__).parent / "assets" / "csl"
DEPENDENT = (
    b'<style xmlns="http://purl.org/net/xbiblio/csl"><info><link href="http://a.example/apa" rel="independent-parent"/>'
    b"</info></style>"
)
HOSTILE = (
    "$x^2$ @s2 [link](http://evil.example) *b* ~~s~~ `code` # h <script>alert(1)</script> \\textbf{x} "
    "<img src=x onerror=y> ![i](http://evil.example) &lt;b&gt; <https://evil.example> <!-- c"
)

ARTICLE = cast(
    "CslItem",
    {
        "id": "s1",
        "type": "article-journal",
        "title": "Growth after the flood",
        "author": [{"family": "Kim", "given": "Yoon"}],
        "issued": {"date-parts": [[2014]]},
        "container-title": "Nature",
        "volume": "5",
        "issue": "2",
        "page": "60-69",
    },
)


@pytest.fixture
def citer() -> PandocCiter:
    return PandocCiter(FOLDER)


def titled(*titles: str) -> list[CslItem]:
    return [csl_item(Work(title=title), key=f"s{number}") for number, title in enumerate(titles, start=1)]


def program(folder: Path, script: str) -> Path:
    file = folder / "pandoc"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return file


async def test_a_work_is_cited_as_apa_has_it(citer: PandocCiter) -> None:
    work = Work(
        title="Deep <i>E. coli</i> learning",
        authors=(Name(family="Kim", given="Yoon"), Name(literal="The Group")),
        year=2014,
        type="article-journal",
        venue="Nature",
        identifiers=(Identifier(scheme="doi", value="10.1000/a_b"),),
    )

    rendered = await citer.render([csl_item(work, key="any key")], style="apa")

    assert rendered.in_text == {"any key": "(Kim & The Group, 2014)"}
    assert rendered.bibliography == {
        "any key": "Kim, Y., & The Group. (2014). Deep *E. coli* learning. *Nature*. <https://doi.org/10.1000/a_b>"
    }


CITED = {
    "APA": ("(Kim, 2014)", "Kim, Y. (2014). Growth after the flood. *Nature*, *5*(2), 60–69."),
    "MLA": ("(Kim)", "Kim, Yoon. “Growth after the Flood.” *Nature*, vol. 5, no. 2, 2014, pp. 60–69."),
    "Chicago": ("(Kim 2014)", "Kim, Yoon. 2014. “Growth after the Flood.” *Nature* 5 (2): 60–69."),
    "Chicago-notes": (
        "¹",
        "Kim, Yoon. “Growth after the Flood.” *Nature* 5, no. 2 (2014): 60–69.",
    ),
    "IEEE": ("[1]", "[1] Y. Kim, “Growth after the flood,” *Nature*, vol. 5, no. 2, pp. 60–69, 2014."),
    "Harvard": ("(Kim, 2014)", "Kim, Y. (2014) “Growth after the flood,” *Nature*, 5(2), pp. 60–69."),
    "Vancouver": ("(1)", "1. Kim Y. Growth after the flood. Nature. 2014;5(2):60–9."),
    "AMA": ("¹", "1. Kim Y. Growth after the flood. *Nature*. 2014;5(2):60-69."),
    "Nature": ("¹", "1. Kim, Y. Growth after the flood. *Nature* **5**, 60–69 (2014)."),
}


@pytest.mark.parametrize("style", STYLES)
async def test_every_style_cites_and_lists(citer: PandocCiter, style: str) -> None:
    rendered = await citer.render([ARTICLE], style=style)

    in_text, entry = rendered.in_text["s1"], rendered.bibliography["s1"]
    assert in_text
    assert "Kim" in entry
    assert "2014" in entry
    if style in CITED:
        assert (in_text.replace("\\", ""), entry.replace("\\", "")) == CITED[style]


async def test_numbers_follow_the_order_given(citer: PandocCiter) -> None:
    items: list[CslItem] = [{**ARTICLE, "id": key, "title": title} for key, title in (("z", "Zinc"), ("a", "Aspirin"))]

    rendered = await citer.render(items, style="IEEE")

    assert rendered.in_text == {"z": "\\[1\\]", "a": "\\[2\\]"}
    assert list(rendered.bibliography) == ["z", "a"]


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ("", "Kim, Yoon, and Ann Lee. “On Growth.” *Nature*, 2014."),
        ("en-GB", "Kim, Yoon, and Ann Lee. ‘On Growth’. *Nature*, 2014."),
        ("de-DE", "Kim, Yoon, und Ann Lee. „On growth“. *Nature*, 2014."),
        ("FR_fr", "Kim, Yoon, et Ann Lee. «\u202fOn growth\u202f». *Nature*, 2014."),
    ],
)
async def test_terms_come_in_the_language_asked_for(citer: PandocCiter, locale: str, wanted: str) -> None:
    work = Work(
        title="On growth",
        year=2014,
        venue="Nature",
        type="article-journal",
        authors=(Name(family="Kim", given="Yoon"), Name(family="Lee", given="Ann")),
    )

    rendered = await citer.render([csl_item(work, key="s1")], style="MLA", locale=locale)

    assert rendered.bibliography["s1"].replace("\u00a0", "\u202f") == wanted


def test_an_unknown_language_is_named_with_those_there_are(citer: PandocCiter) -> None:
    with pytest.raises(InvalidInput, match="'tlh'") as caught:
        citer.check_style("APA", locale="tlh")
    assert LOCALES[0] in caught.value.next_step


async def test_metadata_is_cleaned_before_it_is_rendered(citer: PandocCiter) -> None:
    untidy: CslItem = {
        **ARTICLE,
        "title": "Growth of\n  <scp>AI</scp> &amp;amp; x<jats:sup>2</jats:sup>",
        "container-title": "Trends &amp; Signs",
        "DOI": "https://doi.org/10.1000/xyz",
    }

    rendered = await citer.render([untidy], style="APA")

    assert "Growth of AI & x². *Trends & Signs*" in rendered.bibliography["s1"]
    assert "<https://doi.org/10.1000/xyz>" in rendered.bibliography["s1"]


@pytest.mark.parametrize(
    ("page", "style", "wanted"),
    [("460-460", "Vancouver", "460–460"), ("460–460", "MLA", "pp. 460–460"), ("no-no", "IEEE", "p. no\u2011no")],
)
async def test_what_is_no_range_of_pages_is_not_shortened(
    citer: PandocCiter, page: str, style: str, wanted: str
) -> None:
    item = cast("CslItem", {**ARTICLE, "page": page})

    assert wanted in (await citer.render([item], style=style)).bibliography["s1"]


async def test_a_style_of_notes_numbers_them_and_says_what_they_say(citer: PandocCiter) -> None:
    other = cast("CslItem", {**ARTICLE, "id": "s2", "title": "Growth before the flood"})

    rendered = await citer.render([ARTICLE, other], style="Chicago-notes")

    assert rendered.in_text == {"s1": "¹", "s2": "²"}
    assert rendered.notes == {
        "s1": "Yoon Kim, “Growth after the Flood,” *Nature* 5, no. 2 (2014): 60–69.",
        "s2": "Yoon Kim, “Growth before the Flood,” *Nature* 5, no. 2 (2014): 60–69.",
    }
    assert (await citer.render([ARTICLE], style="Chicago")).notes == {}


async def test_a_work_that_a_style_leaves_out_of_its_list_is_not_lost(citer: PandocCiter) -> None:
    item: CslItem = {"id": "s1", "type": "document", "title": "Untitled letter"}

    rendered = await citer.render([item], style="Chicago-notes")

    assert "Untitled Letter" in rendered.bibliography["s1"]


async def test_a_style_of_ones_own_is_a_path(citer: PandocCiter, tmp_path: Path) -> None:
    own = tmp_path / "own.csl"
    own.write_bytes((FOLDER / "ieee.csl").read_bytes())

    rendered = await citer.render([ARTICLE], style=own)

    assert rendered.in_text == {"s1": "\\[1\\]"}
    with pytest.raises(InvalidInput):
        await citer.render([ARTICLE], style=str(own))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        (b"", "empty"),
        (b"<style", "not XML"),
        (b"<html/>", "not a CSL style"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><style/>', "document type"),
        (b'<style xmlns="http://purl.org/net/xbiblio/csl"><citation/></style>', "no bibliography"),
        (DEPENDENT, "http://a.example/apa"),
        (b" " * 2_000_001, "larger than any style"),
    ],
)
def test_a_file_that_is_no_style_is_refused_with_the_reason(
    citer: PandocCiter, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "own.csl"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InvalidInput, match=reason) as caught:
        citer.check_style(file)
    assert caught.value.next_step


async def test_works_with_the_same_short_title_are_told_apart(citer: PandocCiter) -> None:
    rendered = await citer.render(
        titled("Zinc lozenges shorten colds faster in mice", "Zinc lozenges shorten colds faster in men"), style="APA"
    )

    assert rendered.in_text == {
        "s1": "(*Zinc Lozenges Shorten Colds Faster*, n.d.-b)",
        "s2": "(*Zinc Lozenges Shorten Colds Faster*, n.d.-a)",
    }
    assert list(rendered.bibliography) == ["s2", "s1"]
    assert rendered.bibliography["s1"] == "*Zinc lozenges shorten colds faster in mice*. (n.d.-b)."


async def test_markup_in_titles_and_names_stays_text(citer: PandocCiter) -> None:
    work = Work(title=HOSTILE, authors=(Name(literal=HOSTILE),), venue=HOSTILE, url="https://a.example/<b>")

    rendered = await citer.render([csl_item(work, key="s1"), *titled("", HOSTILE)[1:]], style="APA")

    viewer = MarkdownIt("commonmark").enable(["strikethrough", "table"])
    shown = " ".join([*rendered.in_text.values(), *rendered.bibliography.values()])
    tokens = viewer.parseInline(shown)[0].children or []
    assert {token.type for token in tokens} <= {
        "text",
        "text_special",
        "em_open",
        "em_close",
        "link_open",
        "link_close",
    }
    assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == ["https://a.example/%3Cb%3E"]
    text = "".join(token.content for token in tokens)
    for piece in (
        "$x^2$",
        "@s2",
        "[link](http://evil.example)",
        "<script>alert(1)</script>",
        "\\textbf{x}",
        "<https://evil.example>",
    ):
        assert piece in text


@pytest.mark.parametrize(
    "title", ["<i>" * 60 + "x", "“" * 60 + "x", "<i>“" * 500, '<span class="nocase">' * 99, "'" * 99]
)
async def test_marks_that_are_never_closed_take_no_time(citer: PandocCiter, title: str) -> None:
    started = time.monotonic()

    await citer.render([cast("CslItem", {**titled(title)[0], "publisher": title, "genre": title})], style="MLA")

    assert time.monotonic() - started < 5


async def test_names_keep_their_apostrophes_and_lose_what_cannot_be_written(citer: PandocCiter) -> None:
    work = Work(title="T", authors=(Name(family="O’Brien\ud800", given="A"),))

    assert (await citer.render([csl_item(work, key="s1")], style="APA")).in_text == {"s1": "(O’Brien?, n.d.)"}


async def test_nothing_to_render_starts_nothing(tmp_path: Path) -> None:
    rendered = await PandocCiter(FOLDER, pandoc=tmp_path / "none").render([], style="APA")

    assert rendered.in_text == rendered.bibliography == {}


async def test_an_unknown_style_is_named_with_those_there_are(citer: PandocCiter) -> None:
    with pytest.raises(InvalidInput, match="'Vancover'") as caught:
        citer.check_style("Vancover")
    assert "APA" in caught.value.next_step
    with pytest.raises(InvalidInput):
        await citer.render([], style="Vancover")


@pytest.mark.parametrize("style", ["APA", "apa", " Apa "])
def test_styles_are_named_without_regard_to_case(citer: PandocCiter, style: str) -> None:
    citer.check_style(style)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo broken >&2; exit 3", "broken"),
        ("exit 3", "ended with 3"),
        ("echo nonsense", "cannot be read"),
        ("echo '{}'", "no list of references"),
    ],
)
async def test_a_failing_engine_is_told_with_its_reason(tmp_path: Path, script: str, reason: str) -> None:
    citer = PandocCiter(FOLDER, pandoc=program(tmp_path, script))

    with pytest.raises(ReferencesUnavailable, match=reason) as caught:
        await citer.render(titled("T"), style="APA")
    assert caught.value.next_step


async def test_a_missing_engine_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReferencesUnavailable, match="could not be started"):
        await PandocCiter(FOLDER, pandoc=tmp_path / "none").render(titled("T"), style="APA")


async def test_an_engine_that_does_not_finish_is_ended(tmp_path: Path) -> None:
    citer = PandocCiter(FOLDER, pandoc=program(tmp_path, "exec sleep 60"), seconds=0.2)

    with pytest.raises(ReferencesUnavailable, match=r"within 0\.2 seconds"):
        await citer.render(titled("T"), style="APA")


async def test_the_engine_sees_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hush")
    citer = PandocCiter(FOLDER, pandoc=program(tmp_path, 'echo "secret:$SECRET." >&2; exit 1'))

    with pytest.raises(ReferencesUnavailable, match=r"secret:\."):
        await citer.render(titled("T"), style="APA")
