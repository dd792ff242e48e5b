import pytest

from office_files import open_text, zipped
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.odt import read_odt

STYLES = """
    <style:style style:name="T1" style:family="text">
      <style:text-properties style:text-position="super 58%"/>
    </style:style>
    <style:style style:name="T2" style:family="text"><style:text-properties text:display="none"/></style:style>
    <style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
    <text:list-style style:name="L1">
      <text:list-level-style-number text:level="1" style:num-format="1"/>
      <text:list-level-style-bullet text:level="2"/>
    </text:list-style>
"""


def read(content: bytes) -> Extracted:
    (entry,) = read_odt(content, Origin(name="bees.odt"))
    assert isinstance(entry, Extracted)
    return entry


def text(body: str, **others: str) -> str:
    return read(open_text(body, styles=STYLES, others=others)).text


def test_headings_lists_and_tables_are_read_in_order():
    body = (
        '<text:p text:style-name="P1">On Bees</text:p><text:h text:outline-level="1">One</text:h>'
        '<text:list text:style-name="L1"><text:list-item><text:p>a</text:p><text:list><text:list-item>'
        "<text:p>deep</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>b</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
        "<table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>"
    )
    entry = read(open_text(body, styles=STYLES))

    assert entry.work.title == "On Bees"
    assert entry.text == "On Bees\n\nOne\n\n1. a\n\n- deep\n\n2. b\n\n1 | 2"
    assert [each.heading for each in entry.sections] == ["On Bees", "One"]


def test_notes_exponents_spaces_and_boxes_are_read():
    def note(kind: str, words: str) -> str:
        held = f"<text:note-body><text:p>{words}</text:p></text:note-body>"
        return f'<text:note text:note-class="{kind}"><text:note-citation>1</text:note-citation>{held}</text:note>'

    body = f'<text:p>10<text:span text:style-name="T1">2</text:span><text:s text:c="3"/>m{note("footnote", "First.")}'
    body += f"{note('endnote', 'Last.')}<draw:frame><draw:text-box><text:p>Box</text:p></draw:text-box></draw:frame>"
    body += "</text:p><text:p>Next.</text:p>"

    assert text(body) == "10² m[1][2]\n\nBox\n\n[1] First.\n\nNext.\n\n[2] Last."


def test_changes_comments_and_hidden_words_are_left_out():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Seen.<office:annotation><text:p>Comment</text:p></office:annotation>"
        '<text:span text:style-name="T2"> Ignore this.</text:span></text:p>'
    )
    entry = read(open_text(body, styles=STYLES))

    assert entry.text == "Seen."
    assert entry.limits == ("Hidden text is left out.",)


def test_an_embedded_formula_is_read():
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup></math>'
    body = '<text:p>Let <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> be.</text:p>'

    assert text(body, **{"Object 1/content.xml": formula}) == "Let x² be."


def test_properties_tell_the_work():
    meta = "<meta:initial-creator>Jane Doe</meta:initial-creator><dc:date>2022-04-03T17:30:00</dc:date>"
    meta += "<dc:title>On Bees</dc:title>"
    dated = '<text:p text:style-name="Date">3 April 2016</text:p>'
    work = read(open_text("<text:p>Text.</text:p>", meta=meta)).work
    old = read(open_text(f"{dated}<text:p>Text.</text:p>", meta=meta)).work

    assert (work.title, str(work.authors[0]), work.year, work.issued) == ("On Bees", "Jane Doe", None, "")
    assert (old.year, old.issued) == (2016, "2016-04-03")


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (zipped({"word/document.xml": "<a/>"}), "unknown_kind"),
        (open_text(""), "empty"),
        (open_text("<text:p><draw:frame><draw:image/></draw:frame></text:p>"), "no_text"),
        (
            open_text(
                "<text:p>x</text:p>",
                others={
                    "META-INF/manifest.xml": "<m:manifest xmlns:m="
                    '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
                },
            ),
            "encrypted",
        ),
    ],
)
def test_every_refusal_of_an_open_document_names_its_cause(content, cause):
    with pytest.raises(Unreadable) as told:
        read(content)

    assert told.value.cause == cause
