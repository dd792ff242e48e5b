"""The builder of the document whose styles our Word documents have.

Run it as `python -m research_assistant.adapters.export.reference_docx FILE`; the same code gives the same bytes.
"""

import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SERIF, SANS, MONO = "Palatino Linotype", "Segoe UI", "Consolas"
INK, SOFT, RULE, LINK, MARKED, UNSETTLED = "1E1C19", "5B564D", "DFD9CC", "1D5470", "FBEEB4", "7D5300"
"""The light colours of tokens.css."""

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def main(file: str) -> None:
    """Write the document."""
    Path(file).write_bytes(reference())


def reference() -> bytes:
    """Return the document: a DOCX file with styles, a page, and no words."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as folder:
        for name, content in _parts().items():
            folder.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), _HEAD + content, ZIP_DEFLATED)
    return packed.getvalue()


def _parts() -> dict[str, str]:
    parts = ("document", "styles")
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPES}.{kind}+xml"/>'
        for part, kind in zip(parts, ("document.main", "styles"), strict=True)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": _relationships("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relationships("styles", "styles.xml"),
        "word/document.xml": f'<w:document {_WORD}><w:body><w:p/><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709"'
        ' w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_WORD}>{_defaults()}{''.join(_styles())}</w:styles>",
    }


def _relationships(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _defaults() -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_font(SERIF)}{_colour(INK)}{_size(11)}"
        '<w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{_spacing(after=6, line=1.25)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def _styles() -> list[str]:
    sans, soft = _font(SANS), _colour(SOFT)
    title = "<w:keepNext/><w:keepLines/>"
    return [
        _style("Normal", default=True),
        _style("Body Text", based="Normal"),
        _style("First Paragraph", based="Body Text"),
        _style("Compact", based="Body Text", paragraph=_spacing(after=2, line=1.15)),
        _style("Title", based="Normal", paragraph=title + _spacing(after=4, line=1.1), run="<w:b/>" + _size(24)),
        _style("Date", based="Normal", paragraph=_spacing(after=12, line=1.1), run=sans + soft + _size(9.5)),
        *(
            _style(
                f"heading {level}",
                based="Normal",
                following="Body Text",
                paragraph=f'{title}{_spacing(before=before, after=4, line=1.1)}<w:outlineLvl w:val="{level - 1}"/>',
                run=f"{sans}<w:b/>{_colour(INK)}{_size(points)}",
            )
            for level, before, points in ((1, 20, 15), (2, 12, 11.5), (3, 10, 11))
        ),
        _style("Small", based="Body Text", run=sans + soft + _size(9)),
        _style(
            "Doubt", based="Body Text", paragraph='<w:ind w:left="284"/>', run=sans + _colour(UNSETTLED) + _size(9.5)
        ),
        _style("Reference Entry", based="Body Text", paragraph='<w:ind w:left="425" w:hanging="425"/>'),
        _style("footnote text", based="Normal", paragraph=_spacing(after=2, line=1.1), run=_size(9)),
        _style("Quoted", kind="character", run=f'<w:shd w:val="clear" w:color="auto" w:fill="{MARKED}"/>'),
        _style("Context", kind="character", run=soft),
        _style("Label", kind="character", run=sans + _size(9)),
        _style("Small Words", kind="character", run=sans + soft + _size(9)),
        _style("footnote reference", kind="character", run='<w:vertAlign w:val="superscript"/>'),
        _style("Hyperlink", kind="character", run=_colour(LINK)),
        _style("Verbatim Char", kind="character", run=_font(MONO) + _size(10)),
        _table("Table", head=False),
        _table("Facts", head=False),
        _table("Evidence", head=True),
    ]


def _style(
    name: str,
    *,
    kind: str = "paragraph",
    based: str = "",
    following: str = "",
    default: bool = False,
    paragraph: str = "",
    run: str = "",
) -> str:
    told = f'<w:style w:type="{kind}" {"w:default=" + chr(34) + "1" + chr(34) + " " if default else ""}'
    told += f'w:styleId="{_id(name)}"><w:name w:val="{name}"/>'
    told += f'<w:basedOn w:val="{_id(based)}"/>' if based else ""
    told += f'<w:next w:val="{_id(following)}"/>' if following else ""
    told += "<w:qFormat/>"
    told += f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    return f"{told}<w:rPr>{run}</w:rPr></w:style>" if run else f"{told}</w:style>"


def _table(name: str, *, head: bool) -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    borders = "".join(f"<w:{side} {line}/>" for side in ("top", "bottom", "insideH"))
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 60), ("left", 85), ("bottom", 60), ("right", 85))
    )
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{_font(SANS)}<w:b/>{_size(9)}</w:rPr></w:tblStylePr>' if head else ""
    )
    column = f'<w:tblStylePr w:type="firstCol"><w:rPr>{_font(SANS)}{_colour(SOFT)}</w:rPr></w:tblStylePr>'
    return (
        f'<w:style w:type="table" w:styleId="{_id(name)}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:rPr>{_size(9.5)}</w:rPr>"
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"{first}{column}</w:style>"
    )


def _id(name: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in name.split())


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _colour(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{round(2 * points)}"/>'


def _spacing(*, after: float, line: float, before: float = 0) -> str:
    return (
        f'<w:spacing w:before="{round(20 * before)}" w:after="{round(20 * after)}" '
        f'w:line="{round(240 * line)}" w:lineRule="auto"/>'
    )


if __name__ == "__main__":
    main(sys.argv[1])
