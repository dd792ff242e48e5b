"""Places of the net as they answer: each with works of ours in its own form, for tests of connectors."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, quote_plus, urlsplit

from fakes import NOON
from research_assistant.adapters.connectors.place import Place
from research_assistant.adapters.connectors.registry import PLACES, Upstream
from research_assistant.domain.errors import FetchFailed
from research_assistant.ports.fetcher import Fetched, Request

KEY = "key-that-nobody-may-see"
SIZES = ("max_results", "count", "per_page", "rows", "pageSize", "limit", "gsrlimit")
"""What places call the number of works that are asked for."""
TITLES = tuple(f"Zinc and the common cold, part {number}" for number in range(1, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A place, and how it would answer.

    Attributes:
        kind: The media type of its answers.
        answers: The bytes of a page with works of these titles, of which there are so many in all.
        nothing: The bytes of an answer without works.
        on_a_page: Works of one page.
    """

    place: Place
    kind: str
    answers: Callable[[Sequence[str], int], bytes]
    nothing: bytes
    on_a_page: int


def address(title: str) -> str:
    """Return where the page of that title lies."""
    return f"https://www.example.org/{quote_plus(title)}"


def atom(titles: Sequence[str], total: int, *, start: int = 0) -> bytes:
    """Return a feed as arXiv sends it."""
    entries = "".join(
        f"""<entry><id>http://arxiv.org/abs/2101.{number:05}v2</id><title>{escape(title)}</title>
<updated>2021-03-04T05:06:07Z</updated><published>2021-01-02T03:04:05Z</published>
<link href="https://arxiv.org/abs/2101.{number:05}v2" rel="alternate" type="text/html"/>
<link href="https://arxiv.org/pdf/2101.{number:05}v2" rel="related" type="application/pdf" title="pdf"/>
<summary>{escape(title)} was studied
in 90 adults.
  Colds were shorter by one day.</summary>
<author><name>Ann B. Kim</name></author><author><name>Jan van der Berg</name></author></entry>"""
        for number, title in enumerate(titles, start=start + 1)
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>
<opensearch:totalResults>{total}</opensearch:totalResults><opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>""".encode()


def openalex(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of OpenAlex, after the documented example of a work."""
    results = [
        {
            "doi": f"https://doi.org/10.5555/{quote_plus(title)}",
            "title": title,
            "publication_year": 2021,
            "publication_date": "2021-03-04",
            "language": "en",
            "type": "article",
            "primary_location": {"is_oa": True, "source": {"display_name": "An Example", "type": "journal"}},
            "best_oa_location": {"is_oa": True, "pdf_url": address(title), "license": "cc-by"},
            "authorships": [{"author": {"display_name": "Ann B. Kim"}}],
            "biblio": {"volume": "7", "issue": None, "first_page": "1", "last_page": "9"},
            "cited_by_count": 12,
            "is_retracted": False,
            "abstract_inverted_index": {"Colds": [0], "were": [1], "shorter": [2], "in": [3], title: [4]},
        }
        for title in titles
    ]
    return _json({"meta": {"count": total, "page": 1, "per_page": 25}, "results": results, "group_by": []})


def crossref(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of Crossref, after the documented example of a list of works."""
    items = [
        {
            "DOI": f"10.5555/{quote_plus(title)}",
            "URL": f"https://doi.org/10.5555/{quote_plus(title)}",
            "type": "journal-article",
            "title": [escape(title)],
            "container-title": ["An Example"],
            "author": [{"given": "Ann B.", "family": "Kim", "sequence": "first", "affiliation": []}],
            "issued": {"date-parts": [[2021, 3, 4]]},
            "abstract": f"<jats:title>Abstract</jats:title><jats:p>{escape(title)} was studied.</jats:p>",
            "is-referenced-by-count": 12,
            "link": [{"URL": address(title), "content-type": "application/pdf", "intended-application": "text-mining"}],
        }
        for title in titles
    ]
    message = {"facets": {}, "total-results": total, "items": items, "items-per-page": 20}
    return _json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})


def europepmc(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of Europe PMC, after the documented example with `resultType=core`."""
    results = [
        {
            "id": f"PPR{number}",
            "source": "PPR",
            "doi": f"10.5555/{quote_plus(title)}",
            "title": f"{escape(title)}.",
            "authorList": {"author": [{"firstName": "Ann B.", "lastName": "Kim", "initials": "AB"}]},
            "journalInfo": {"volume": "7", "yearOfPublication": 2021, "journal": {"title": "An Example"}},
            "pubYear": "2021",
            "abstractText": f"<h4>Background</h4>{escape(title)} was studied.",
            "language": "eng",
            "pubTypeList": {"pubType": ["Journal Article"]},
            "isOpenAccess": "Y",
            "pmcid": f"PMC{number}",
            "citedByCount": 12,
            "firstPublicationDate": "2021-03-04",
        }
        for number, title in enumerate(titles, start=1)
    ]
    return _json({"version": "6.9", "hitCount": total, "resultList": {"result": results}})


def semantic_scholar(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of Semantic Scholar, after the documented example of a search."""
    papers = [
        {
            "externalIds": {"DOI": f"10.5555/{quote_plus(title)}"},
            "title": title,
            "abstract": f"{title} was studied.",
            "year": 2021,
            "publicationDate": "2021-03-04",
            "citationCount": 12,
            "openAccessPdf": {"url": address(title), "status": "GOLD", "license": "CCBY"},
            "publicationTypes": ["JournalArticle"],
            "journal": {"name": "An Example", "volume": "7", "pages": "1 - 9"},
            "authors": [{"authorId": "1", "name": "Ann B. Kim"}],
        }
        for title in titles
    ]
    return _json({"total": total, "offset": 0, "data": papers} | ({"next": 100} if total > len(titles) else {}))


def wikipedia(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of MediaWiki, after the documented examples of generator=search with prop=info and extracts."""
    pages = [
        {
            "pageid": number,
            "title": title,
            "index": number,
            "pagelanguage": "en",
            "fullurl": address(title),
            "extract": f"{title} was studied.",
            "revisions": [{"revid": 1_300_000_000 + number, "timestamp": "2021-03-04T05:06:07Z"}],
        }
        for number, title in enumerate(titles, start=1)
    ]
    more = {"continue": {"gsroffset": 20, "continue": "gsroffset||"}} if total > len(titles) else {}
    return _json({"batchcomplete": True, **more, "query": {"pages": pages}})


def searxng(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of SearXNG."""
    results = [
        {
            "url": address(each),
            "title": each,
            "content": "Cut out …",
            "publishedDate": "2024-05-06T00:00:00",
            "score": 2,
        }
        for each in titles
    ]
    return _json({"query": "q", "number_of_results": total, "results": results, "unresponsive_engines": []})


def brave(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of Brave Search."""
    results = [
        {
            "url": address(each),
            "title": f"<strong>{escape(each)}</strong>",
            "description": "Cut &amp; out",
            "page_age": "2024-05-06T07:08:09",
            "language": "en",
            "profile": {"name": "An Example"},
        }
        for each in titles
    ]
    return _json(
        {"type": "search", "query": {"more_results_available": total > len(titles)}, "web": {"results": results}}
    )


def tavily(titles: Sequence[str], total: int) -> bytes:
    """Return an answer of Tavily, which does not tell how many there are."""
    assert total >= len(titles)
    results = [{"url": address(each), "title": each, "content": "Cut out", "score": 0.5} for each in titles]
    return _json({"query": "q", "results": results})


def duckduckgo(titles: Sequence[str], total: int) -> bytes:
    """Return DuckDuckGo's page of results, with an advertisement before them."""
    assert total >= len(titles)
    results = "".join(
        f"""<div class="result results_links"><div class="links_main result__body"><h2 class="result__title">
<a rel="nofollow" class="result__a" href="//duckduckgo.com/l/?uddg={quote_plus(address(each))}&amp;rut=abc">
{escape(each)}</a></h2><a class="result__snippet" href="#">Cut <b>out</b></a></div></div>"""
        for each in titles
    )
    advertisement = (
        '<div class="result result--ad"><a class="result__a" href="https://duckduckgo.com/y.js?ad=1">Buy</a>'
    )
    return f'<html><body><div id="links">{advertisement}</div>{results}</div></body></html>'.encode()


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


_ANSWERS: dict[str, tuple[str, Callable[[Sequence[str], int], bytes], bytes, int]] = {
    "arxiv": ("application/atom+xml", atom, atom((), 0), 100),
    "openalex": ("application/json", openalex, openalex((), 0), 100),
    "crossref": ("application/json", crossref, crossref((), 0), 100),
    "europepmc": ("application/json", europepmc, europepmc((), 0), 400),
    "semantic_scholar": ("application/json", semantic_scholar, b'{"total": 0, "offset": 0}', 100),
    "wikipedia": ("application/json", wikipedia, b'{"batchcomplete": true}', 20),
    "searxng": ("application/json", searxng, searxng((), 0), 10),
    "brave": ("application/json", brave, b'{"type": "search", "query": {"original": "q"}}', 20),
    "tavily": ("application/json", tavily, tavily((), 0), 20),
    "duckduckgo": ("text/html", duckduckgo, b'<html><div class="no-results">No results.</div></html>', 30),
}
NAMES = tuple(_ANSWERS)


def sample(name: str, url: str = "https://service.example") -> Sample:
    """Return a place that is asked at `url`, with the key `KEY`."""
    kind, answers, nothing, on_a_page = _ANSWERS[name]
    place = PLACES[name](Upstream(url=url, key=KEY))
    return Sample(place=place, kind=kind, answers=answers, nothing=nothing, on_a_page=on_a_page)


class Upstreams:
    """A fetcher behind which places hold works of the same titles, page by page; or fail.

    Attributes:
        asked: Every request.
        failures: Errors by service.
        answers: Bytes by service that are sent instead of works.
    """

    def __init__(self, titles: Sequence[str] = TITLES) -> None:
        self.titles = titles
        self.asked: list[Request] = []
        self.failures: dict[str, FetchFailed] = {}
        self.answers: dict[str, bytes] = {}

    async def fetch(self, request: Request) -> Fetched:
        self.asked.append(request)
        if request.service in self.failures:
            raise self.failures[request.service]
        content = self.answers.get(request.service) or self._page(request)
        kind = _ANSWERS[request.service][0]
        assert kind in request.media_types
        return Fetched(url=request.url, media_type=kind, charset="utf-8", content=content, fetched_at=NOON)

    def _page(self, request: Request) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        asked |= json.loads(request.body or "{}")
        _, answers, nothing, on_a_page = _ANSWERS[request.service]
        wanted = next((int(asked[name]) for name in SIZES if name in asked), 100)
        size = min(wanted, on_a_page)
        page = int(asked.get("pageno", asked.get("page", 1))) - 1 or int(asked.get("offset", 0))
        start = int(asked.get("start", asked.get("gsroffset", page * size)))
        if request.service in {"crossref", "semantic_scholar"}:
            start = int(asked["offset"])
        titles = self.titles[start : start + size]
        if not titles:
            return nothing
        if request.service == "arxiv":
            return atom(titles, len(self.titles), start=start)
        return answers(titles, len(self.titles))
