"""Pages of the web as search engines list them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from research_assistant.adapters.connectors.place import Entry
from research_assistant.domain.location import Location
from research_assistant.domain.markup import plain
from research_assistant.domain.registers import registered
from research_assistant.domain.work import Extent, Identifier, Work
from research_assistant.kit.dates import date_of
from research_assistant.kit.text import clean
from research_assistant.kit.urls import host_of, page_url

WEB = "web"

_MEDIA_TYPES = {".pdf": "application/pdf"}
_LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What an engine says of one page; nothing of it is to be trusted.

    Attributes:
        url: Its address.
        title: With markup and entities as the engine writes them; empty where it tells none.
        site: What the site calls itself; empty for its host.
        date: When it was published, in any form; empty where that is not told.
        language: ISO 639-1; empty where that is not told.
        score: The engine's own score.
    """

    url: str
    title: str
    site: str = ""
    date: str = ""
    language: str = ""
    score: float | None = None


def entries_of(listed: Iterable[Listed], *, engine: str) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Return the pages as entries, and in sentences what could be none.

    Words that an engine cut out of a page are left behind: what can be quoted is what the page says when it is read.
    """
    entries: list[Entry] = []
    refused: list[str] = []
    for number, page in enumerate(listed, start=1):
        if (entry := _entry(page)) is None:
            refused.append(f"{engine}'s entry {number} was left out: it has no address that could be opened.")
        else:
            entries.append(entry)
    return tuple(entries), tuple(refused)


def text_of(entry: object, *names: str) -> str:
    """Return the first field of an entry that holds text; empty where none does."""
    fields = entry if isinstance(entry, Mapping) else {}
    return next((value for name in names if isinstance(value := fields.get(name), str) and value.strip()), "")


def score_of(entry: object) -> float | None:
    """Return the score of an entry, if it has one that is a number."""
    value = entry.get("score") if isinstance(entry, Mapping) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 else None


def _entry(page: Listed) -> Entry | None:
    url = page_url(clean(page.url))
    if not url:
        return None
    date = date_of(page.date.strip())
    language = page.language.strip().lower()[:2]
    work = Work(
        title=plain(clean(page.title))[:_LONGEST] or url,
        year=int(date[:4]) if date else None,
        type="webpage",
        venue=plain(clean(page.site))[:_LONGEST] or host_of(url),
        url=url,
        identifiers=tuple(_identifiers(url)),
        issued=date if len(date) > len("2024") else "",
        variables={"language": language} if len(language) == 2 and language.isalpha() else {},
    )
    return Entry(work=work, locations=(_location(url),), score=page.score)


def _identifiers(url: str) -> Iterator[Identifier]:
    name = registered(url)
    if name is not None:
        yield name
    yield Identifier(scheme="url", value=url)


def _location(url: str) -> Location:
    ending = urlsplit(url).path.lower()[-4:]
    return Location(url=url, media_type=_MEDIA_TYPES.get(ending, "text/html"), extent=Extent.FULL_TEXT, connector=WEB)
