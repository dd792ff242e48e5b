"""What every citer promises, asked of pandoc itself."""

import time
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import research_assistant
from research_assistant.adapters.cite.pandoc import PandocCiter
from research_assistant.domain.errors import InvalidInput, ReferencesUnavailable
from research_assistant.domain.reference import CslItem, csl_item
from research_assistant.domain.work import Identifier, Name, Work

STYLES = Path(research_assistant.__file__).parent / "assets" / "csl"
HOSTILE = (
    "$x^2$ @s2 [link](http://evil.example) *b* ~~s~~ `code` # h <script>alert(1)</script> \\textbf{x} "
    "<img src=x onerror=y> ![i](http://evil.example) &lt;b&gt; <https://evil.example> <!-- c"
)


@pytest.fixture
def citer() -> PandocCiter:
    return PandocCiter(STYLES)


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
        "&lt;b&gt;",
    ):
        assert piece in text


@pytest.mark.parametrize(
    "title", ["<i>" * 60 + "x", "“" * 60 + "x", "<i>“" * 500, '<span class="nocase">' * 99, "'" * 99]
)
async def test_marks_that_are_never_closed_take_no_time(citer: PandocCiter, title: str) -> None:
    started = time.monotonic()

    await citer.render(titled(title), style="APA")

    assert time.monotonic() - started < 5


async def test_names_keep_their_apostrophes_and_lose_what_cannot_be_written(citer: PandocCiter) -> None:
    work = Work(title="T", authors=(Name(family="O’Brien\ud800", given="A"),))

    assert (await citer.render([csl_item(work, key="s1")], style="APA")).in_text == {"s1": "(O’Brien?, n.d.)"}


async def test_nothing_to_render_starts_nothing(tmp_path: Path) -> None:
    rendered = await PandocCiter(STYLES, pandoc=tmp_path / "none").render([], style="APA")

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
    citer = PandocCiter(STYLES, pandoc=program(tmp_path, script))

    with pytest.raises(ReferencesUnavailable, match=reason) as caught:
        await citer.render(titled("T"), style="APA")
    assert caught.value.next_step


async def test_a_missing_engine_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReferencesUnavailable, match="could not be started"):
        await PandocCiter(STYLES, pandoc=tmp_path / "none").render(titled("T"), style="APA")


async def test_an_engine_that_does_not_finish_is_ended(tmp_path: Path) -> None:
    citer = PandocCiter(STYLES, pandoc=program(tmp_path, "exec sleep 60"), seconds=0.2)

    with pytest.raises(ReferencesUnavailable, match=r"within 0\.2 seconds"):
        await citer.render(titled("T"), style="APA")


async def test_the_engine_sees_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hush")
    citer = PandocCiter(STYLES, pandoc=program(tmp_path, 'echo "secret:$SECRET." >&2; exit 1'))

    with pytest.raises(ReferencesUnavailable, match=r"secret:\."):
        await citer.render(titled("T"), style="APA")
