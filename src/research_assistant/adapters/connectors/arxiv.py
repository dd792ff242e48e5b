"""arXiv: preprints with their abstracts and full texts, by its public query interface."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from research_assistant.adapters.connectors.arxiv_atom import NAME, read_feed
from research_assistant.adapters.connectors.arxiv_query import arxiv_wordings, submitted_between
from research_assistant.adapters.connectors.place import Page
from research_assistant.domain.query import Scope
from research_assistant.domain.registers import arxiv_name
from research_assistant.domain.work import Identifier
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_ON_A_PAGE = 100
"""Entries; arXiv gives up to 2,000, and asks not to be asked for more than is needed."""

_PATH = "/api/query"
_FEEDS = ("application/atom+xml", "application/xml", "text/xml")


class ArxivPlace:
    """arXiv or a mirror of it."""

    name = NAME
    title = "arXiv"
    knows = frozenset({"year_from", "year_to"})
    most_pages = 4
    schemes = (NAME,)
    advice: Mapping[int, str] = {
        403: "Set CONTACT_EMAIL, so that arXiv knows who asks, and ask again in some hours.",
        429: "Ask again in some minutes; arXiv takes one request in three seconds.",
    }

    def __init__(self, url: str) -> None:
        self._url = below(url, _PATH)

    def wordings(self, text: str) -> Sequence[str]:
        """Return the terms all at once, then any of them."""
        return arxiv_wordings(text)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return the request; the years are those in which a work was submitted."""
        years = submitted_between(scope)
        size = min(limit, MOST_ON_A_PAGE)
        asked = {
            "search_query": f"({wording}) AND {years}" if years else wording,
            "start": (page - 1) * size,
            "max_results": size,
            "sortBy": "relevance",
            "sortOrder": "descending",
        }
        return Request(url=f"{self._url}?{urlencode(asked)}", service=NAME, media_types=_FEEDS, most_bytes=20_000_000)

    def lookup(self, identifier: Identifier) -> Request | None:
        """Return the request for one preprint in its newest version; nothing for what is no id of arXiv's."""
        if identifier.scheme != NAME or arxiv_name(f"/abs/{identifier.value}") is None:
            return None
        asked = {"id_list": identifier.value, "max_results": 1}
        return Request(url=f"{self._url}?{urlencode(asked)}", service=NAME, media_types=_FEEDS, most_bytes=2_000_000)

    def read(self, content: bytes) -> Page:
        """Return the works of the feed.

        Raises:
            NotAnAnswer: It is no Atom feed, or arXiv says in it what was wrong with the request.
        """
        return read_feed(content)
