"""The bibliographic entry of a work: a CSL-JSON item (CSL 1.0.2)."""

import re
from typing import Required, TypedDict, cast
from urllib.parse import urlsplit

from research_assistant.domain.csl import NAME_VARIABLES, item_of_work
from research_assistant.domain.work import Work

WORDS_OF_SHORT_TITLE = 5
"""APA 7 (8.14) cites works without an author by the first words of their title."""

UNTITLED = "[Untitled]"
"""APA 7 (9.22) describes a work without a title in square brackets."""

_RICH_TEXT = re.compile(r"</?(?:i|b|sub|sup|sc|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_SUBTITLE = re.compile(r"(?<=\S):\s|(?<=\?)\s|\s[–—-]\s")
# Words that a title cannot end with: what they belong to has been cut away.
_LEADING_ON = re.compile(
    "a|an|and|are|as|at|by|for|from|in|into|is|its|of|on|or|than|that|the|their|to|was|were|which|with|without",
    re.IGNORECASE,
)


class CslName(TypedDict, total=False):
    """A name variable: an institution is `literal` and never taken apart."""

    family: str
    given: str
    literal: str


# A date variable: `date-parts` holds one date, a list of year, month and day as far as they are known.
CslDate = TypedDict("CslDate", {"date-parts": list[list[int]]})

# A CSL-JSON item: the variables that are spoken of here; it may have all others (see `domain.csl`).
CslItem = TypedDict(
    "CslItem",
    {
        "id": Required[str],
        "type": Required[str],
        "title": Required[str],
        "title-short": str,
        "author": list[CslName],
        "issued": CslDate,
        "container-title": str,
        "language": str,
        "URL": str,
        "DOI": str,
        "PMID": str,
        "PMCID": str,
    },
    total=False,
)


def csl_item(work: Work, *, key: str) -> CslItem:
    """Return the CSL-JSON item of `work` under the citation key `key`, fit to be rendered.

    A work without an author gets a short title to be cited by. Left out are an address that is not http(s) and what CSL
    has no variable for. Of a date that is words, the year is taken where there is one.
    """
    item = item_of_work(work, key=key)
    item.pop("custom", None)
    item["title"] = str(item["title"]).strip() or UNTITLED
    for variable in (NAME_VARIABLES | {"author"}) & item.keys():
        item[variable] = _whole_names(item[variable])
    if not item.get("author") and (short := short_title(str(item["title"]))) != item["title"]:
        item.setdefault("title-short", short)
    if work.year is not None and "date-parts" not in cast("dict[str, object]", item["issued"]):
        item["issued"] = {"date-parts": [[work.year]]}
    item["URL"] = work.url if _on_the_web(work.url) else ""
    return cast("CslItem", {name: value for name, value in item.items() if value})


def short_title(title: str) -> str:
    """Return the first words of `title`, plain: at most five, not beyond its main part, none that leads on."""
    main = _SUBTITLE.split(_RICH_TEXT.sub("", title).strip().rstrip("."), maxsplit=1)[0]
    words = main.split()
    if len(words) > WORDS_OF_SHORT_TITLE:
        words = words[:WORDS_OF_SHORT_TITLE]
        while len(words) > 1 and _LEADING_ON.fullmatch(words[-1]):
            words.pop()
    return " ".join(words).rstrip(",;:") or title


def plain_entry(work: Work) -> str:
    """Return the entry of `work` without a style: authors, year, title, where it appeared, identifiers; plain text."""
    authors = ", ".join(str(name) for name in work.authors if str(name))
    title = work.title.strip() or UNTITLED
    year = f"({'n.d.' if work.year is None else work.year})"
    names = "; ".join(str(identifier) for identifier in work.identifiers)
    parts = (*((authors, year, title) if authors else (title, year)), work.venue, names, work.url)
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def plain_citation(work: Work) -> str:
    """Return what stands in the text for `work` without a style: first author or short title, and year."""
    authors = [name.family or name.literal or name.given for name in work.authors if str(name)]
    if not authors:
        by = f"“{short_title(work.title.strip() or UNTITLED)}”"
    else:
        by = authors[0] if len(authors) == 1 else f"{authors[0]} et al."
    return f"{by}, {'n.d.' if work.year is None else work.year}"


def _whole_names(people: object) -> list[dict[str, str]]:
    """Return names without those that say nothing; one that is given alone is a whole name."""
    names = cast("list[dict[str, str]]", people)
    return [{"literal": name["given"]} if name.keys() == {"given"} else name for name in names if name]


def _on_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
