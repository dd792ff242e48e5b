"""Wikipedia: articles of its editions, with their first sections, by MediaWiki's interface for programs.

The interface: https://www.mediawiki.org/wiki/API:Query; how its search is asked:
https://www.mediawiki.org/wiki/Help:CirrusSearch.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit

from research_assistant.adapters.connectors.place import Page
from research_assistant.adapters.connectors.terms import MOST_TOGETHER, fitting, terms_of
from research_assistant.adapters.connectors.wikipedia_pages import NAME, read_pages
from research_assistant.domain.query import Scope
from research_assistant.kit.language import language_of
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_ON_A_PAGE = 20
"""Articles; the first sections of more do not come in one answer."""

_LANGUAGES = """
    ar bg ca cs da de el en es et eu fa fi fr gl he hi hr hu hy id it ja ka kk ko lt lv ms nl no pl pt ro ru sk sl sr sv
    ta th tr uk ur vi zh
"""
LANGUAGES: Final = frozenset(_LANGUAGES.split())
"""Codes of large editions; their addresses are made of these and of nothing that a question says."""

_LONGEST = 150
"""Characters of all terms: MediaWiki takes 300, operators included."""

_MOST_TERMS = 12
_EDITION = re.compile(r"([a-z]{2})\.wikipedia\.org")
_ASKED: Final = {
    "action": "query",
    "format": "json",
    "formatversion": "2",
    "generator": "search",
    "gsrnamespace": "0",
    "prop": "info|extracts|revisions|pageprops",
    "inprop": "url",
    "exintro": "1",
    "explaintext": "1",
    "exlimit": "max",
    "rvprop": "ids|timestamp",
    "ppprop": "disambiguation",
}


class WikipediaPlace:
    """Wikipedia in the language of the question; or one wiki that is not Wikimedia's, in its own."""

    name = NAME
    title = "Wikipedia"
    most_pages = 2
    advice: Mapping[int, str] = {
        403: "Set CONTACT_EMAIL: Wikipedia lets in programs that say whom to reach.",
        404: "Look at WIKIPEDIA_URL: it has to be an address such as https://en.wikipedia.org/w/api.php.",
        429: "Set CONTACT_EMAIL, with which Wikipedia takes more requests, or ask again in a minute.",
    }

    def __init__(self, url: str) -> None:
        self._own = own_language(url)
        self._editions = editions(url)
        self.knows = frozenset({"languages"} if self._own else ())

    def wordings(self, text: str) -> Sequence[str]:
        """Return the terms all at once and then any of them, each behind the code of an edition: `de:zink`.

        The last wording is for the edition that is set: few words do not tell their language well.
        """
        terms = [f'"{each}"' if " " in each else each for each in fitting(terms_of(text), longest=_LONGEST)]
        if not terms:
            return ()
        any_of_them = " OR ".join(terms[:_MOST_TERMS])
        asked = [" ".join(terms), any_of_them] if 1 < len(terms) <= MOST_TOGETHER else [any_of_them]
        language = language_of(text)
        if language not in self._editions or language == self._own:
            return [f"{self._own}:{each}" for each in asked]
        return [*(f"{language}:{each}" for each in asked), f"{self._own}:{any_of_them}"]

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return the request to the edition of the wording, or where it is not wanted to the first that is."""
        language, _, words = wording.rpartition(":")
        language = language if language in self._editions else self._own
        if scope.languages and language not in scope.languages:
            language = next((each for each in scope.languages if each in self._editions), language)
        size = min(limit, MOST_ON_A_PAGE)
        asked = {**_ASKED, "gsrsearch": words, "gsrlimit": size, "gsroffset": (page - 1) * size}
        return Request(
            url=f"{self._editions[language]}?{urlencode(asked)}",
            service=service_of(language, own=self._own),
            media_types=("application/json",),
            most_bytes=5_000_000,
        )

    def read(self, content: bytes) -> Page:
        """Return the articles of an answer.

        Raises:
            NotAnAnswer: It is none, or the wiki says in it what was wrong with the request.
        """
        return read_pages(content)


def own_language(url: str) -> str:
    """Return the language of the edition at an address; empty for a wiki that is no edition of Wikipedia."""
    found = _EDITION.fullmatch(urlsplit(url).hostname or "")
    return found[1] if found else ""


def editions(url: str) -> dict[str, str]:
    """Return the addresses of the editions by language, that at `url` first; another wiki stands alone."""
    address, own = below(url, "/api.php"), own_language(url)
    if not own:
        return {"": address}
    others = sorted(LANGUAGES - {own})
    return {own: address, **{each: address.replace(f"//{own}.", f"//{each}.", 1) for each in others}}


def services(url: str) -> dict[str, str]:
    """Return the addresses of the editions by the names that the fetcher knows them by."""
    return {service_of(each, own=own_language(url)): address for each, address in editions(url).items()}


def service_of(language: str, *, own: str) -> str:
    """Return the name that the fetcher knows an edition by; the one that is set has that of the place."""
    return NAME if language == own else f"{NAME}_{language}"
