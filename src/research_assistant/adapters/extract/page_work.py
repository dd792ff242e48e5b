"""The work that a web page is, from what the page says of itself.

Where sources differ, each field is taken from the first of these that tells it:

1. Highwire tags (`citation_…`), PRISM: written by publishers for indexes, field by field.
2. Dublin Core (`dc.…`, `dcterms.…`): written for libraries.
3. JSON-LD of an article: written for search engines; authors and dates of the article itself.
4. OpenGraph and its kin (`og:…`, `article:…`): written for shared links; titles carry the site's name.
5. Marks in the page (`itemprop`, `rel=author`, `time`), then what stands below the heading under a class named for
   authors or dates; the window's title and the heading.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from research_assistant.adapters.extract.page_fields import Item, PageFields, told
from research_assistant.adapters.extract.page_people import authors_of
from research_assistant.domain.work import Identifier, Work
from research_assistant.kit.dates import date_of

_ARTICLES = {
    "scholarlyarticle": "article-journal",
    "medicalscholarlyarticle": "article-journal",
    "newsarticle": "article-newspaper",
    "reportagenewsarticle": "article-newspaper",
    "analysisnewsarticle": "article-newspaper",
    "opinionnewsarticle": "article-newspaper",
    "backgroundnewsarticle": "article-newspaper",
    "reviewnewsarticle": "article-newspaper",
    "blogposting": "post-weblog",
    "liveblogposting": "post-weblog",
    "report": "report",
    "dataset": "dataset",
    "book": "book",
    "thesis": "thesis",
    "article": "webpage",
    "techarticle": "webpage",
    "webpage": "webpage",
}
_THREAD = "DiscussionForumPosting"
_KINDS = (
    ("citation_journal_title", "article-journal"),
    ("citation_conference_title", "paper-conference"),
    ("citation_conference", "paper-conference"),
    ("citation_dissertation_institution", "thesis"),
    ("citation_technical_report_institution", "report"),
    ("citation_inbook_title", "chapter"),
    ("citation_isbn", "book"),
    ("prism.publicationname", "article-journal"),
)
_VARIABLES = {
    "volume": ("citation_volume", "prism.volume"),
    "issue": ("citation_issue", "prism.number"),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher"),
    "ISSN": ("citation_issn", "prism.issn", "prism.eissn"),
    "ISBN": ("citation_isbn",),
}
_TITLES = ("citation_title", "dc.title", "dcterms.title", "prism.title", "bepress_citation_title", "eprints.title")
_DATES = (
    ("citation_publication_date", "citation_date", "prism.publicationdate", "bepress_citation_date"),
    ("citation_online_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dc.date.created"),
)
_SHARED_DATES = ("article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date")
_PLAIN_DATES = ("pubdate", "publishdate", "publish-date", "date", "article.published", "dcterms.created", "pdate")
_VENUES = ("citation_journal_title", "citation_conference_title", "citation_inbook_title", "prism.publicationname")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>?#]+", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)")
_BETWEEN_TITLES = re.compile(r"\s+[|\-–—·•»:]+\s+|\s*[|»]\s*")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_TITLE, _LICENCE = 1_000, 300
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """What a page tells of its work.

    Attributes:
        language: ISO 639-1, as its metadata says; empty where they do not.
        template_language: What the page's root element says, which is often not the article's language.
        licence: Terms of use, an address or words.
        is_free: Whether all of it may be read for nothing.
        is_thread: Whether it is a thread of a forum, whose text stands where other pages have comments.
    """

    work: Work
    language: str
    template_language: str
    licence: str
    is_free: bool
    is_thread: bool


def work_of_page(fields: PageFields) -> PageWork:
    """Return what the page tells of its work; the title may be empty."""
    item = _article(fields.items)
    site = _site(fields, item)
    issued = _issued(fields, item)
    pages = "-".join(filter(None, (fields.first("citation_firstpage", "prism.startingpage"), _last_page(fields))))
    variables = {name: found for name, tags in _VARIABLES.items() if (found := fields.first(*tags))}
    kind = next((kind for tag, kind in _KINDS if fields.first(tag)), "")
    work = Work(
        title=_title(fields, item, site)[:_TITLE],
        authors=tuple(dict.fromkeys(authors_of(fields, item, site))),
        year=int(issued[:4]) if issued else None,
        type=kind or _ARTICLES.get(_type(item), "webpage"),
        venue=fields.first(*_VENUES) or told(item.get("isPartOf")) if kind else site,
        url=_url(fields),
        identifiers=tuple(_identifiers(fields, item)),
        issued=issued if len(issued) > 4 else "",
        variables=variables | ({"page": pages} if pages else {}),
    )
    return PageWork(
        work=work,
        language=_language(
            fields.first("citation_language", "dc.language", "dcterms.language"), told(item.get("inLanguage"))
        ),
        template_language=_language(fields.language, fields.first("og:locale", "content-language", "language")),
        licence=_licence(fields, item),
        is_free=str(item.get("isAccessibleForFree", "")).lower() != "false",
        is_thread=any(_THREAD in str(each.get("@type")) for each in fields.items),
    )


def _article(items: Sequence[Item]) -> Item:
    """Return the object that is the article: the one of the most telling type, the first among equals."""
    ranks = list(_ARTICLES)
    known = [item for item in items if _type(item) in _ARTICLES]
    return min(known, key=lambda item: ranks.index(_type(item)), default={})


def _type(item: Item) -> str:
    kinds = item.get("@type")
    each = kinds if isinstance(kinds, list) else [kinds]
    names = [str(kind).rpartition("/")[2].lower() for kind in each]
    return next((name for name in names if name in _ARTICLES), "")


def _site(fields: PageFields, item: Item) -> str:
    told_of = (
        fields.first("og:site_name", "application-name"),
        _site_in_title(fields),
        fields.first("citation_publisher"),
        told(item.get("publisher")),
    )
    return next((words for words in told_of if words and "://" not in words), "")


def _site_in_title(fields: PageFields) -> str:
    """Return what the window's title ends in, if the page's address has it in its host's name."""
    *before, last = _BETWEEN_TITLES.split(fields.title)
    host = (urlsplit(_url(fields)).hostname or "").replace("-", "")
    name = "".join(filter(str.isalnum, last)).casefold()
    return last if before and len(name) >= _SHORTEST_NAME and name in host else ""


def _title(fields: PageFields, item: Item, site: str) -> str:
    if title := fields.first(*_TITLES):
        return title
    if headline := told(item.get("headline")):
        return _shown_instead(headline, fields, item) or headline
    shared = fields.first("og:title", "twitter:title", "title")
    heading = fields.heading if fields.heading.casefold() != site.casefold() else ""
    if heading and any(heading.casefold() in title.casefold() for title in (shared, fields.title)):
        return heading  # without the site's name around it
    title = shared or fields.title or heading
    parts = _BETWEEN_TITLES.split(title)
    last = parts[-1].casefold()
    if len(parts) > 1 and site and (last in site.casefold() or site.casefold() in last):
        return title[: title.rfind(parts[-1])].rstrip(" |-–—·•»:")
    return title


def _shown_instead(headline: str, fields: PageFields, item: Item) -> str:
    """Return the name that two more of the page's titles agree on, where the headline is another: a description."""
    name = told(item.get("name"))
    titles = [fields.heading, name, fields.first("og:title", "twitter:title"), fields.title]
    for title in filter(None, (fields.heading, name)):
        agreeing = sum(title.casefold() in other.casefold() for other in titles)
        if agreeing > 1 and not _is_alike(headline, title):
            return title
    return ""


def _is_alike(one: str, other: str) -> bool:
    ours, theirs = (set(re.findall(r"\w+", words.casefold())) for words in (one, other))
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def _issued(fields: PageFields, item: Item) -> str:
    marked = (*fields.marked.get("datepublished", ()), *fields.marked.get("time:pubdate", ()))
    told_once = [
        *(fields.first(*names) for names in _DATES),
        told(item.get("datePublished")),
        told(item.get("dateCreated")),
        fields.first(*_SHARED_DATES),
        *marked,
        fields.first(*_PLAIN_DATES),
        *fields.marked.get("time", ())[:1],
        *fields.marked.get("class:date", ()),
    ]
    return next((date for words in told_once if (date := date_of(words))), "")


def _last_page(fields: PageFields) -> str:
    last, first = (fields.first(f"citation_{end}page", f"prism.{end}ingpage") for end in ("last", "first"))
    last = last or fields.first("prism.endingpage")
    return last if last != (first or fields.first("prism.startingpage")) else ""


def _url(fields: PageFields) -> str:
    found = [*fields.links.get("canonical", ()), fields.first("og:url"), fields.first("citation_public_url")]
    return next((url for url in found if url.startswith(("https://", "http://"))), "")


def _identifiers(fields: PageFields, item: Item) -> Iterator[Identifier]:
    tags = ("citation_doi", "prism.doi", "dc.identifier.doi", "bepress_citation_doi", "doi")
    told_of = [fields.first(*tags), *fields.meta.get("dc.identifier", ()), *fields.meta.get("dcterms.identifier", ())]
    told_of += [*_names(item.get("identifier")), *_names(item.get("sameAs")), told(item.get("@id"))]
    told_of += [url for url in fields.links.get("canonical", ()) if "doi.org/" in url]
    doi = next((found[0].rstrip(".,;)").lower() for words in told_of if (found := _DOI.search(words))), "")
    if doi:
        yield Identifier(scheme="doi", value=doi)
    of_arxiv = _ARXIV_DOI.fullmatch(doi)
    if arxiv := fields.first("citation_arxiv_id") or (of_arxiv[1] if of_arxiv else ""):
        yield Identifier(scheme="arxiv", value=arxiv)
    if (pmid := fields.first("citation_pmid")).isdecimal():
        yield Identifier(scheme="pmid", value=pmid)
    if pmcid := re.fullmatch(r"(?:PMC)?(\d+)", fields.first("citation_pmcid", "citation_pmc_id")):
        yield Identifier(scheme="pmcid", value=f"PMC{pmcid[1]}")


def _names(value: object) -> list[str]:
    """Return what an `identifier` says: words, an address, or a property with its value; one or many."""
    each = value if isinstance(value, list) else [value]
    return [told(one.get("value") or one.get("@id")) if isinstance(one, dict) else told(one) for one in each]


def _language(*told_of: str) -> str:
    return next((found[1].lower() for words in told_of if (found := _LANGUAGE.fullmatch(words))), "")


def _licence(fields: PageFields, item: Item) -> str:
    told_of = (
        fields.first("dcterms.license", "dc.rights.license", "citation_license", "dc.rights", "dcterms.rights"),
        told(item.get("license")),
        next(iter(fields.links.get("license", ())), ""),
        fields.first("copyright", "rights"),
    )
    return next((words[:_LICENCE] for words in told_of if words), "")
