"""Bytes of a JATS file as trees of articles, within bounds: nothing is loaded, no entity grows."""

import re
from html.entities import html5

from lxml import etree

from research_assistant.adapters.extract.extracted import Unreadable

LARGEST = 50 * 1024 * 1024
"""Bytes: a set of some hundred articles, or one with very large tables."""

MOST_TAGS = 400_000
"""Opening and closing: ten times what a long article with many tables has."""

MOST_ATTRIBUTES = 200
"""Of one tag: the parser's time grows with their square."""

_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_XML_NAMES = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_PROLOGUE = 1024 * 1024
_CROWDED_TAG = re.compile(
    rb"<[A-Za-z_][^\s/>]*+(?:\s++[^\s/>=]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+')){%d}" % MOST_ATTRIBUTES
)
_ARTICLES = ("{*}article", "{*}full-text-retrieval-response")
_NEXT_STEP = "Fetch the file again from where it came."


def articles_of(content: bytes) -> list[etree._Element]:
    """Return every article in the file, in its order, whatever wraps them.

    Raises:
        Unreadable: It is empty, too large, no XML, declares entities of its own, or holds no article.
    """
    root = _parsed(content)
    # What an article holds, such as a response to it, is part of it.
    found = [each for each in root.iter(*_ARTICLES) if next(each.iterancestors(*_ARTICLES), None) is None]
    if not found:
        name = etree.QName(root).localname
        raise Unreadable(
            "unknown_kind", f"is XML, but holds no article: its root is <{name}>", next_step="Add JATS XML."
        )
    return found


def set_local_names(article: etree._Element) -> None:
    """Take the namespaces from the names of elements and of attributes but `xml:lang`, which becomes `lang`."""
    for element in article.iter("*"):
        element.tag = etree.QName(element).localname
        for name, value in element.attrib.items():
            element.set(etree.QName(str(name)).localname, value)


def _parsed(content: bytes) -> etree._Element:
    if not content.strip():
        raise Unreadable("empty", "is empty", next_step=_NEXT_STEP)
    if len(content) > LARGEST or content.count(b"<") > MOST_TAGS or _CROWDED_TAG.search(content):
        raise Unreadable(
            "too_large",
            f"is larger than {LARGEST // 1024 // 1024} MB, or has more than {MOST_TAGS:,} tags or"
            f" {MOST_ATTRIBUTES} attributes in one tag",
            next_step="Split it into one file an article.",
        )
    # No article needs entities of its own; those that grow are declared, so none is read that declares any.
    if _ENTITY.search(_readable(content[:_PROLOGUE])):
        raise Unreadable("damaged", "declares entities of its own, which are not resolved", next_step=_NEXT_STEP)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=False,
    )
    try:
        return etree.fromstring(_NAMED.sub(_numbered, content), parser=parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged", f"is not well-formed XML ({error.msg})", next_step=_NEXT_STEP) from error
    except ValueError as error:
        raise Unreadable("damaged", f"is not XML ({error})", next_step=_NEXT_STEP) from error


def _numbered(named: re.Match[bytes]) -> bytes:
    """Return a character that a DTD names, by its number: the DTD is not loaded."""
    characters = html5.get(f"{named[1].decode()};", "") if named[1] not in _XML_NAMES else ""
    return "".join(f"&#{ord(character)};" for character in characters).encode() or named[0]


def _readable(content: bytes) -> bytes:
    """Return the bytes as they would be in ASCII, if they are in UTF-16 or UTF-32."""
    return content.replace(b"\0", b"")
