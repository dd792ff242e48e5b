"""What kind of file some bytes are: they themselves are asked first, then the name and the media type."""

import re
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from research_assistant.adapters.extract.extracted import Reader, Unreadable
from research_assistant.adapters.extract.packed import Package

_HEAD = 64 * 1024
_PACKS = (".xz", ".gz")
_PROLOGUE = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s)*", re.DOTALL | re.IGNORECASE)
_JATS = re.compile(rb"<(?:\w+:)?(?:article|pmc-articleset)[\s>]")
_JATS_PARTS = re.compile(rb"<(?:front|article-meta|journal-meta)[\s/>]|//NLM//|JATS")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAGGED = re.compile(rb"(?:TY  - |PMID- ?\d|FN |PT [JBSP]\s)")
_BIBTEX = re.compile(rb"(?:^|\n)\s*@\s*\w+\s*[{(]")
_OTHERS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"%!PS": "PostScript",
    b"PK": "an archive",
    b"7z\xbc\xaf": "an archive",
}
_RESAVED = ("an old Office file", "an RTF file")

SAVE_AS = "Open it in the program it was made with and save it as DOCX."
"""What is advised where a program can write a file anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file that there is a reader for.

    Attributes:
        name: What people call it.
        extractor: Name and version of its reader, part of every document's id.
        reader: Module and function, loaded when the first file of the kind comes.
        suffixes: How names of such files end.
        media_types: The first one is the kind's own.
    """

    name: str
    extractor: str
    reader: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]

    def load(self) -> Reader:
        """Return the reader."""
        module, _, function = self.reader.partition(":")
        return cast("Reader", getattr(import_module(f"{__package__}.{module}"), function))


MARKDOWN = Kind(
    name="Markdown",
    extractor="markdown/1",
    reader="markdown:read_markdown",
    suffixes=(".md", ".markdown"),
    media_types=("text/markdown", "text/x-markdown"),
)
TEXT = Kind(
    name="text",
    extractor="text/1",
    reader="plain:read_text",
    suffixes=(".txt", ".text"),
    media_types=("text/plain",),
)
LINES = Kind(
    name="records",
    extractor="record/1",
    reader="records:read_records",
    suffixes=(".jsonl", ".ndjson"),
    media_types=("application/jsonl", "application/x-ndjson"),
)
CSV = Kind(
    name="records",
    extractor="record/1",
    reader="records:read_records",
    suffixes=(".csv",),
    media_types=("text/csv",),
)
BIBTEX = Kind(
    name="BibTeX",
    extractor="reference/1",
    reader="references:read_references",
    suffixes=(".bib", ".bibtex"),
    media_types=("application/x-bibtex", "text/x-bibtex"),
)
TAGGED = Kind(
    name="RIS or nbib",
    extractor="reference/1",
    reader="references:read_references",
    suffixes=(".ris", ".nbib"),
    media_types=("application/x-research-info-systems", "application/nbib"),
)
CSL = Kind(
    name="CSL-JSON",
    extractor="reference/1",
    reader="references:read_references",
    suffixes=(".json",),
    media_types=("application/vnd.citationstyles.csl+json", "application/json"),
)

DOCX = Kind(
    name="Word",
    extractor="docx/2",
    reader="docx:read_docx",
    suffixes=(".docx", ".docm"),
    media_types=(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.ms-word.document.macroenabled.12",
    ),
)
ODT = Kind(
    name="OpenDocument",
    extractor="odt/2",
    reader="odt:read_odt",
    suffixes=(".odt",),
    media_types=("application/vnd.oasis.opendocument.text",),
)
EPUB = Kind(
    name="EPUB",
    extractor="epub/1",
    reader="epub:read_epub",
    suffixes=(".epub",),
    media_types=("application/epub+zip",),
)
HTML = Kind(
    name="HTML",
    extractor="html/2",
    reader="html:read_html",
    suffixes=(".html", ".htm", ".xhtml"),
    media_types=("text/html", "application/xhtml+xml"),
)
JATS = Kind(
    name="JATS",
    extractor="jats/1",
    reader="jats:read_jats",
    suffixes=(".xml", ".nxml"),
    media_types=("application/jats+xml", "application/xml", "text/xml"),
)
PDF = Kind(
    name="PDF",
    extractor="pdf/1",
    reader="pdf.reading:read_pdf",
    suffixes=(".pdf",),
    media_types=("application/pdf", "application/x-pdf"),
)

KINDS = (PDF, DOCX, ODT, EPUB, HTML, JATS, MARKDOWN, TEXT, LINES, CSV, BIBTEX, TAGGED, CSL)

READABLE = (
    "PDF, Word (.docx), OpenDocument (.odt), EPUB, HTML, JATS (.xml), Markdown (.md), text (.txt), "
    "records (.jsonl, .csv), references (.bib, .ris, .nbib, CSL-JSON as .json); also packed as .xz or .gz"
)
"""What is said where a kind is not known."""

SUFFIXES = tuple(f"{suffix}{pack}" for kind in KINDS for suffix in kind.suffixes for pack in ("", *_PACKS))
"""How the names of readable files end: what is taken from a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A kind, and what is to be said of how it was found.

    Attributes:
        doubt: A sentence where name and content disagree; empty where they do not.
    """

    kind: Kind
    doubt: str = ""


def plain_name(name: str) -> str:
    """Return the name without the suffix of a packer."""
    return next((name[: -len(pack)] for pack in _PACKS if name.lower().endswith(pack)), name)


def kind_of(content: bytes, *, name: str, media_type: str = "") -> Recognised:
    """Return the kind of unpacked `content`.

    Raises:
        Unreadable: Neither the content nor what is said of it tells a kind that can be read.
    """
    said = _said(name, media_type)
    shown = _shown(content)
    if shown is None:
        kind = said or _guessed(content, name)
        if kind is None:
            raise _unknown(content)
        return Recognised(kind=kind)
    if said is None or shown == said:
        return Recognised(kind=shown)
    return Recognised(kind=shown, doubt=f"The file is called {said.name} and holds {shown.name}.")


def _said(name: str, media_type: str) -> Kind | None:
    ending = plain_name(name).lower()
    media = media_type.partition(";")[0].strip().lower()
    by_name = next((kind for kind in KINDS if ending.endswith(kind.suffixes)), None)
    return by_name or next((kind for kind in KINDS if media in kind.media_types), None)


def _shown(content: bytes) -> Kind | None:
    """Return the kind that the bytes show beyond doubt."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _packed_kind(content)
    prologue = match[0] if (match := _PROLOGUE.match(head)) else b""
    root = head[len(prologue) :]
    if _HTML.match(root) or _HTML.search(prologue):
        return HTML
    return JATS if _JATS.match(root) and _JATS_PARTS.search(head) else None


def _packed_kind(content: bytes) -> Kind | None:
    try:
        package = Package(content)
    except Unreadable:
        return None
    if package.has_folder("word"):
        return DOCX
    if "META-INF/container.xml" in package:
        return EPUB
    return ODT if "content.xml" in package and "styles.xml" in package else None


def _guessed(content: bytes, name: str) -> Kind | None:
    """Return the likeliest kind of text whose name says nothing."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or head.startswith(tuple(_OTHERS)) or "." in name.strip("."):
        return None
    if head.startswith(b"["):
        return CSL
    if head.startswith(b"{"):
        return LINES if head.partition(b"\n")[0].rstrip().endswith(b"}") else CSL
    if _TAGGED.match(head):
        return TAGGED
    return BIBTEX if _BIBTEX.search(head) else TEXT


def _unknown(content: bytes) -> Unreadable:
    what = next((name for magic, name in _OTHERS.items() if content.startswith(magic)), "of a kind")
    if what in _RESAVED:
        return Unreadable("unknown_kind", f"is {what}", next_step=SAVE_AS)
    return Unreadable("unknown_kind", f"is {what} that cannot be read", next_step=f"Add {READABLE}.")
