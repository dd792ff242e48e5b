"""MediaWiki's answers: pages of a wiki as works, in the revision that can be found again."""

import re

from research_assistant.adapters.connectors.json_answers import inside, json_list, json_object, words_of
from research_assistant.adapters.connectors.place import Entry, NotAnAnswer, Page
from research_assistant.domain.location import Location
from research_assistant.domain.work import Extent, Identifier, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.urls import page_url

NAME = "wikipedia"

KEPT = "wikipedia:"
"""Before the names of what CSL has no variable for: `wikipedia:revision`."""

LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
"""Of all texts (https://foundation.wikimedia.org/wiki/Policy:Terms_of_Use, section 7)."""

_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2,8})?")
_DIGITS = 12
_LAST = 10**_DIGITS


def read_pages(content: bytes) -> Page:
    """Return the articles of an answer, in the order in which the search found them.

    Raises:
        NotAnAnswer: It is none, or the wiki says in it what was wrong with the request.
    """
    answer = json_object(content)
    if "error" in answer:
        said = words_of(answer, "error", "info") or words_of(answer, "error", "code")
        raise NotAnAnswer(f"it says that something was wrong with the request: {said}")
    if "query" not in answer and answer.get("batchcomplete") is True:
        return Page(entries=(), total=0)
    entries: list[Entry] = []
    refused: list[str] = []
    for page in sorted(json_list(inside(answer, "query"), "pages"), key=_rank):
        title, url = words_of(page, "title"), page_url(words_of(page, "fullurl"))
        if not title or not url:
            refused.append("A page of Wikipedia was left out: it has no title, or no address that could be opened.")
        elif inside(page, "pageprops", "disambiguation") is not None:
            refused.append(f"Wikipedia's page {title!r} was left out: it lists what the words can mean.")
        else:
            entries.append(_entry(page, title, url))
    more = inside(answer, "continue", "gsroffset") is not None
    return Page(entries=tuple(entries), refused=tuple(refused), more=more)


def _rank(page: object) -> int:
    told = words_of(page, "index")
    return int(told) if told.isdecimal() and len(told) < _DIGITS else _LAST


def _entry(page: object, title: str, url: str) -> Entry:
    revision = _revision(page)
    permanent = f"{url}{'&' if '?' in url else '?'}oldid={revision}" if revision else url
    changed = date_of(words_of(page, "revisions", 0, "timestamp"))
    language = words_of(page, "pagelanguage").lower()
    extract = inside(page, "extract")
    kept = {"revision": revision, "page": words_of(page, "pageid")}
    return Entry(
        work=Work(
            title=title,
            year=int(changed[:4]) if changed else None,
            type="entry-encyclopedia",
            venue="Wikipedia",
            url=permanent,
            identifiers=(Identifier(scheme="url", value=url),),
            issued=changed,
            variables={"language": language} if _LANGUAGE.fullmatch(language) else {},
            extra={f"{KEPT}{name}": value for name, value in kept.items() if value},
        ),
        abstract="\n\n".join(extract.splitlines()) if isinstance(extract, str) else "",
        locations=_locations(permanent),
    )


def _revision(page: object) -> str:
    told = inside(page, "revisions", 0, "revid") or inside(page, "lastrevid")
    return str(told) if type(told) is int and 0 < told < _LAST else ""


def _locations(url: str) -> tuple[Location, ...]:
    return (Location(url=url, media_type="text/html", extent=Extent.FULL_TEXT, connector=NAME, licence=LICENCE),)
