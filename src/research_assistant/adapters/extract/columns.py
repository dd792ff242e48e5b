"""What databases and reference managers call the columns of their tables."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

_COLUMNS: Final = {
    "title": """
        title, article title, document title, item title, primary title, original title, display name, publication
        title main, ti, t1
    """,
    "abstract": "abstract, abstract note, abstract text, notes abstract, summary, description, text, body, ab, n2",
    "authors": """
        author full names, authors full names, full author names, authors, author, author names, author s, authors list,
        author list, creators, creator, af, au, a1
    """,
    "year": """
        year, publication year, pubyear, published year, year published, issue year, py, publication date,
        date published, date, published, pubdate, y1, create date
    """,
    "venue": """
        journal, source title, source, publication title, journal book, journal name, journal title, pubtitle,
        publication, container title, secondary title, published in, conference name, book title, venue, so, t2, jf, jo
    """,
    "doi": "doi, doi link, article doi, digital object identifier, di, do",
    "pmid": "pmid, pubmed id, medline pmid, pubmed, pm",
    "pmcid": "pmcid, pmc id, pmc",
    "arxiv": "arxiv, arxiv id, eprint",
    "url": "url, link, links, scopus link, pdf link, ur",
    "type": "item type, document type, type, publication type, dt",
    "volume": "volume, vol, vl",
    "issue": "issue, issue number, number, is",
    "pages": "pages, page, page range",
    "first_page": "page start, start page, first page, beginning page, bp, sp",
    "last_page": "page end, end page, last page, ending page, ep",
    "issn": "issn, issns, print issn, sn",
    "publisher": "publisher, pu, pb",
    "language": "language, language of original document, languages, la",
    "keywords": "author keywords, keywords, keyword, manual tags, de, kw",
}
"""By the names that records have here: those of Scopus, Web of Science, PubMed, Embase, Zotero, IEEE Xplore, Cochrane,
Lens, Dimensions, ProQuest and Rayyan, the best first."""

_NAMES: Final = {name: [each.strip() for each in " ".join(told.split()).split(",")] for name, told in _COLUMNS.items()}
_TYPES: Final = {
    "article": "article-journal",
    "article in press": "article-journal",
    "book": "book",
    "book chapter": "chapter",
    "chapter": "chapter",
    "book section": "chapter",
    "booksection": "chapter",
    "conference article": "paper-conference",
    "conference paper": "paper-conference",
    "conferencepaper": "paper-conference",
    "dataset": "dataset",
    "journal article": "article-journal",
    "journalarticle": "article-journal",
    "preprint": "article",
    "proceedings paper": "paper-conference",
    "report": "report",
    "review": "article-journal",
    "software": "software",
    "thesis": "thesis",
    "webpage": "webpage",
}
"""What is told of a record's type, as CSL has it; what is not told so is left out: most mean a journal's article."""

_CSL_TYPE = re.compile(r"[a-z]+(?:[-_][a-z]+)+")
_KNOWN: Final = frozenset(each for names in _NAMES.values() for each in names)
_TELLING: Final = frozenset(_NAMES["title"] + _NAMES["abstract"])


def simple(name: str) -> str:
    """Return a column's name in small letters and spaces: `Author(s)` is `author s`."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


def makes_records(header: Sequence[str]) -> bool:
    """Tell whether a line names a title or an abstract."""
    return not _TELLING.isdisjoint(map(simple, header))


def record_of(header: Sequence[str], row: Sequence[str]) -> Mapping[str, str]:
    """Return a row under the names that records have here; other columns stay, under their own names."""
    told: dict[str, str] = {}
    others: dict[str, str] = {}
    for name, value in zip(header, row, strict=False):
        if value.strip():
            known = simple(name) in _KNOWN
            (told if known else others).setdefault(simple(name) if known else name.strip().lower(), value.strip())
    record = {name: next((told[each] for each in names if each in told), "") for name, names in _NAMES.items()}
    record["type"] = _type(record["type"])
    return {name: value for name, value in (others | record).items() if name and value}


def _type(told: str) -> str:
    return told if _CSL_TYPE.fullmatch(told) else _TYPES.get(simple(told), "")
