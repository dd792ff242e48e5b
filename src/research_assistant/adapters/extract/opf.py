"""The package document of an EPUB book: what it says of the book, and in which order its files are read."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from research_assistant.adapters.extract.blocks import seen
from research_assistant.adapters.extract.fields import Fields, work_of
from research_assistant.adapters.extract.people import person
from research_assistant.adapters.extract.properties import language_code
from research_assistant.adapters.extract.titles import told_title
from research_assistant.domain.work import Name, Work

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_UNREAD = frozenset(("cover", "toc", "landmarks", "page-list", "loi", "lot"))
_ROLES = {"aut": "author", "": "author", "edt": "editor", "trl": "translator", "ill": "illustrator"}
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?!\d)")
_ISBN = re.compile(r"(?:urn:)?(?:isbn:?\s*)?((?:97[89])?\d{9}[\dX])", re.IGNORECASE)
_HTML = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a package document tells.

    Attributes:
        title: With its subtitle; empty where none is told.
        creators: By their CSL variable: `author`, `editor`, `translator`.
        issued: The date of publication (`2011-10`), or empty.
        language: ISO 639-1, or empty.
        licence: The rights that are told.
        variables: `publisher`, `ISBN`, `keyword`.
        identifier: A DOI, or empty.
        chapters: Paths of the files to read, in order; covers and tables of contents are not among them.
        contents: Paths of the files that hold the table of contents: `nav` and `ncx`.
    """

    title: str
    creators: Mapping[str, tuple[Name, ...]]
    issued: str
    language: str
    licence: str
    variables: Mapping[str, str]
    identifier: str
    chapters: tuple[str, ...]
    contents: tuple[str, ...]

    def work(self, title: str) -> Work:
        """Return the work of this title."""
        made = work_of(Fields({"doi": self.identifier, "year": self.issued}), title=title, collection="")
        return Work(
            title=title,
            authors=self.creators.get("author", ()),
            year=made.year,
            type="book",
            identifiers=made.identifiers,
            issued=self.issued if len(self.issued) > 4 else "",
            creators={role: names for role, names in self.creators.items() if role != "author"},
            variables=self.variables,
        )


def book_of(root: etree._Element, path: str) -> Book:
    """Return what the package document at `path` tells."""
    refined = _refined(root)
    identifiers = [seen(each.text or "") for each in root.iter(f"{_DC}identifier")]
    variables = {
        "publisher": _first(root, "publisher"),
        "ISBN": next((isbn[1] for one in identifiers if (isbn := _ISBN.fullmatch(one.replace("-", "")))), ""),
        "keyword": ", ".join(words for each in root.iter(f"{_DC}subject") if (words := seen(each.text or ""))),
    }
    return Book(
        title=_title(root, refined),
        creators=_creators(root, refined),
        issued=_issued(root),
        language=language_code(_first(root, "language")),
        licence=_first(root, "rights"),
        variables={name: value for name, value in variables.items() if value},
        identifier=next((one for one in identifiers if re.search(r"\b10\.\d{4,9}/", one)), ""),
        chapters=tuple(dict.fromkeys(_chapters(root, path))),
        contents=tuple(_contents(root, path)),
    )


def resolved(base: str, href: str) -> str:
    """Return the path inside the book that `href`, in the file `base`, points at, without its fragment."""
    target = unquote(href.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(base), target)) if target else ""


def _first(root: etree._Element, name: str) -> str:
    return next((words for each in root.iter(_DC + name) if (words := seen(each.text or ""))), "")


def _refined(root: etree._Element) -> Mapping[tuple[str, str], str]:
    """Return what EPUB 3 adds to elements, by their id and the property."""
    return {
        (each.get("refines", "").lstrip("#"), each.get("property", "")): seen(each.text or "")
        for each in root.iter(f"{_OPF}meta")
        if each.get("refines")
    }


def _title(root: etree._Element, refined: Mapping[tuple[str, str], str]) -> str:
    titles = [(refined.get((each.get("id", ""), "title-type"), "main"), each) for each in root.iter(f"{_DC}title")]
    told = [
        next((words for kind, each in titles if kind == wanted and (words := told_title(each.text or ""))), "")
        for wanted in ("main", "subtitle")
    ]
    return ": ".join(part for part in told if part)


def _creators(root: etree._Element, refined: Mapping[tuple[str, str], str]) -> Mapping[str, tuple[Name, ...]]:
    made: dict[str, tuple[Name, ...]] = {}
    for tag, usual in ((f"{_DC}creator", "aut"), (f"{_DC}contributor", "ctb")):
        for each in root.iter(tag):
            own = each.get("id", "")
            role = _ROLES.get(refined.get((own, "role")) or each.get(f"{_OPF}role") or usual)
            name = _name(seen(each.text or ""), refined.get((own, "file-as")) or each.get(f"{_OPF}file-as") or "")
            if role and name:
                made[role] = (*made.get(role, ()), name)
    return made


def _name(shown: str, filed: str) -> Name | None:
    """Return the name; the form for sorting tells its parts where it is made of the same words."""
    family, _, given = (part.strip() for part in filed.partition(","))
    if given and sorted(f"{family} {given}".split()) == sorted(shown.split()):
        return Name(family=family, given=given)
    return person(shown) if shown.casefold() not in {"unknown", "anonymous", "various"} else None


def _issued(root: etree._Element) -> str:
    dates = {each.get(f"{_OPF}event", ""): seen(each.text or "") for each in reversed(list(root.iter(f"{_DC}date")))}
    told = _DAY.match(dates.get("publication") or dates.get("original-publication") or dates.get("") or "")
    # Calibre writes the year 101 where it knows none.
    return told[0] if told and not told[0].startswith("0") else ""


def _chapters(root: etree._Element, path: str) -> Iterator[str]:
    items = {each.get("id", ""): each for each in root.iter(f"{_OPF}item")}
    unread = {
        resolved(path, each.get("href", "")) for each in root.iter(f"{_OPF}reference") if each.get("type") in _UNREAD
    }
    for each in root.iter(f"{_OPF}itemref"):
        item = items.get(each.get("idref", ""))
        if item is None or "nav" in item.get("properties", "").split() or item.get("media-type") not in _HTML:
            continue
        target = resolved(path, item.get("href", ""))
        if target and target not in unread:
            yield target


def _contents(root: etree._Element, path: str) -> Iterator[str]:
    for each in root.iter(f"{_OPF}item"):
        is_nav = "nav" in each.get("properties", "").split()
        if is_nav or each.get("media-type") == "application/x-dtbncx+xml":
            yield resolved(path, each.get("href", ""))
