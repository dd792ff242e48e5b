"""What a web page says of itself for machines: meta tags, links, JSON-LD and microdata, each under its own name."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice

from lxml import etree

from research_assistant.adapters.extract.blocks import seen
from research_assistant.domain.markup import plain

_MOST = 5_000
"""Meta tags, authors among them: the longest lists of authors have about three thousand names."""
_LONGEST = 2_000
"""Code points of one value."""
_LONGEST_SCRIPT = 1_000_000
_MOST_SCRIPTS = 50
_DEEPEST = 6
_BELOW_HEADING = 80
_LONGEST_LINE = 80
_BELOW = {
    "class:byline": re.compile(r"\b(?:byline|author)s?(?:[_-]*name)?\b"),
    "class:date": re.compile(r"\b(?:date|dateline|datetime|published|pubdate|timestamp)\b"),
}

Item = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFields:
    """What the head of a page tells, and the marks in its body.

    Attributes:
        meta: Values of meta tags by name, property or `itemprop`, in lower case and in their order.
        links: Addresses by the relation that they stand in: `canonical`, `license`.
        items: Objects of schema.org that its JSON-LD holds, in their order, those inside others too.
        marked: Words of elements by their `itemprop`; under `rel:author` those of links to authors, and under
            `class:byline` and `class:date` those below the heading whose class says so.
        title: Of the browser's window.
        heading: The words of its `h1`, if it has exactly one.
        language: What the root element says.
    """

    meta: Mapping[str, Sequence[str]]
    links: Mapping[str, Sequence[str]]
    items: Sequence[Item]
    marked: Mapping[str, Sequence[str]]
    title: str
    heading: str
    language: str

    def first(self, *names: str) -> str:
        """Return the first value that one of the meta tags has."""
        return next((values[0] for name in names if (values := self.meta.get(name))), "")

    def every(self, *names: str) -> Sequence[str]:
        """Return all values of the first of the meta tags that has any."""
        return next((values for name in names if (values := self.meta.get(name))), ())


def fields_of(root: etree._Element) -> PageFields:
    """Return what the page says of itself."""
    meta: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    marked: dict[str, list[str]] = {}
    for element in islice(root.iter("meta"), _MOST):
        name = element.get("name") or element.get("property") or element.get("itemprop") or element.get("http-equiv")
        _put(meta, (name or "").lower().strip(), element.get("content"))
    for element in islice(root.iter("link", "a"), 10 * _MOST):
        for relation in (element.get("rel") or "").lower().split():
            if relation == "license" or (relation == "canonical" and element.tag == "link"):
                _put(links, relation, element.get("href"))
            if element.tag == "a" and relation == "author":
                _put(marked, "rel:author", _words(element))
    for element in root.iterfind(".//*[@itemprop]"):
        told = element.get("datetime") or element.get("content") or _words(element)
        for name in (element.get("itemprop") or "").lower().split():
            _put(marked, name, told)
    for element in root.iterfind(".//time[@datetime]"):
        _put(marked, "time:pubdate" if element.get("pubdate") is not None else "time", element.get("datetime"))
    for name, words in _below_heading(root):
        _put(marked, name, words)
    headings = [words for element in islice(root.iter("h1"), 3) if (words := _words(element))]
    title = root.find(".//title")
    return PageFields(
        meta=meta,
        links=links,
        items=list(_items(root)),
        marked=marked,
        title=plain(_words(title)) if title is not None else "",
        heading=headings[0] if len(headings) == 1 else "",
        language=root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or "",
    )


def told(value: object) -> str:
    """Return the words of a value of JSON-LD: itself, its name, or those of the first in a list."""
    match value:
        case str() | int() | float():
            return plain(seen(str(value))[:_LONGEST])
        case [first, *_]:
            return told(first) if not isinstance(first, list) else ""
        case {"@value": words} | {"name": words} | {"@id": words} if isinstance(words, str):
            return plain(seen(words)[:_LONGEST])
        case _:
            return ""


def _below_heading(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what stands soon below the page's heading under a class named for authors or dates."""
    heading = next(root.iter("h1"), None)
    if heading is None:
        return
    tree = heading.getroottree().iter("*")
    below = dropwhile(lambda each: each is not heading, tree)
    for element in islice(below, 1, _BELOW_HEADING):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:_LONGEST]
        for name, told_by in _BELOW.items():
            if told_by.search(names) and len(words := _words(element, " ")) <= _LONGEST_LINE:
                yield name, words


def _put(fields: dict[str, list[str]], name: str, value: str | None) -> None:
    words = plain(seen((value or "")[:_LONGEST]))
    if name and words:
        fields.setdefault(name, []).append(words)


def _words(element: etree._Element, between: str = "") -> str:
    return seen(between.join(islice((str(piece) for piece in element.itertext()), _MOST)))[:_LONGEST]


def _items(root: etree._Element) -> Iterator[Item]:
    scripts = (each for each in root.iter("script") if "ld+json" in (each.get("type") or "").lower())
    for script in islice(scripts, _MOST_SCRIPTS):
        text = (script.text or "")[:_LONGEST_SCRIPT].strip()
        try:
            parsed = json.loads(text.removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _inside(parsed, 0)


def _inside(value: object, depth: int) -> Iterator[Item]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _inside(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _inside(value.get(name), depth + 1)
