"""Bytes of a web page as a tree, within bounds: characters decoded, nesting limited."""

import codecs
import re

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
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_REFERRED_CONTROL = re.compile(
    r"&#(?:x0*(?:[0-8b]|[01][ef]|1[0-9a-f]|7f|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|11|1[4-9]|2\d|3[01]|127))"
    r"(?![0-9a-f]);?",
    re.IGNORECASE,
)
_UNWRITTEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


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
    if len(_UNWRITTEN.findall(text)) * 10 > len(text):
        raise Unreadable("damaged", "is not a web page", next_step="Save it again, or add the file under its own kind.")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # A tree takes in control characters and does not give them out again.
    text = _CONTROL.sub("", _REFERRED_CONTROL.sub("", text))
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.LxmlError as error:
        raise Unreadable("empty", "holds no markup and no text", next_step="Save the page again.") from error
    if any("Excessive depth" in told.message for told in parser.error_log):
        raise Unreadable(
            "damaged", f"is nested more than {_DEEPEST_PARSED:,} elements deep", next_step="Save the page again."
        )
    return root


def _flattened(root: etree._Element) -> etree._Element:
    deep: list[etree._Element] = []
    depth = 0
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        depth += 1 if event == "start" else -1
        if event == "start":
            for name, value in element.items():
                if len(value) > LONGEST_ATTRIBUTE:
                    del element.attrib[name]
        if event == "start" and depth == DEEPEST:
            events.skip_subtree()
            deep.append(element)
    for element in deep:
        for silent in list(element.iter("script", "style", "template")):
            silent.text = ""
        words = " ".join(str(piece) for piece in element.itertext())
        del element[:]
        element.text = words
    return root
