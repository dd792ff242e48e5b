"""Brave Search, for which the operator has a key (https://api-dashboard.search.brave.com)."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from research_assistant.adapters.connectors.json_answers import json_list, json_object
from research_assistant.adapters.connectors.place import NotAnAnswer, Page
from research_assistant.adapters.connectors.web_entries import Listed, entries_of, text_of
from research_assistant.adapters.connectors.web_query import web_wordings
from research_assistant.adapters.connectors.years import days
from research_assistant.domain.query import Scope
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_ON_A_PAGE = 20


class BravePlace:
    """Brave's index of the web; every page of an answer is paid for."""

    name = "brave"
    title = "Brave Search"
    knows = frozenset({"year_from", "year_to", "languages"})
    most_pages = 2
    advice: Mapping[int, str] = dict.fromkeys((401, 403, 422), "Check BRAVE_API_KEY and the plan it belongs to.")

    def __init__(self, url: str, key: str) -> None:
        self._url = below(url, "/res/v1/web/search")
        self._key = key

    def wordings(self, text: str) -> Sequence[str]:
        """Return the words of the text, 50 at most."""
        return web_wordings(text)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:
        """Return the request; the years are those in which Brave thinks that a page was written."""
        asked = {"q": wording, "count": str(min(limit, MOST_ON_A_PAGE)), "offset": str(page - 1)}
        if between := days(scope):
            asked["freshness"] = "to".join(between)
        if len(scope.languages) == 1:
            asked["search_lang"] = scope.languages[0]
        return Request(
            url=f"{self._url}?{urlencode(asked)}",
            service=self.name,
            headers={"X-Subscription-Token": self._key, "Accept": "application/json"},
            media_types=("application/json",),
            most_bytes=5_000_000,
        )

    def read(self, content: bytes) -> Page:
        """Return the pages it lists.

        Raises:
            NotAnAnswer: It is no answer.
        """
        answer = json_object(content)
        if answer.get("type") != "search":
            raise NotAnAnswer("it sent JSON that answers no search")
        web, query = answer.get("web"), answer.get("query")
        # An answer without pages of the web has no `web` at all.
        results = json_list(web, "results") if web is not None else ()
        entries, refused = entries_of((_listed(each) for each in results), engine=self.title)
        more = isinstance(query, dict) and query.get("more_results_available") is True
        return Page(entries=entries, refused=refused, more=more)


def _listed(entry: object) -> Listed:
    profile = entry.get("profile") if isinstance(entry, Mapping) else None
    return Listed(
        url=text_of(entry, "url"),
        title=text_of(entry, "title"),
        site=text_of(profile, "name", "long_name"),
        date=text_of(entry, "page_age", "age"),
        language=text_of(entry, "language"),
    )
