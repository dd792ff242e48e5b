"""DuckDuckGo by its page for browsers without script: no key, and no promise.

It is read by our own small reader and not by the package `ddgs`, which brings an HTTP client of its own: whatever is
fetched goes through the one fetcher, with its rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from lxml import etree, html

from research_assistant.adapters.connectors.place import NotAnAnswer, Page
from research_assistant.adapters.connectors.web_entries import Listed, entries_of
from research_assistant.adapters.connectors.web_query import web_wordings
from research_assistant.adapters.connectors.years import days
from research_assistant.domain.query import Scope
from research_assistant.kit.urls import below
from research_assistant.ports.fetcher import Request

_CHALLENGES = (b"anomaly-modal", b"challenge-form", b"bots use DuckDuckGo")
_END = 1_000
_HOST = "duckduckgo.com"


class DuckDuckGoPlace:
    """DuckDuckGo's page of results; it shows some ten or thirty."""

    name = "duckduckgo"
    title = "DuckDuckGo"
    knows = frozenset({"year_from", "year_to"})
    most_pages = 1
    advice: Mapping[int, str] = dict.fromkeys(
        (202, 403, 418, 429), "Ask again later, or set up an engine that takes programs: SEARXNG_URL, BRAVE_API_KEY."
    )

    def __init__(self, url: str) -> None:
        self._url = below(url, "/html/")

    def wordings(self, text: str) -> Sequence[str]:
        """Return the words of the text."""
        return web_wordings(text)

    def request(self, wording: str, scope: Scope, *, limit: int, page: int) -> Request:  # noqa: ARG002 - there is one page, as long as it likes
        """Return the request."""
        asked = {"q": wording}
        if between := days(scope):
            asked["df"] = "..".join(between)
        return Request(
            url=f"{self._url}?{urlencode(asked)}",
            service=self.name,
            media_types=("text/html", "application/xhtml+xml"),
            most_bytes=3_000_000,
        )

    def read(self, content: bytes) -> Page:
        """Return the pages it lists, advertisements left out.

        Raises:
            NotAnAnswer: It is no whole page of results, or asks for proof that a person is asking.
        """
        if any(challenge in content for challenge in _CHALLENGES):
            raise NotAnAnswer("it asks for proof that a person is asking")
        if b"</html>" not in content[-_END:].lower():
            raise NotAnAnswer("it sent only a part of its page")
        page = _parsed(content)
        entries, refused = entries_of(_listed(page), engine=self.title)
        if not entries and not page.find_class("no-results"):
            raise NotAnAnswer("it sent what is no page of results")
        return Page(entries=entries, refused=refused)


def _parsed(content: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(content, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise NotAnAnswer("it sent what is no page of results") from error


def _listed(page: html.HtmlElement) -> Iterator[Listed]:
    for link in page.find_class("result__a"):
        url = _target(link.get("href", ""))
        if url:
            yield Listed(url=url, title=" ".join(link.text_content().split()))


def _target(link: str) -> str:
    """Return the address behind a link, which may lead over DuckDuckGo; empty for advertisements, which stay there."""
    try:
        parts = urlsplit(urljoin(f"https://{_HOST}/", link))
    except ValueError:
        return ""
    if parts.hostname is None or not f".{parts.hostname}".endswith(f".{_HOST}"):
        return parts.geturl()
    return next(iter(parse_qs(parts.query).get("uddg", ())), "") if parts.path == "/l/" else ""
