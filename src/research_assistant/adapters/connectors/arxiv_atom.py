"""arXiv's answers: Atom feeds, and the works in them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from research_assistant.adapters.connectors.journal_ref import journal_of
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Page
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.location import Location
from research_assistant.domain.naming import author_name
from research_assistant.domain.notices import Notice, kind_of_comment
from research_assistant.domain.registers import arxiv_name
from research_assistant.domain.work import Extent, Identifier, Name, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.text import clean
from research_assistant.kit.urls import page_url

NAME = "arxiv"

KEPT = "arxiv:"
"""Before the names of what CSL has no variable for: `arxiv:version`, `arxiv:updated`, `arxiv:comment`."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PDF = "application/pdf"
_PROLOGUE = 1_000
_LONGEST_TITLE = 2_000


def read_feed(content: bytes) -> Page:
    """Return the works of a feed; one that says nothing a work could be made of is refused by its place.

    Raises:
        NotAnAnswer: It is no Atom feed, or arXiv says in it what was wrong with the request.
    """
    feed = _parsed(content)
    entries: list[Entry] = []
    refused: list[str] = []
    found = feed.findall(f"{_ATOM}entry")
    for number, element in enumerate(found, start=1):
        if "/api/errors" in _path(_text(element, f"{_ATOM}id")):
            raise NotAnAnswer(f"it says that something was wrong with the request: {_text(element, f'{_ATOM}summary')}")
        entry = _entry(element)
        if entry is None:
            refused.append(f"arXiv's entry {number} was left out: it has neither a title nor an address.")
        else:
            entries.append(entry)
    total, start = (_number(feed, f"{_OPENSEARCH}{name}") for name in ("totalResults", "startIndex"))
    more = bool(found) and (total is None or (start or 0) + len(found) < total)
    return Page(entries=tuple(entries), refused=tuple(refused), total=total, more=more)


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        feed = etree.fromstring(content, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAnAnswer("it sent what is no well-formed XML") from error
    if feed.tag != f"{_ATOM}feed" or b"<!DOCTYPE" in content[:_PROLOGUE].replace(b"\0", b""):
        raise NotAnAnswer("it sent what is no Atom feed")
    return feed


def _entry(element: etree._Element) -> Entry | None:
    links = {_relation(each): page_url(each.get("href", "")) for each in element.iterfind(f"{_ATOM}link")}
    address = _text(element, f"{_ATOM}id")
    named = arxiv_name(_path(address))
    url = links.get("alternate") or page_url(address)
    title = _text(element, f"{_ATOM}title")
    if not title and not url:
        return None
    return Entry(
        work=_work(element, title=title[:_LONGEST_TITLE] or url, url=url, name=named or ("", "")),
        abstract=element.findtext(f"{_ATOM}summary") or "",
        locations=tuple(_locations(links.get("pdf", ""))),
    )


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _relation(link: etree._Element) -> str:
    return "pdf" if link.get("type") == _PDF else link.get("rel", "")


def _locations(pdf: str) -> Iterator[Location]:
    if pdf:
        yield Location(url=pdf, media_type=_PDF, extent=Extent.FULL_TEXT, connector=NAME)


def _work(element: etree._Element, *, title: str, url: str, name: tuple[str, str]) -> Work:
    identifier, version = name
    published = date_of(_text(element, f"{_ATOM}published"))
    reference = _text(element, f"{_ARXIV}journal_ref")
    identifiers = (
        *(Identifier(scheme="doi", value=doi) for doi in _dois(element)),
        *([Identifier(scheme="arxiv", value=identifier)] if identifier else []),
    )
    work = Work(
        title=title,
        authors=tuple(_authors(element)),
        year=int(published[:4]) if published else None,
        type="article",
        url=url,
        identifiers=identifiers,
        issued=published,
        extra=_extra(element, version=version, reference=reference),
        notices=tuple(_notices(element, version=f"arxiv:{identifier}" if _dois(element) else "")),
    )
    return journal_of(work, reference) if reference or Likeness(work).published else work


def _notices(element: etree._Element, *, version: str) -> Iterator[Notice]:
    """Yield that arXiv's version was withdrawn; a version that a journal published stands nevertheless."""
    said = (_text(element, f"{_ARXIV}comment"), _text(element, f"{_ATOM}summary"))
    if kind := next(filter(None, map(kind_of_comment, said)), None):
        yield Notice(kind=kind, said_by=NAME, version=version)


def _dois(element: etree._Element) -> list[str]:
    told = (_told(each) for each in element.iterfind(f"{_ARXIV}doi"))
    return list(dict.fromkeys(doi.rstrip(",;") for each in told for doi in _DOI.findall(each)))


def _authors(element: etree._Element) -> Iterator[Name]:
    for each in element.iterfind(f"{_ATOM}author/{_ATOM}name"):
        if (name := author_name(_told(each))) is not None:
            yield name


def _extra(element: etree._Element, *, version: str, reference: str) -> dict[str, str]:
    category = element.find(f"{_ARXIV}primary_category")
    found = {
        "version": version,
        "updated": _text(element, f"{_ATOM}updated"),
        "category": "" if category is None else clean(category.get("term", "")),
        "comment": _text(element, f"{_ARXIV}comment"),
        "journal_ref": reference,
    }
    return {f"{KEPT}{name}": value for name, value in found.items() if value}


def _number(element: etree._Element, path: str) -> int | None:
    text = _text(element, path)
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _told(found)


def _told(element: etree._Element) -> str:
    return " ".join(clean("".join(map(str, element.itertext()))).split())
