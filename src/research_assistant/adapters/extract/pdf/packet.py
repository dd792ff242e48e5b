"""The XMP packet of a PDF: what its publisher says of the work, in fields whose names are standard.

It is taken from the bytes as they are, which is how nearly all files hold it, and only where it is the document's own:
pictures inside have packets too.
"""

import html
import re
from collections.abc import Mapping, Sequence

_LARGEST = 256 * 1024  # bytes
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_OWN = re.compile(rb"/Metadata\s+(\d{1,9})\s+(\d{1,5})\s+R")
_ITEM = re.compile(r"<rdf:li\b[^>]*>(.*?)</rdf:li>", re.DOTALL)
_NEAR = 2_000  # bytes on either side: a catalog is a short thing

FIELDS = (
    "dc:title",
    "dc:creator",
    "dc:identifier",
    "dc:rights",
    "prism:doi",
    "pdfx:doi",
    "crossmark:DOI",
    "prism:url",
    "prism:publicationName",
    "prism:publicationDate",
    "prism:coverDate",
    "xmpRights:WebStatement",
    "cc:license",
    "dc:language",
)


def packet_in(content: bytes) -> Mapping[str, Sequence[str]]:
    """Return the fields of the document's packet, each with its values; none where there is no packet of its own."""
    found = _own(content)
    if found is None or len(found) > _LARGEST:
        return {}
    text = found.decode("utf-8", "replace")
    return {name: values for name in FIELDS if (values := _values(text, name))}


def _own(content: bytes) -> bytes | None:
    packets = list(_PACKET.finditer(content))
    if not packets:
        return None
    for catalog in reversed(list(_CATALOG.finditer(content))):
        around = content[max(0, catalog.start() - _NEAR) : catalog.end() + _NEAR]
        begins = around.rfind(b"endobj", 0, min(_NEAR, catalog.start())) + 1
        ends = around.find(b"endobj", min(_NEAR, catalog.start()))
        if named := _OWN.search(around, begins, ends if ends > 0 else len(around)):
            head = re.compile(rb"(?<!\d)%s\s+%s\s+obj\b" % (named[1], named[2]))
            starts = [each.end() for each in head.finditer(content)]
            return next((each[0] for each in packets if starts and each.start() > starts[-1]), None)
    return packets[0][0] if len(packets) == 1 else None


def _values(text: str, name: str) -> list[str]:
    quoted = re.escape(name)
    element = re.search(rf"<{quoted}\b([^>]*?)(?:/>|>(.*?)</{quoted}>)", text, re.DOTALL)
    if element is not None:
        inside = element[2] or ""
        items = _ITEM.findall(inside) or ([inside] if "<" not in inside else [])
        resource = re.search(r'rdf:resource="([^"]*)"', element[1])
        values = [*items, *([resource[1]] if resource else [])]
    else:
        attribute = re.search(rf'\b{quoted}="([^"]*)"', text)
        values = [attribute[1]] if attribute else []
    told = (" ".join(html.unescape(value).split()) for value in values)
    return [value for value in told if value and "<" not in value]
