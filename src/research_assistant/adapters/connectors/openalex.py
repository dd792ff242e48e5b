"""OpenAlex: an index of scholarly works with abstracts, open copies and citations (https://openalex.org, CC0)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from research_assistant.adapters.connectors.openalex_records import NAME, TYPES, read_works
from research_assistant.adapters.connectors.place import Page
from research_assistant.adapters.connectors.terms import MOST_TOGETHER, fitting, terms_of
from research_assistant.domain.query import Scope
from research_assistant.domain.wanted import spelt
from research_assistant.domain.work import Identifier
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_ON_A_PAGE = 100
"""Entries; OpenAlex gives no more, and counts requests, not entries."""

LONGEST = 1_000
"""Characters of a search text: the address of a request may have 4 kB."""

_FIELDS = """
    id doi title publication_year publication_date ids language primary_location type authorships cited_by_count biblio
    is_retracted locations best_oa_location abstract_inverted_index
"""
_SELECTED = ",".join(_FIELDS.split())
_FIRST, _LAST = 1000, 2999
_NAMES: Mapping[str, re.Pattern[str]] = {
    "doi": re.compile(r"10\.\d{4,9}/\S+"),
    "pmid": re.compile(r"\d{1,9}"),
    "pmcid": re.compile(r"PMC\d{1,9}"),
    NAME: re.compile(r"W\d{1,12}"),
}


class OpenAlexPlace:
    """OpenAlex or a mirror of it.

    Its language: https://developers.openalex.org/guides/searching. Only words in capitals, quotation marks and brackets
    are operators, and no term has any.
    """

    name = NAME
    title = "OpenAlex"
    knows = frozenset({"year_from", "year_to", "types", "languages", "preprints"})
    most_pages = 4
    schemes = tuple(_NAMES)
    advice: Mapping[int, str] = {
        401: "Look at OPENALEX_API_KEY: OpenAlex does not know this key.",
        403: "Ask again in some minutes; OpenAlex takes no more requests for now.",
        429: "Set OPENALEX_API_KEY, a free key with which OpenAlex answers more a day, or ask again tomorrow.",
    }

    def __init__(self, url: str, key: str = "") -> None:
        self._url = below(url, "/works")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def wordings(self, text: str) -> Sequence[str]:
        """Return the terms all at once if they are few, then any of them."""
        terms = [f'"{term}"' if " " in term else term for term in fitting(terms_of(text), longest=LONGEST)]
        if len(terms) <= 1:
            return tuple(terms)
        any_of_them = " OR ".join(terms)
        return (" AND ".join(terms), any_of_them) if len(terms) <= MOST_TOGETHER else (any_of_them,)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return the request; retracted works are not left out: that they are is told."""
        size = min(limit, MOST_ON_A_PAGE)
        asked = {"search": wording, "per_page": size, "page": page, "select": _SELECTED}
        if filters := ",".join(_filters(scope)):
            asked["filter"] = filters
        return self._asked(f"{self._url}?{urlencode(asked)}")

    def lookup(self, identifier: Identifier) -> Request | None:
        """Return what is asked for the one work of a DOI, PMID, PMCID or id of OpenAlex; nothing for other names."""
        shape = _NAMES.get(identifier.scheme)
        if shape is None or not shape.fullmatch(identifier.value):
            return None
        name = quote(identifier.value, safe="")
        return self._asked(f"{self._url}/{name if identifier.scheme == NAME else f'{identifier.scheme}:{name}'}")

    def read(self, content: bytes) -> Page:
        """Return the works of an answer.

        Raises:
            NotAnAnswer: It is none with works, or OpenAlex says in it what was wrong with the request.
        """
        return read_works(content)

    def _asked(self, url: str) -> Request:
        return Request(
            url=url,
            service=NAME,
            headers=self._headers,
            media_types=("application/json",),
            most_bytes=20_000_000,
        )


def _filters(scope: Scope) -> Iterator[str]:
    bounds = (("from_publication_date", scope.year_from, "01-01"), ("to_publication_date", scope.year_to, "12-31"))
    for name, year, day in bounds:
        if year is not None:
            yield f"{name}:{min(max(year, _FIRST), _LAST)}-{day}"
    if types := [type_ for type_, csl in TYPES.items() if set(csl) & set(scope.types)]:
        yield f"type:{'|'.join(types)}"
    if scope.languages:
        yield f"language:{'|'.join(spelt(scope.languages))}"
    if not scope.preprints:
        yield "type:!preprint"
