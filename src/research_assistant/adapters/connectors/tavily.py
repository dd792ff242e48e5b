"""Tavily, for which the operator has a key (https://docs.tavily.com)."""

import json
from collections.abc import Mapping, Sequence

from research_assistant.adapters.connectors.json_answers import json_list, json_object
from research_assistant.adapters.connectors.place import Page
from research_assistant.adapters.connectors.web_entries import Listed, entries_of, score_of, text_of
from research_assistant.adapters.connectors.web_query import web_wordings
from research_assistant.adapters.connectors.years import days
from research_assistant.domain.query import Scope
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

MOST_AT_ONCE = 20


class TavilyPlace:
    """Tavily's search for programs; its answers have one page."""

    name = "tavily"
    title = "Tavily"
    knows = frozenset({"year_from", "year_to"})
    most_pages = 1
    advice: Mapping[int, str] = dict.fromkeys((401, 403, 432, 433), "Check TAVILY_API_KEY and the plan it belongs to.")

    def __init__(self, url: str, key: str) -> None:
        self._url = below(url, "/search")
        self._key = key

    def wordings(self, text: str) -> Sequence[str]:
        """Return the words of the text, 400 characters at most."""
        return web_wordings(text)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:  # noqa: ARG002 - there is one page
        """Return the request: the cheaper kind of search, and no text that Tavily makes of pages."""
        asked: dict[str, object] = {
            "query": wording,
            "max_results": min(limit, MOST_AT_ONCE),
            "search_depth": "basic",
        }
        if between := days(scope):
            asked["start_date"], asked["end_date"] = between
        return Request(
            url=self._url,
            service=self.name,
            method="POST",
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
            body=json.dumps(asked, ensure_ascii=False).encode(errors="replace"),
            media_types=("application/json",),
            most_bytes=5_000_000,
        )

    def read(self, content: bytes) -> Page:
        """Return the pages it lists.

        Raises:
            NotAnAnswer: It is no answer.
        """
        results = json_list(json_object(content), "results")
        entries, refused = entries_of((_listed(each) for each in results), engine=self.title)
        return Page(entries=entries, refused=refused)


def _listed(entry: object) -> Listed:
    return Listed(
        url=text_of(entry, "url"),
        title=text_of(entry, "title"),
        date=text_of(entry, "published_date"),
        score=score_of(entry),
    )
