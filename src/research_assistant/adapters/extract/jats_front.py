"""The work that a JATS article is: its front matter, field by field."""

import re
from collections.abc import Iterator

from lxml import etree

from research_assistant.adapters.extract.blocks import seen
from research_assistant.adapters.extract.bylines import name_of
from research_assistant.domain.naming import parted
from research_assistant.domain.work import Identifier, Name, Work
from research_assistant.kit.dates import date_of

KEPT = "jats:"
"""Before the names of what CSL has no variable for: `article-type`, `related-article`."""

_TYPES = {"preprint": "article", "book-review": "review-book", "product-review": "review", "dissertation": "thesis"}
_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "arxiv": "arxiv"}
_ROLES = {"editor": "editor", "translator": "translator", "illustrator": "illustrator"}
_OF_THE_ISSUE = frozenset(("ppub", "collection", "issue-pub", "epub-ppub"))
_NOT_OF_THE_ARTICLE = frozenset(
    ("pmc-release", "nihms-submitted", "retracted", "corrected", "received", "accepted", "rev-recd", "preprint")
)
_LONGEST = 2_000
_LICENCE = 300


def work_of_article(article: etree._Element) -> Work:
    """Return what the article's front says of it; the title may be empty. Names have no namespace."""
    meta = _first(article, "front/article-meta", "front-stub", ".//coredata")
    journal = _first(article, "front/journal-meta", ".//coredata")
    issued = _issued(meta)
    kind = article.get("article-type", "")
    doi_of_kin = [
        (each.get("related-article-type", ""), each.get("href") or words(each))
        for each in meta.iterfind("related-article")
    ]
    submitted = next((_date(each) for each in meta.iterfind("history/date[@date-type='received']")), "")
    return Work(
        title=_title(meta),
        authors=tuple(_people(meta, "author")),
        year=int(issued[:4]) if issued else None,
        type=_TYPES.get(kind, "article-journal"),
        venue=_text(journal, ".//journal-title", "publicationName"),
        url=next((url for each in meta.iter("self-uri") if (url := each.get("href", "")).startswith("http")), ""),
        identifiers=tuple(_identifiers(meta)),
        issued=issued if len(issued) > 4 else "",
        creators={role: people for role in _ROLES if (people := tuple(_people(meta, role)))},
        dates={"submitted": submitted} if submitted else {},
        variables=_variables(meta, journal),
        extra={f"{KEPT}article-type": kind} if kind and not doi_of_kin else _kin(kind, doi_of_kin),
    )


def licence_of(article: etree._Element) -> str:
    """Return the terms of use: an address, or their words; empty where the article states none."""
    for permissions in article.iterfind("front/article-meta/permissions"):
        licence = permissions.find("license")
        if licence is None:
            return _text(permissions, "copyright-statement")[:_LICENCE]
        links = (each.get("href", "") for each in licence.iter("license", "ext-link", "uri"))
        references = (words(each) for each in permissions.iter("license_ref"))
        return next((url for url in (*references, *links) if url), words(licence))[:_LICENCE]
    return _text(article, "front/article-meta/copyright-statement", ".//coredata/openaccessUserLicense")[:_LICENCE]


def language_of_article(article: etree._Element) -> str:
    """Return the ISO 639-1 code that the article states; empty for none."""
    found = re.match(r"([a-z]{2})(?![a-z])", article.get("lang", "").lower())
    return found[1] if found else ""


def words(element: etree._Element) -> str:
    """Return the words of an element without its notes and marks of notes."""
    pieces: list[str] = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, each in events:
        if event == "start" and each.tag in {"xref", "fn", "contrib-group"} and each is not element:
            events.skip_subtree()
        elif event == "start":
            pieces.append(" " if each.tag == "break" else each.text or "")
        if event == "end" and each is not element:
            pieces.append(each.tail or "")
    return seen("".join(pieces))[:_LONGEST]


def _kin(kind: str, related: list[tuple[str, str]]) -> dict[str, str]:
    told = "; ".join(f"{relation} {name}".strip() for relation, name in related)
    kept = {f"{KEPT}article-type": kind, f"{KEPT}related-article": told}
    return {name: value for name, value in kept.items() if value}


def _first(article: etree._Element, *paths: str) -> etree._Element:
    return next((found for path in paths if (found := article.find(path)) is not None), etree.Element("none"))


def _text(element: etree._Element, *paths: str) -> str:
    return next((told for path in paths for each in element.iterfind(path) if (told := words(each))), "")


def _title(meta: etree._Element) -> str:
    title = _text(meta, "title-group/article-title", "title")
    subtitle = _text(meta, "title-group/subtitle")
    return f"{title}: {subtitle}" if title and subtitle else title


def _people(meta: etree._Element, role: str) -> Iterator[Name]:
    for contributor in meta.iterfind("contrib-group/contrib"):
        group = contributor.getparent()
        kind = contributor.get("contrib-type") or (group.get("content-type") if group is not None else "") or ""
        if (kind.rstrip("s") or "author") == role and (name := _name(contributor)) is not None:
            yield name
    if role == "author":
        yield from filter(None, (name_of(words(each)) for each in meta.iterfind("creator")))


def _name(contributor: etree._Element) -> Name | None:
    for name in contributor.iter("name", "string-name", "collab", "on-behalf-of"):
        family = words(surname) if (surname := name.find("surname")) is not None else ""
        if family:
            particle, family = parted(family.split())
            given, suffix = _text(name, "given-names"), _text(name, "suffix")
            return Name(family=family, given=given, particle=particle, suffix=suffix)
        if told := words(name):
            return (name_of(told) if name.tag == "string-name" else None) or Name(literal=told)
    return None


def _issued(meta: etree._Element) -> str:
    """Return the fullest date of the year that the article is cited by: that of its issue, where it has one."""
    dates = [
        (each.get("pub-type") or each.get("date-type") or "", date)
        for each in meta.iterfind("pub-date")
        if (date := _date(each))
    ]
    dates = [(kind, date) for kind, date in dates if kind not in _NOT_OF_THE_ARTICLE] or dates
    years = [date[:4] for kind, date in dates if kind in _OF_THE_ISSUE] or [date[:4] for _, date in dates]
    told = max((date for _, date in dates if date.startswith(years[0])), key=len) if dates else ""
    return told or date_of(_text(meta, "coverDate"))


def _date(element: etree._Element) -> str:
    year, month, day = (_text(element, name) for name in ("year", "month", "day"))
    if month and not month.isdecimal():
        return date_of(f"{day} {month} {year}") or date_of(year)
    return date_of("-".join(filter(None, (year, month, day if month else "")))) or date_of(
        element.get("iso-8601-date", "")
    )


def _identifiers(meta: etree._Element) -> Iterator[Identifier]:
    found = {_SCHEMES.get(each.get("pub-id-type", ""), ""): words(each) for each in meta.iterfind("article-id")}
    found.setdefault("doi", _text(meta, "doi"))
    for scheme in ("doi", "arxiv", "pmid", "pmcid"):
        if value := found.get(scheme):
            value = value.lower() if scheme == "doi" else value
            yield Identifier(scheme=scheme, value=f"PMC{value}" if scheme == "pmcid" and value.isdecimal() else value)


def _variables(meta: etree._Element, journal: etree._Element) -> dict[str, str]:
    first, last = _text(meta, "fpage", "startingPage"), _text(meta, "lpage", "endingPage")
    pages = f"{first}-{last}" if first and last and first != last else first
    made = {
        "container-title-short": _text(journal, ".//abbrev-journal-title", "journal-id[@journal-id-type='iso-abbrev']"),
        "volume": _text(meta, "volume"),
        "issue": _text(meta, "issue", "issueIdentifier"),
        "page": pages or _text(meta, "elocation-id", "pageRange"),
        "ISSN": ", ".join(dict.fromkeys(words(each) for each in journal.iterfind("issn"))),
        "publisher": _text(journal, "publisher/publisher-name", "publisher"),
        "publisher-place": _text(journal, "publisher/publisher-loc"),
        "keyword": ", ".join(dict.fromkeys(words(each) for each in meta.iterfind("kwd-group/kwd"))),
    }
    return {name: value for name, value in made.items() if value}
