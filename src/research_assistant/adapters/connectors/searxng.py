"""SearXNG: the operator's own metasearch engine (https://docs.searxng.org/dev/search_api.html)."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from research_assistant.adapters.connectors.json_answers import json_list, json_object
from research_assistant.adapters.connectors.place import NotAnAnswer, Page
from research_assistant.adapters.connectors.web_entries import Listed, entries_of, score_of, text_of
from research_assistant.adapters.connectors.web_query import web_wordings
from research_assistant.domain.query import Scope
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request


class SearxngPlace:
    """One SearXNG server."""

    name = "searxng"
    title = "SearXNG"
    knows = frozenset({"languages"})
    most_pages = 3
    advice: Mapping[int, str] = {
        403: "Allow `json` under `search: formats:` in the settings.yml of SearXNG.",
        429: "Let its limiter (limiter.toml) pass this machine.",
    }

    def __init__(self, url: str) -> None:
        self._url = below(url, "/search")

    def wordings(self, text: str) -> Sequence[str]:
        """Return the words of the text."""
        return web_wordings(text)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:  # noqa: ARG002 - its pages have the length it likes
        """Return the request; one language that is wanted alone is asked for."""
        asked = {"q": wording, "format": "json", "categories": "general", "pageno": str(page)}
        if len(scope.languages) == 1:
            asked["language"] = scope.languages[0]
        return Request(
            url=f"{self._url}?{urlencode(asked)}",
            service=self.name,
            media_types=("application/json",),
            most_bytes=5_000_000,
        )

    def read(self, content: bytes) -> Page:
        """Return the pages it lists, and which of its engines did not answer.

        Raises:
            NotAnAnswer: It is no answer, or none of its engines gave one.
        """
        answer = json_object(content)
        results = json_list(answer, "results")
        silent = list(_silent(answer.get("unresponsive_engines")))
        if silent and not results:
            raise NotAnAnswer(f"none of its engines answered ({'; '.join(silent)})")
        entries, refused = entries_of((_listed(each) for each in results), engine=self.title)
        total = answer.get("number_of_results")
        return Page(
            entries=entries,
            refused=(*refused, *(f"SearXNG's engine {each} did not answer." for each in silent)),
            total=total if type(total) is int and total >= len(results) > 0 else None,
            more=bool(results),
        )


def _listed(entry: object) -> Listed:
    return Listed(
        url=text_of(entry, "url"),
        title=text_of(entry, "title"),
        date=text_of(entry, "publishedDate", "pubdate"),
        score=score_of(entry),
    )


def _silent(engines: object) -> Iterator[str]:
    for each in engines if isinstance(engines, list) else ():
        match each:
            case [str(name), str(reason), *_]:
                yield f"{name} ({reason})"
            case [str(name), *_] | str(name):
                yield name
