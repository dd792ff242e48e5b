"""Blocks become one text with sections whose offsets hold; raised and lowered words stay apart from numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder, lowered, raised
from research_assistant.adapters.extract.formulas import formula, set_plain
from research_assistant.adapters.extract.xhtml import put_xhtml
from research_assistant.kit.text import clean


def text_of(markup: str) -> str:
    root = etree.fromstring(f"<body>{markup}</body>")
    set_plain(root)
    builder = TextBuilder()
    put_xhtml(root, builder)
    return builder.finish()[0]


def test_a_section_ends_where_the_next_of_its_rank_begins():
    builder = TextBuilder()
    builder.paragraph("Before.")
    builder.heading(1, "One")
    builder.heading(2, "Inner")
    builder.paragraph("a \n b")
    builder.heading(1, "Two")
    text, sections = builder.finish()

    assert text == "Before.\n\nOne\n\nInner\n\na b\n\nTwo"
    assert [text[section.start : section.end] for section in sections] == [
        "One\n\nInner\n\na b\n\n",
        "Inner\n\na b\n\n",
        "Two",
    ]


@given(st.lists(st.tuples(st.integers(0, 4), st.text(max_size=30)), max_size=12))
def test_whatever_is_put_in_the_text_is_clean_and_sections_begin_with_their_heading(blocks: list[tuple[int, str]]):
    builder = TextBuilder()
    for kind, words in blocks:
        match kind:
            case 0:
                builder.paragraph(words)
            case 1:
                builder.row([words, words])
            case 2:
                builder.item(words)
            case 3:
                builder.lines(words)
            case _:
                builder.heading(len(words) % 3 + 1, words)
    text, sections = builder.finish()

    assert clean(text) == text
    assert len(text) == builder.length
    assert all(text[section.start : section.end].startswith(section.heading) for section in sections)


@pytest.mark.parametrize(
    ("words", "before", "expected"),
    [
        ("2", "10", "²"),
        ("−3", "10", "⁻³"),
        ("th", "5", "th"),
        ("x", "10", "^x"),
        ("a", "mice", "^a"),
        ("12,13", "mice", "¹²,¹³"),
        ("[4]", "mice", "[4]"),
        ("*", "12", "*"),
    ],
)
def test_what_is_raised_is_not_read_as_part_of_a_number(words: str, before: str, expected: str):
    assert raised(words, before) == expected


def test_what_is_lowered_stays_so():
    assert (lowered("2", "CO"), lowered("max", "V"), lowered("b", "2")) == ("₂", "max", "_b")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<msup><mn>10</mn><mrow><mo>-</mo><mn>3</mn></mrow></msup>", "10⁻³"),
        ("<mi>x</mi><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "x = (a + b)/2"),
        ("<mn>1</mn><mn>2</mn>", "1 2"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i²"),
        ("<msqrt><mi>n</mi></msqrt>", "√(n)"),
        ("<semantics><mi>y</mi><annotation>\\gamma</annotation></semantics>", "y"),
        ("<msup><mn>10</mn></msup>", "10"),
    ],
)
def test_formulas_are_one_line(markup: str, expected: str):
    assert formula(etree.fromstring(f"<math>{markup}</math>")) == expected


def test_cells_never_touch():
    first = "<tr><th rowspan='2'>Dose</th><td>12</td><td>34</td></tr>"
    second = "<tr><td colspan='2'>5</td><td>6</td></tr>"

    assert text_of(f"<table>{first}{second}</table>") == "Dose | 12 | 34\n\n | 5 |  | 6"


def test_a_table_that_only_places_things_is_blocks():
    assert text_of("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>") == "One.\n\nTwo."


def test_lists_keep_their_numbers():
    assert text_of("<ol start='3'><li>a<ul><li>b</li></ul></li><li>c</li></ol>") == "3. a\n\n- b\n\n4. c"


def test_a_line_ends_a_block_where_a_sentence_ends():
    assert (
        text_of("<p>One line<br/>goes on.<br/>Another.<br/><br/>third</p>") == "One line goes on.\n\nAnother.\n\nthird"
    )


def test_code_keeps_its_lines():
    assert text_of("<pre>a\n  <b>b</b>\n</pre><p>c\nd</p>") == "a\n  b\n\nc d"
