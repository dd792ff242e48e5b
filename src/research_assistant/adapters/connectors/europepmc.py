"""Europe PMC: the literature of the life sciences with abstracts, preprints and open full texts.

The service: https://europepmc.org/RestfulWebService; its query language: https://europepmc.org/searchsyntax.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from research_assistant.adapters.connectors.europepmc_records import NAME, PMCID, read_results
from research_assistant.adapters.connectors.place import Page
from research_assistant.adapters.connectors.terms import MOST_TOGETHER, fitting, terms_of
from research_assistant.domain.query import Scope
from research_assistant.domain.work import Identifier
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_AT_ONCE = 400
"""Entries of the one page that is asked for; the service gives up to 1,000.

A second page would be named by a mark in the first one, and is not needed: a query takes 200 sources at most.
"""

_LONGEST = 1_000
_FIRST, _LAST = 1500, 2999
_NAMES = {
    "pmid": (re.compile(r"\d{1,9}"), "EXT_ID:{} AND SRC:MED"),
    "pmcid": (PMCID, "PMCID:{}"),
    "doi": (re.compile(r'10\.\d{4,9}/[^\s"\\]+'), 'DOI:"{}"'),
}


class EuropePmcPlace:
    """Europe PMC or a mirror of it."""

    name = NAME
    title = "Europe PMC"
    knows = frozenset({"year_from", "year_to", "preprints"})
    most_pages = 1
    schemes = tuple(_NAMES)
    advice: Mapping[int, str] = {
        403: "Set CONTACT_EMAIL, so that Europe PMC knows who asks, and ask again in some hours.",
        404: "Look at EUROPEPMC_URL: it has to be Europe PMC's interface for programs.",
        429: "Ask again in a minute, or raise EUROPEPMC_SECONDS_BETWEEN.",
    }

    def __init__(self, url: str) -> None:
        self._base = url.rstrip("/").removesuffix("/search")
        self._url = below(url, "/search")

    def wordings(self, text: str) -> Sequence[str]:
        """Return the terms all at once in titles and abstracts, if they are few, then any of them."""
        terms = [f'TITLE_ABS:"{term}"' for term in fitting(terms_of(text), longest=_LONGEST)]
        if len(terms) <= 1:
            return terms
        any_of_them = " OR ".join(terms)
        return (" AND ".join(terms), any_of_them) if len(terms) <= MOST_TOGETHER else (any_of_them,)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:  # noqa: ARG002 - there is one page
        """Return the request; languages are not asked for, since records of preprints tell none."""
        return self._asked(" ".join([f"({wording})", *_filters(scope)]), size=min(limit, MOST_AT_ONCE))

    def lookup(self, identifier: Identifier) -> Request | None:
        """Return what is asked for the one work of a PMID, a PMCID or a DOI; nothing for other names."""
        pattern, query = _NAMES.get(identifier.scheme, (None, ""))
        if pattern is None or not pattern.fullmatch(identifier.value):
            return None
        return self._asked(query.format(identifier.value), size=1)

    def read(self, content: bytes) -> Page:
        """Return the works of an answer.

        Raises:
            NotAnAnswer: It is none, or Europe PMC says in it what was wrong with the request.
        """
        return read_results(content, base=self._base)

    def _asked(self, query: str, *, size: int) -> Request:
        asked = {"query": query, "resultType": "core", "format": "json", "pageSize": size, "cursorMark": "*"}
        return Request(
            url=f"{self._url}?{urlencode(asked)}",
            service=NAME,
            media_types=("application/json",),
            most_bytes=20_000_000,
        )


def _filters(scope: Scope) -> Iterator[str]:
    if scope.year_from is not None or scope.year_to is not None:
        first, last = (
            min(max(year, _FIRST), _LAST)
            for year in (
                _FIRST if scope.year_from is None else scope.year_from,
                _LAST if scope.year_to is None else scope.year_to,
            )
        )
        yield f"AND PUB_YEAR:[{first} TO {last}]"
    if not scope.preprints:
        yield "NOT SRC:PPR"
