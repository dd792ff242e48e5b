"""Small files that want to become large ones."""

import gzip
import io
import lzma
import zipfile
import zlib
from functools import cache
from itertools import pairwise

MUCH = 200 * 1024 * 1024
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@cache
def bombs() -> dict[str, tuple[str, bytes]]:
    """Return every bomb as the name of a file and its bytes, by what it is."""
    return {
        "gzip": ("records.jsonl.gz", _gzip()),
        "xz": ("records.jsonl.xz", lzma.compress(b'{"title": "' + bytes(MUCH), preset=0)),
        "zip in a Word document": ("a.docx", _archive({"word/document.xml": _much("<w:t>")})),
        "zip in an EPUB": ("a.epub", _archive({"META-INF/container.xml": _much("<container>")})),
        "zip of many parts": (
            "a.docx",
            _archive({"word/document.xml": b"x"} | {f"word/{n}": b"" for n in range(70_000)}),
        ),
        "XML entities in JATS": ("a.xml", _laughs("article", "<front><article-meta/></front><body><p>&h;</p></body>")),
        "XML entities in Word": (
            "a.docx",
            _archive({"word/document.xml": _laughs("w:document", "<w:body>&h;</w:body>")}),
        ),
        "XML deep in JATS": ("a.xml", b"<article><front/><body>" + b"<p>" * 1_000_000),
        "HTML deep": ("a.html", b"<html><body>" + b"<div>" * 1_000_000),
        "Markdown deep": ("a.md", b">" * 300_000 + b" x"),
        "Markdown brackets": ("a.md", b"[" * 300_000),
        "JSON deep": ("a.json", b"[" * 5_000_000),
        "JSON lines deep": ("a.jsonl", b'{"a":' * 2_000_000),
        "BibTeX deep": ("a.bib", b"@article{a, title = " + b"{" * 1_000_000),
        "pixels in a PDF": ("a.pdf", _pdf(_stream(zlib.compress(bytes(MUCH), 1), _IMAGE), b"q 9 0 0 9 0 0 cm /I Do Q")),
        "text in a PDF": ("a.pdf", _pdf(_stream(b"", b""), b"BT /F 9 Tf " + b"(x) Tj " * (MUCH // 40) + b" ET")),
        "objects in a PDF": ("a.pdf", _objects()),
    }


_IMAGE = b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray /BitsPerComponent 8 "


def _gzip() -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=1) as file:
        file.write(b'{"title": "')
        for _ in range(MUCH // 1_000_000):
            file.write(b"a" * 1_000_000)
    return made.getvalue()


def _much(start: str) -> bytes:
    return start.encode() + b"a" * MUCH


def _archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    kinds = f'<Types><Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in ({"[Content_Types].xml": kinds.encode()} | parts).items():
            archive.writestr(name, content)
    return made.getvalue()


def _laughs(root: str, body: str) -> bytes:
    names = "abcdefgh"
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 12}">' for before, name in pairwise(names))
    return f'<!DOCTYPE {root} [<!ENTITY a "ha">{entities}]><{root}>{body}</{root}>'.encode()


def _stream(content: bytes, entries: bytes) -> bytes:
    return b"<< %b /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


def _pdf(image: bytes, page: bytes) -> bytes:
    drawn = zlib.compress(page, 1)
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> "
        b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        _stream(drawn, b""),
        image,
    )


def _objects() -> bytes:
    """Return a PDF whose object stream unpacks to much, and whose pages are said to be two thousand millions."""
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2147483647 >>",
        _stream(zlib.compress(b" " * MUCH, 1), b"/Type /ObjStm /N 100000000 /First 8 "),
    )


def _file(*objects: bytes) -> bytes:
    made, places = b"%PDF-1.5\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(made),
    )
