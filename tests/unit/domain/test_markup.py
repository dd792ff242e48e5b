"""Markup of registers: what is text becomes text, what is style becomes CSL's tags."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_assistant.domain.markup import plain, rich


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("Neurology &amp; Psychiatry", "Neurology & Psychiatry"),
        ("Neurology &amp;amp; Psychiatry", "Neurology & Psychiatry"),
        ("AT&T; R&D &unknown;", "AT&T; R&D &unknown;"),
        ("caf&#233; &#xE9;", "café é"),
        ("&lt;i&gt;E. coli&lt;/i&gt;", "<i>E. coli</i>"),
        (
            "<jats:italic>E. coli</jats:italic> <em>in</em> <strong>vivo</strong>",
            "<i>E. coli</i> <i>in</i> <b>vivo</b>",
        ),
        ("The role of\n      <scp>AI</scp>\n      in it", "The role of AI in it"),
        ("10<sup>2</sup> H<inf>2</inf>O", "10<sup>2</sup> H<sub>2</sub>O"),
        ("One<br/>two <p class='x'>three</p>", "One two three"),
        ("p<0.05 and a<b and c>d, 1 < 2", "p<0.05 and a<b and c>d, 1 < 2"),
        ("<script>x</script> <https://a.example>", "<script>x</script> <https://a.example>"),
        ('<span class="nocase">pH</span>', '<span class="nocase">pH</span>'),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("no-break\u00a0space", "no-break\u00a0space"),
        ("closed</i> never opened", "closed never opened"),
        ("<i>over<b>lapping</i> ends", "<i>over<b>lapping</b></i> ends"),
    ],
)
def test_titles_keep_style_and_lose_other_markup(given_text: str, wanted: str) -> None:
    assert rich(given_text) == wanted


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup>", "x<sup>2</sup>"),
        ("<msub><mi>x</mi><mrow><mi>i</mi><mo>+</mo><mn>1</mn></mrow></msub>", "x<sub>i+1</sub>"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x<sub>i</sub><sup>2</sup>"),
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
        ("<mml:msup><mml:mn>10</mml:mn><mml:msup><mml:mi>n</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:msup>", None),
        ("<alternatives><tex-math>$x$</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives>", "x"),
    ],
)
def test_a_formula_never_turns_into_another_number(formula: str, wanted: str | None) -> None:
    found = rich(f'The <mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML">{formula}</mml:math> value')

    assert found == f"The {wanted or '10<sup>n<sup>2</sup></sup>'} value"


def test_plain_text_has_no_tags_at_all() -> None:
    assert plain('<i>A</i> &amp; <span class="nocase">b</span> <jats:sup>c</jats:sup>') == "A & b c"


@given(st.text(alphabet="<>/&;:ibmpsu= \"'x1\n", max_size=60))
def test_plain_text_is_one_trimmed_line(text: str) -> None:
    once = plain(text)

    assert "\n" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    "piece",
    ["<i>", "</i>", "<mml:msup>", "<a b='", "&amp", "&amp;amp;", "<p x='1'", " ", "<b\n", "<i></b>", "<tex-math>"],
)
def test_much_of_anything_takes_no_time(piece: str) -> None:
    started = time.monotonic()

    rich(piece * 20_000)

    assert time.monotonic() - started < 2
