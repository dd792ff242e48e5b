"""PDFs written by hand, as small as they can be: what a test says of a page is all that is on it."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 612, 792

IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>"
    b"stream\n\x7f\nendstream"
)


def at(x: float, y: float, text: str, size: float = 10, font: str = "F1", before: str = "") -> str:
    """Return operators that draw `text` with its first letter at a place, counted from the lower left corner."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {before} BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET Q\n"


def column(x: float, y: float, lines: Sequence[str], size: float = 10, font: str = "F1") -> str:
    """Return operators that draw lines below each other."""
    return "".join(at(x, y - 1.2 * size * place, line, size, font) for place, line in enumerate(lines))


@dataclass(frozen=True)
class PageOf:
    """One page: its operators and what else its dictionary says."""

    operators: str
    extra: str = ""


@dataclass
class Pdf:
    """Objects by number, from 1."""

    objects: dict[int, bytes] = field(default_factory=dict)

    def bytes(self, trailer: str = "") -> bytes:
        """Return the file."""
        out, places = b"%PDF-1.7\n", {}
        for number, body in self.objects.items():
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, max(self.objects) + 1))
        size = max(self.objects) + 1
        head = b"xref\n0 %d\n0000000000 65535 f \n" % size
        ends = f"trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF".encode()
        return out + head + table + ends


def stream(content: bytes, extra: str = "", *, packed: bool = False) -> bytes:
    """Return a stream object."""
    if packed:
        content, extra = zlib.compress(content, 9), f"{extra}/Filter/FlateDecode"
    return f"<</Length {len(content)}{extra}>>stream\n".encode() + content + b"\nendstream"


def pdf(*pages: str | PageOf, info: Mapping[str, str] | None = None, xmp: str = "", catalog: str = "") -> bytes:
    """Return a PDF with these pages, in Helvetica (F1) and Helvetica-Bold (F2); `/Im` is a picture of one point."""
    made = Pdf()
    font = "<</Type/Font/Subtype/Type1/BaseFont/{}/Encoding/WinAnsiEncoding>>"
    made.objects[3] = font.format("Helvetica").encode()
    made.objects[4] = font.format("Helvetica-Bold").encode()
    made.objects[5] = IMAGE
    resources = "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</Im 5 0 R>>>>"
    kids = []
    for each in pages:
        page = each if isinstance(each, PageOf) else PageOf(each)
        number = max(made.objects) + 1
        kids.append(f"{number} 0 R")
        drawn = f"/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {number + 1} 0 R{resources}"
        made.objects[number] = f"<</Type/Page/Parent 2 0 R{drawn}{page.extra}>>".encode()
        made.objects[number + 1] = stream(page.operators.encode("cp1252"))
    trailer = ""
    if info:
        number = max(made.objects) + 1
        entries = "".join(f"/{name}({value})" for name, value in info.items())
        made.objects[number] = f"<<{entries}>>".encode("cp1252")
        trailer = f"/Info {number} 0 R"
    if xmp:
        number = max(made.objects) + 1
        made.objects[number] = stream(xmp.encode(), "/Type/Metadata/Subtype/XML")
        catalog += f"/Metadata {number} 0 R"
    made.objects[1] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()
    made.objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    made.objects = dict(sorted(made.objects.items()))
    return made.bytes(trailer)
