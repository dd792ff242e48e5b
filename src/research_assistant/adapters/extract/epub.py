"""EPUB books (versions 2 and 3): their chapters in reading order, and what they say of themselves."""

import re
from collections.abc import Iterator

from lxml import etree

from research_assistant.adapters.extract.blocks import TextBuilder, seen
from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.formulas import set_plain
from research_assistant.adapters.extract.hidden import leave_out_hidden
from research_assistant.adapters.extract.html_tree import tree_of
from research_assistant.adapters.extract.opf import book_of, resolved
from research_assistant.adapters.extract.packed import Package, damaged, without_words
from research_assistant.adapters.extract.titles import title_of_name
from research_assistant.adapters.extract.xhtml import put_xhtml

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}EncryptedData"
_METHOD = "{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"
# Fonts are scrambled so that they are not taken out of the book; that hides no words.
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_UNREAD = frozenset(("cover", "toc", "landmarks", "page-list", "loi", "lot"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LABEL = re.compile(r"[\[(]?(\d{1,4}|[*†‡§]{1,3}|[a-z])[\])]?")
_PREFIX = re.compile(rb"<(/?)(?:m|mml|html|xhtml|h):(?=[a-zA-Z])")


def read_epub(content: bytes, origin: Origin) -> Iterator[Extracted]:
    """Yield the one work that a book is.

    Raises:
        Unreadable: It is encrypted, damaged, no EPUB book, too large, or holds no words.
    """
    package = Package(content)
    container = package.xml(_CONTAINER)
    path = "" if container is None else next((each.get("full-path", "") for each in container.iter(_ROOTFILE)), "")
    root = package.xml(path) if path else None
    if root is None:
        raise Unreadable("unknown_kind", "is a ZIP file, but no EPUB book", next_step="Add the files that it holds.")
    _check_encryption(package.xml(_ENCRYPTION))
    book = book_of(root, path)
    labels = {file: label for name in reversed(book.contents) for file, label in _labels(package, name)}
    builder = TextBuilder()
    hidden, missing, pictures = 0, 0, False
    for chapter in book.chapters:
        page = _PREFIX.sub(rb"<\1", package.read(chapter))
        if not page.strip():
            missing += 1
            continue
        tree = tree_of(page)
        pictures = pictures or tree.find(".//img") is not None or tree.find(".//svg") is not None
        if not _is_unread(tree):
            hidden += leave_out_hidden(tree)
            _put(tree, labels.get(chapter, ""), builder)
    text, sections = builder.finish()
    if not any(character.isalnum() for character in text):
        if missing and not pictures:
            raise damaged("is damaged: its chapters are missing")
        raise without_words(has_pictures=pictures)
    heading = sections[0].heading if sections else ""
    yield Extracted(
        work=book.work(book.title or heading or title_of_name(origin.name)),
        text=text,
        language=book.language,
        licence=book.licence,
        sections=sections,
        limits=tuple(_limits(hidden, missing, pictures=pictures)),
    )


def _check_encryption(root: etree._Element | None) -> None:
    for each in () if root is None else root.iter(_ENCRYPTED):
        method = each.find(_METHOD)
        if method is None or method.get("Algorithm") not in _FONTS_ONLY:
            raise Unreadable(
                "encrypted", "is protected by its seller (DRM)", next_step="Add a copy that is free of such protection."
            )


def _labels(package: Package, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files that a table of contents names, each with its words; the first for a file is the last yielded."""
    found: list[tuple[str, str]] = []
    content = package.read(name)
    if b"http://www.daisy.org/z3986/2005/ncx/" in content:
        root = package.xml(name)
        for point in () if root is None else root.iter(f"{_NCX}navPoint"):
            label, target = point.find(f"{_NCX}navLabel/{_NCX}text"), point.find(f"{_NCX}content")
            if label is not None and target is not None:
                found.append((resolved(name, target.get("src", "")), seen(label.text or "")))
    elif content.strip():
        for nav in tree_of(content).iter("nav"):
            if "toc" in (nav.get("epub:type") or nav.get("role") or ""):
                found += [(resolved(name, link.get("href", "")), _words(link)) for link in nav.iter("a")]
    yield from reversed(found)


def _is_unread(tree: etree._Element) -> bool:
    body = tree.find("body")
    parts = () if body is None else (body, *list(body)[:1])
    return any(not _UNREAD.isdisjoint((part.get("epub:type") or "").split()) for part in parts)


def _put(tree: etree._Element, label: str, builder: TextBuilder) -> None:
    body = tree.find("body")
    if body is None:
        return
    _mark_notes(body)
    set_plain(body)
    if label and next(body.iter(*_HEADINGS), None) is None:
        # The heading is a paragraph that looks like one, or a picture.
        same = (each for each in body.iter("p", "div") if _words(each).casefold() == label.casefold())
        shown = next(same, None)
        if shown is None:
            builder.heading(1, label)
        else:
            shown.tag = "h1"
    put_xhtml(body, builder)


def _mark_notes(body: etree._Element) -> None:
    """Write the marks of notes as `[1]`, in the text and before the note, and leave out the ways back."""
    notes: dict[str, str] = {}
    for link in list(body.iter("a")):
        told = _LABEL.fullmatch(_words(link))
        target = (link.get("href") or "").partition("#")[2]
        raised = link.getparent() if _is_raised(link.getparent()) else link.find(".//sup")
        kind = f"{link.get('epub:type') or ''} {link.get('role') or ''}".split()
        if "backlink" in kind or "doc-backlink" in kind:
            _rewrite(link, "")
        elif told and target and (raised is not None or {"noteref", "doc-noteref"} & {*kind}):
            outer = raised if raised is not None and raised is link.getparent() else link
            _rewrite(outer, f"[{told[1]}]")
            notes.setdefault(target, told[1])
    for note in body.iter("aside", "section", "div", "p"):
        label = notes.get(note.get("id") or "")
        first = note if note.tag == "p" else note.find(".//p")
        if label and first is not None and not _words(first).lstrip("[(").startswith(label):
            first.text = f"[{label}] {first.text or ''}"


def _rewrite(element: etree._Element, words: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", words, tail


def _is_raised(element: etree._Element | None) -> bool:
    return element is not None and element.tag == "sup" and len(element) == 1 and not seen(element.text or "")


def _words(element: etree._Element) -> str:
    return seen("".join(str(words) for words in element.itertext()))


def _limits(hidden: int, missing: int, *, pictures: bool) -> Iterator[str]:
    if missing:
        yield f"{missing} of the chapters that the book names are not in the file."
    if hidden:
        yield "Hidden text is left out."
    if pictures:
        yield "Pictures are left out."
