"""Semantic Scholar: literature of all fields with abstracts, by its Academic Graph.

The service: https://api.semanticscholar.org/api-docs/graph.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from research_assistant.adapters.connectors.place import Page
from research_assistant.adapters.connectors.semantic_scholar_records import NAME, read_papers
from research_assistant.adapters.connectors.terms import fitting, terms_of
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_ON_A_PAGE = 100
"""Entries; more are refused."""

_LONGEST = 300
_FIRST, _LAST = 1500, 2999
_WANTED = """
    abstract authors citationCount externalIds journal openAccessPdf publicationDate publicationTypes publicationVenue
    title url venue year
"""
_FIELDS = ",".join(_WANTED.split())
_NAMES = {
    "doi": (re.compile(r"10\.\d{4,9}/\S+"), "DOI:{}"),
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z-]{2,})?/\d{7}"), "ARXIV:{}"),
    "pmid": (re.compile(r"\d{1,9}"), "PMID:{}"),
    "pmcid": (re.compile(r"(?:PMC)?(?P<digits>\d{1,9})"), "PMCID:{}"),
}


class SemanticScholarPlace:
    """Semantic Scholar; without a key, all who have none share one limit."""

    name = NAME
    title = "Semantic Scholar"
    knows = frozenset({"year_from", "year_to"})
    most_pages = 4
    schemes = tuple(_NAMES)
    advice: Mapping[int, str] = {
        401: "Look at SEMANTIC_SCHOLAR_API_KEY.",
        403: "Look at SEMANTIC_SCHOLAR_API_KEY: a key that is not known is refused.",
        429: (
            "Ask again in some minutes, or set SEMANTIC_SCHOLAR_API_KEY: without a key, requests are counted together "
            "with those of everybody else."
        ),
    }

    def __init__(self, url: str, key: str = "") -> None:
        self._url = below(url, "/graph/v1")
        self._headers = {"x-api-key": key} if key else {}

    def wordings(self, text: str) -> Sequence[str]:
        """Return the terms of the text as plain words: it has no operators, and finds no word with a hyphen."""
        terms = fitting(terms_of(text), longest=_LONGEST)
        return (" ".join(terms),) if terms else ()

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return the request."""
        size = min(limit, MOST_ON_A_PAGE)
        asked = {"query": wording, "offset": (page - 1) * size, "limit": size, "fields": _FIELDS}
        if years := _years(scope):
            asked["year"] = years
        return self._asked(f"/paper/search?{urlencode(asked)}")

    def lookup(self, identifier: Identifier) -> Request | None:
        """Return what is asked for the one work of a DOI, an arXiv id, a PMID or a PMCID; nothing for other names."""
        pattern, form = _NAMES.get(identifier.scheme, (None, ""))
        found = pattern.fullmatch(identifier.value) if pattern else None
        if found is None:
            return None
        name = form.format(found.groupdict().get("digits", found[0]))
        return self._asked(f"/paper/{quote(name, safe=':')}?{urlencode({'fields': _FIELDS})}")

    def read(self, content: bytes) -> Page:
        """Return the works of an answer with many works, or with one.

        Raises:
            NotAnAnswer: It is none, or the service says in it what was wrong with the request.
        """
        return read_papers(content)

    def _asked(self, path: str) -> Request:
        return Request(
            url=f"{self._url}{path}",
            service=NAME,
            headers=self._headers,
            media_types=("application/json",),
            most_bytes=20_000_000,
        )


def _years(scope: Scope) -> str:
    if scope.year_from is None and scope.year_to is None:
        return ""
    ends = (scope.year_from, scope.year_to)
    return "-".join("" if year is None else str(min(max(year, _FIRST), _LAST)) for year in ends)
