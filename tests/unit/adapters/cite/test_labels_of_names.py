"""Names before their labels, where a style leaves the place of the names unsaid."""

import pytest

from research_assistant.adapters.cite.styles import with_names


@pytest.mark.parametrize(
    ("style", "told"),
    [
        (
            b'<names variable="author">\n<label prefix=", "/>\n<substitute/></names>',
            b'<names variable="author"><name/>\n<label prefix=", "/>\n<substitute/></names>',
        ),
        (b'<names variable="editor"><label/></names>', b'<names variable="editor"><name/><label/></names>'),
        (b'<names variable="editor"/><label variable="page"/>', b'<names variable="editor"/><label variable="page"/>'),
        (b"<names><label/>\n<name/></names>", b"<names><label/>\n<name/></names>"),
        (b"<names><name/><label/></names>", b"<names><name/><label/></names>"),
    ],
)
def test_names_are_put_where_only_a_label_stands(style: bytes, told: bytes):
    assert with_names(style) == told
