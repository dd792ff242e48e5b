"""Crossref: the register of DOIs of scholarly works (https://api.crossref.org, CC0)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from research_assistant.adapters.connectors.crossref_records import NAME, TYPES, read_works
from research_assistant.adapters.connectors.place import Page
from research_assistant.adapters.connectors.terms import fitting, terms_of
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_ON_A_PAGE = 100
"""Entries; Crossref gives up to 1,000, in minutes."""

LONGEST = 1_000
"""Characters of a search text."""

_FIELDS = """
    DOI URL abstract article-number author chair container-title degree editor event is-referenced-by-count ISBN ISSN
    issue issued license link page posted published-online published-print publisher publisher-location relation
    short-container-title subtitle title translator type update-to updated-by volume
"""
_SELECTED = ",".join(_FIELDS.split())
"""What is read of a record and may be selected; `language`, `subtype` and `institution` may not."""

_FIRST, _LAST = 1000, 2999
_DOI = re.compile(r"10\.\d{4,9}/\S+")


class CrossrefPlace:
    """Crossref or a mirror of it; whoever asks is told by the fetcher's User-Agent, which opens the polite pool."""

    name = NAME
    title = "Crossref"
    knows = frozenset({"year_from", "year_to", "types"})
    most_pages = 4
    schemes = ("doi",)
    advice: Mapping[int, str] = {
        400: "Look at CROSSREF_URL: it has to be Crossref's interface for programs.",
        429: "Set CONTACT_EMAIL, with which Crossref takes more requests, or ask again in a minute.",
    }

    def __init__(self, url: str) -> None:
        self._url = below(url, "/works")

    def wordings(self, text: str) -> Sequence[str]:
        """Return the terms of the text; Crossref has no operators and puts first what has most of them."""
        terms = fitting(terms_of(text), longest=LONGEST)
        return (" ".join(terms),) if terms else ()

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return the request; the years are those of the first publication."""
        size = min(limit, MOST_ON_A_PAGE)
        asked = {"query.bibliographic": wording, "rows": size, "offset": (page - 1) * size, "select": _SELECTED}
        if filters := ",".join(_filters(scope)):
            asked["filter"] = filters
        return self._asked(f"{self._url}?{urlencode(asked)}")

    def lookup(self, identifier: Identifier) -> Request | None:
        """Return what is asked for the one work of a DOI; nothing for other names."""
        if identifier.scheme != "doi" or not _DOI.fullmatch(identifier.value):
            return None
        return self._asked(f"{self._url}/{quote(identifier.value, safe='')}")

    def read(self, content: bytes) -> Page:
        """Return the works of an answer.

        Raises:
            NotAnAnswer: It is none with works, or Crossref says in it what was wrong with the request.
        """
        return read_works(content)

    def _asked(self, url: str) -> Request:
        return Request(url=url, service=NAME, media_types=("application/json",), most_bytes=20_000_000)


def _filters(scope: Scope) -> Iterator[str]:
    bounds = (("from-pub-date", scope.year_from, "01-01"), ("until-pub-date", scope.year_to, "12-31"))
    for name, year, day in bounds:
        if year is not None:
            yield f"{name}:{min(max(year, _FIRST), _LAST)}-{day}"
    yield from (f"type:{type_}" for type_, csl in TYPES.items() if csl in scope.types)
