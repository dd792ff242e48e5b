"""Bytes of a web page as a tree, within bounds: characters decoded, nesting limited."""

import codecs
import re
from typing import cast

from lxml import etree, html
from trafilatura.utils import detect_encoding

from research_assistant.adapters.extract.extracted import Unreadable

LARGEST_PAGE = 20 * 1024 * 1024
"""Bytes. The longest pages that people read are long tables and specifications of a few megabytes."""

MOST_TAGS = 200_000
"""Opening and closing: some 100,000 elements, which take five seconds to read."""

MOST_ATTRIBUTES = 500
"""Of one tag: the parser's time grows with their square."""

LONGEST_ATTRIBUTE = 20_000
"""Code points: longer ones are pictures and data, and are dropped."""

DEEPEST = 200
"""Elements inside one another, above what any page needs: what lies deeper is read without its structure."""

_DEEPEST_PARSED = 2_048
_CROWDED_TAG = re.compile(
    rb"<[a-zA-Z][^\s/>]*+"
    rb"(?:[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+){%d}" % MOST_ATTRIBUTES
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_WHERE_DECLARED = 4_096
_READ_AS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
"""What browsers take for these names: Windows' Latin, which has more letters."""
_CONTROLS = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
_OTHER_CONTROLS = re.compile(b"\xc2[\x80-\x9f]")  # U+0080 to U+009F
_NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_REPLACEMENT = "\ufffd".encode()
_REFERRED_CONTROL = re.compile(
    rb"&#(?:x0*(?:[0-8bc]|[01][ef]|1[0-9a-f]|7f|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|1[124-9]|2\d|3[01]|127))"
    rb"(?![0-9a-f]);?",
    re.IGNORECASE,
)
_DEEP = etree.XPath("/*" * DEEPEST)
_LONG = etree.XPath(f"//*[@*[string-length() > {LONGEST_ATTRIBUTE}]]")
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""Makes every element of one class, which takes no call of Python for each time that one is looked at."""


def tree_of(content: bytes) -> etree._Element:
    """Return the page's root element; comments and processing instructions are not in the tree.

    Raises:
        Unreadable: It is empty, too large, or no web page.
    """
    if not content.strip():
        raise Unreadable("empty", "is empty", next_step="Save the page again.")
    if len(content) > LARGEST_PAGE:
        raise Unreadable(
            "too_large",
            f"is larger than {LARGEST_PAGE // 1024 // 1024} MB, which is more than web pages have",
            next_step="Save the part that matters as a page of its own.",
        )
    if content.count(b"<") > MOST_TAGS or _CROWDED_TAG.search(content):
        raise Unreadable(
            "too_large",
            f"has more than {MOST_TAGS:,} tags, or a tag with more than {MOST_ATTRIBUTES:,} attributes",
            next_step="Save the part that matters as a page of its own.",
        )
    return _flattened(_parsed(decoded(content)))


def decoded(content: bytes) -> str:
    """Return the page's characters: as its byte order mark says, as UTF-8 if it is, as it declares, or by guess.

    UTF-8 goes before the declaration: what is valid UTF-8 beyond ASCII is nothing else, whatever a server's template
    declares. What cannot be decoded becomes U+FFFD.
    """
    return content.decode(_encoding(content), errors="replace").removeprefix("\ufeff")


def is_decodable(content: bytes) -> bool:
    """Tell whether every byte is part of a character: a U+FFFD on the page is then its author's."""
    try:
        content.decode(_encoding(content))
    except UnicodeDecodeError:
        return False
    return True


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    declared = _declared(content)
    if declared.startswith(("iso2022", "hz")):  # written in ASCII, so that it would pass for UTF-8
        return declared
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return declared or next(iter(detect_encoding(content)), "cp1252")
    return "utf-8"


def _declared(content: bytes) -> str:
    found = _DECLARED.search(content, 0, _WHERE_DECLARED)
    if found is None:
        return ""
    name = found[1].decode("ascii").lower()
    try:
        codec = codecs.lookup(_READ_AS.get(name, name))
    except LookupError:
        return ""
    # UTF-16 cannot be declared in ASCII, and some codecs are no encodings of text.
    is_text = getattr(codec, "_is_text_encoding", True) and not codec.name.startswith(("utf-16", "utf-32", "utf-7"))
    return codec.name if is_text and codec.name not in {"idna", "punycode", "raw_unicode_escape"} else ""


def _parsed(text: str) -> etree._Element:
    # HTML counts the form feed among its white space; XML, which the tree keeps to, does not know it.
    encoded = text.replace("\f", " ").encode("utf-8", errors="ignore")
    # A tree takes in control characters and does not give them out again.
    written = encoded.translate(None, _CONTROLS)
    unwritten = len(encoded) - len(written) + len(_OTHER_CONTROLS.findall(written)) + written.count(_REPLACEMENT)
    if unwritten * 10 > len(text):
        raise Unreadable("damaged", "is not a web page", next_step="Save it again, or add the file under its own kind.")
    for noncharacter in _NONCHARACTERS:
        written = written.replace(noncharacter, b"")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        root = html.document_fromstring(_REFERRED_CONTROL.sub(b"", written), parser=parser)
    except etree.LxmlError as error:
        raise Unreadable("empty", "holds no markup and no text", next_step="Save the page again.") from error
    if any("Excessive depth" in told.message for told in parser.error_log):
        raise Unreadable(
            "damaged", f"is nested more than {_DEEPEST_PARSED:,} elements deep", next_step="Save the page again."
        )
    return root


def _flattened(root: etree._Element) -> etree._Element:
    for element in filter(etree.iselement, cast("list[object]", _DEEP(root))):
        for silent in list(element.iter("script", "style", "template")):
            silent.text = ""
        words = " ".join(str(piece) for piece in element.itertext())
        del element[:]
        element.text = words
    for element in filter(etree.iselement, cast("list[object]", _LONG(root))):
        for name, value in element.items():
            if len(value) > LONGEST_ATTRIBUTE:
                del element.attrib[name]
    return root
