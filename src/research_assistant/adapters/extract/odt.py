"""OpenDocument texts (.odt), which LibreOffice writes: made a tree of HTML, and read as such."""

from collections.abc import Iterator

from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.formulas import set_plain
from research_assistant.adapters.extract.odt_styles import DRAW, TABLE, TEXT, OpenStyles
from research_assistant.adapters.extract.packed import Package, without_words
from research_assistant.adapters.extract.properties import open_properties
from research_assistant.adapters.extract.titles import seen_title, title_of_name
from research_assistant.adapters.extract.xhtml import put_xhtml

_BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"
_ANNOTATION = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_ENCRYPTED = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_LINK = "{http://www.w3.org/1999/xlink}href"
_UNSAID = (_ANNOTATION, *(TEXT + name for name in ("tracked-changes", "table-of-content", "ruby-text", "hidden-text")))
_UNSAID += tuple(TEXT + name for name in ("sequence-decls", "illustration-index", "table-index", "alphabetical-index"))
_TAGS = {
    f"{TEXT}p": "p",
    f"{TEXT}list-item": "li",
    f"{TEXT}list-header": "div",
    f"{TEXT}section": "div",
    f"{TEXT}line-break": "br",
    f"{TABLE}table": "table",
    f"{TABLE}table-header-rows": "div",
    f"{TABLE}table-row": "tr",
    f"{TABLE}table-cell": "td",
    f"{TABLE}covered-table-cell": "td",
    f"{DRAW}text-box": "div",
}
_BLOCKS = (f"{TEXT}p", f"{TEXT}h")
_DEEPEST_HEADING = 6
_MOST_SPACES = 80


def read_odt(content: bytes, origin: Origin) -> Iterator[Extracted]:
    """Yield the one work that an OpenDocument text is.

    Raises:
        Unreadable: It is encrypted, damaged, of another kind, too large, or holds no words.
    """
    package = Package(content)
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(_ENCRYPTED), None) is not None:
        raise Unreadable("encrypted", "is encrypted", next_step="Save it without a password and add it again.")
    root = package.xml("content.xml")
    body = None if root is None else next(root.iter(_BODY), None)
    if root is None or body is None:
        raise Unreadable("unknown_kind", "is no OpenDocument text", next_step="Save it as ODT or DOCX.")
    properties = open_properties(package.xml("meta.xml"))
    styles = OpenStyles(root, package.xml("styles.xml"))
    title = next((_words(each) for each in body.iter(*_BLOCKS) if styles.is_title(each)), "")
    date = next((_words(each) for each in body.iter(*_BLOCKS) if styles.is_date(each)), "")
    has_pictures = next(body.iter(f"{DRAW}image"), None) is not None
    has_hidden = _rewrite(body, styles, package)
    set_plain(body)
    builder = TextBuilder()
    put_xhtml(body, builder)
    text, sections = builder.finish()
    if not any(character.isalnum() for character in text):
        raise without_words(has_pictures=has_pictures)
    first = seen_title(text.partition("\n")[0])
    yield Extracted(
        work=properties.work(title or properties.title or first or title_of_name(origin.name), dated=date),
        text=text,
        language=properties.language,
        sections=sections,
        limits=tuple(_limits(has_hidden=has_hidden, has_pictures=has_pictures)),
    )


def _limits(*, has_hidden: bool, has_pictures: bool) -> Iterator[str]:
    if has_hidden:
        yield "Hidden text is left out."
    if has_pictures:
        yield "Pictures are left out."


def _rewrite(body: etree._Element, styles: OpenStyles, package: Package) -> bool:
    """Make the body a tree of HTML; tell whether hidden words were left out."""
    for unsaid in list(body.iter(*_UNSAID)):
        _put_words(unsaid, "")
    hidden = [each for each in body.iter(f"{TEXT}span", *_BLOCKS) if styles.hides(each)]
    has_hidden = any(_words(each) for each in hidden)
    for each in hidden:
        _put_words(each, "")
    _move_notes(body)
    for box in list(body.iter(f"{DRAW}text-box")):
        _move_behind(box, _block_around(box, body))
    for each in list(body.iter()):
        _rename(each, styles, package)
    return has_hidden


def _rename(element: etree._Element, styles: OpenStyles, package: Package) -> None:
    tag = str(element.tag)
    if tag == f"{TEXT}h" or (tag == f"{TEXT}p" and styles.is_title(element)):
        level = element.get(f"{TEXT}outline-level", "1")
        deeper = int(level) + 1 if tag == f"{TEXT}h" and level in set("12345678") else 1
        element.tag = f"h{min(deeper, _DEEPEST_HEADING)}"
    elif tag == f"{TEXT}p" and styles.is_code(element):
        element.tag = "pre"
    elif tag == f"{TEXT}list":
        element.tag = "ol" if styles.is_numbered(element) else "ul"
    elif tag == f"{TEXT}s":
        count = element.get(f"{TEXT}c", "1")
        _put_words(element, " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
    elif tag == f"{TEXT}tab":
        _put_words(element, "\t")
    elif tag == f"{DRAW}object":
        _put_formula(element, package)
    elif tag in _TAGS:
        element.tag = _TAGS[tag]
    elif tag.startswith("{") and element is not element.getroottree().getroot():
        element.tag = styles.script(element) or "span"


def _move_notes(body: etree._Element) -> None:
    """Put each footnote behind the block that refers to it, each endnote to the end, and marks in their places."""
    last: dict[etree._Element, etree._Element] = {}
    for number, note in enumerate(list(body.iter(f"{TEXT}note")), start=1):
        held = note.find(f"{TEXT}note-body")
        block = _block_around(note, body)
        if held is None or block is None:
            continue
        first = next(held.iter(f"{TEXT}p"), None)
        if first is not None:
            first.text = f"[{number}] {first.text or ''}"
        moved = etree.Element(f"{TEXT}section")
        moved.extend(list(held))
        if note.get(f"{TEXT}note-class") == "endnote":
            body.append(moved)
        else:
            last.get(block, block).addnext(moved)
            last[block] = moved
        _put_words(note, f"[{number}]")


def _block_around(element: etree._Element, body: etree._Element) -> etree._Element | None:
    """Return the outermost paragraph, list or table that the element stands in."""
    return next((each for each in element.iterancestors() if each.getparent() is body), None)


def _move_behind(element: etree._Element, block: etree._Element | None) -> None:
    if block is None:
        return
    moved = etree.Element(f"{TEXT}section")
    moved.extend(list(element))
    block.addnext(moved)


def _put_formula(element: etree._Element, package: Package) -> None:
    """Put the formula that is embedded as a file of its own into the element's place."""
    name = element.get(_LINK, "").removeprefix("./").rstrip("/")
    root = package.xml(f"{name}/content.xml") if name else None
    _put_words(element, "")
    if root is not None and etree.QName(root).localname == "math":
        root.tag = "math"
        element.append(root)


def _put_words(element: etree._Element, words: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", words, tail


def _words(element: etree._Element) -> str:
    return " ".join("".join(str(words) for words in element.itertext()).split())
