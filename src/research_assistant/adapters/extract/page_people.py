"""The authors of a web page: people in parts, organisations whole, without the site's name beside them."""

from collections.abc import Iterator

from research_assistant.adapters.extract.blocks import seen
from research_assistant.adapters.extract.bylines import name_of, names_of
from research_assistant.adapters.extract.page_fields import Item, PageFields, told
from research_assistant.domain.work import Name

_AUTHORS = (
    ("citation_author", "citation_authors", "bepress_citation_author"),
    ("dc.creator", "dcterms.creator", "dc.contributor", "eprints.creators_name"),
)
_BYLINES = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dcsext.author", "twitter:creator")


def authors_of(fields: PageFields, item: Item, site: str) -> Iterator[Name]:
    """Yield the authors from the first source that names any.

    Args:
        fields: What the page says of itself.
        item: The object of its JSON-LD that is the article.
        site: The site's name; an author of that name, or of the publisher's, is an organisation.
    """
    publishers = fields.first("og:site_name"), fields.first("citation_publisher"), told(item.get("publisher"))
    sites = {words.casefold(): words for words in (*publishers, site) if words}
    for names in _AUTHORS:
        if values := fields.every(*names):
            pieces = [_without_site(piece, sites) for value in values for piece in value.split(";")]
            yield from (_whole(name, sites) for piece in pieces if (name := name_of(piece)) is not None)
            return
    people = [name for name in _people(item.get("author") or item.get("creator"), sites) if str(name) != site]
    if not people:
        ways = (fields.meta.get(name, ()) for name in _BYLINES)
        marks = (fields.marked.get(name, ()) for name in ("author", "rel:author"))
        below = ((words,) for words in fields.marked.get("class:byline", ()))
        found = ([name for words in way for name in _names(words, sites)] for way in (*ways, *marks, *below))
        people = next(filter(None, found), [])
    yield from (_whole(name, sites) for name in people)


def _people(value: object, sites: dict[str, str]) -> Iterator[Name]:
    match value:
        case list():
            for each in value:
                if not isinstance(each, list):
                    yield from _people(each, sites)
        case {"@type": "Organization" | "NewsMediaOrganization", "name": str(words)}:
            yield Name(literal=seen(words))
        case {"familyName": str(family), "givenName": str(given)}:
            is_beside = given.casefold() in sites or family.casefold() in sites
            told_of = Name(family=seen(family), given=seen(given))
            yield from _names(f"{family}, {given}", sites) if is_beside else (told_of,)
        case {"name": names}:
            for words in names if isinstance(names, list) else [names]:
                yield from _names(told(words), sites)
        case str():
            yield from _names(value, sites)


def _names(words: str, sites: dict[str, str]) -> Iterator[Name]:
    if words.casefold().strip() in sites:
        yield Name(literal=seen(words))
    else:
        yield from names_of(_without_site(words, sites))


def _without_site(words: str, sites: dict[str, str]) -> str:
    """Return a byline without the site's name before or behind the people: `The Letter, Ann Kim`."""
    pieces = [piece.strip() for piece in words.split(",")]
    others = [piece for piece in pieces if piece.casefold() not in sites]
    return ", ".join(others) if others and len(others) < len(pieces) else words


def _whole(name: Name, sites: dict[str, str]) -> Name:
    return Name(literal=sites[str(name).casefold()]) if str(name).casefold() in sites else name
