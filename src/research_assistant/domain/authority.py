"""How far what stands in a place was checked before it appeared there: by the kind of place, never by what it says."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from research_assistant.domain import sites
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.work import Work
from research_assistant.kit.urls import host_of


class Authority(StrEnum):
    """A kind of place, from that where most is checked to that where nothing is."""

    JOURNAL = "journal"
    BOOK = "book"
    OFFICIAL = "official"
    ACADEMIC = "academic"
    REPORT = "report"
    PREPRINT = "preprint"
    ENCYCLOPEDIA = "encyclopedia"
    NEWS = "news"
    WEB = "web"
    OPEN = "open"


SETBACKS: Final[Mapping[Authority, float]] = {
    Authority.JOURNAL: 0,
    Authority.BOOK: 1,
    Authority.OFFICIAL: 1,
    Authority.ACADEMIC: 2,
    Authority.REPORT: 2,
    Authority.PREPRINT: 2,
    Authority.ENCYCLOPEDIA: 3,
    Authority.NEWS: 3,
    Authority.WEB: 4,
    Authority.OPEN: 6,
}
"""How many places further back a work stands in the answers that it was found in.

Set by judgement, by who reads a text before it appears: peers; an editor or an institution that answers for it; nobody.
With what age adds they stay below ten, the length of a first page of results: what one search puts first never stands
behind what another journal article has as the eleventh, so no kind of place is hidden.
"""

TOLD: Final[Mapping[Authority, str]] = {
    Authority.JOURNAL: "article of a journal or a conference",
    Authority.BOOK: "book or a part of one",
    Authority.OFFICIAL: "publication of a government or a body of many states",
    Authority.ACADEMIC: "publication of a university or a research body",
    Authority.REPORT: "report or data",
    Authority.PREPRINT: "preprint, not judged by peers",
    Authority.ENCYCLOPEDIA: "work of reference",
    Authority.NEWS: "newspaper or magazine",
    Authority.WEB: "page of the web",
    Authority.OPEN: "page where anybody may write",
}
"""The same in words."""

_TYPES: Final = {
    "article-journal": Authority.JOURNAL,
    "review": Authority.JOURNAL,
    "paper-conference": Authority.JOURNAL,
    "book": Authority.BOOK,
    "chapter": Authority.BOOK,
    "thesis": Authority.ACADEMIC,
    "bill": Authority.OFFICIAL,
    "legal_case": Authority.OFFICIAL,
    "legislation": Authority.OFFICIAL,
    "regulation": Authority.OFFICIAL,
    "standard": Authority.OFFICIAL,
    "treaty": Authority.OFFICIAL,
    "report": Authority.REPORT,
    "dataset": Authority.REPORT,
    "patent": Authority.REPORT,
    "article": Authority.PREPRINT,  # CSL: "a preprint, working paper, or similar manuscript"
    "manuscript": Authority.PREPRINT,
    "entry": Authority.ENCYCLOPEDIA,
    "entry-dictionary": Authority.ENCYCLOPEDIA,
    "entry-encyclopedia": Authority.ENCYCLOPEDIA,
    "article-magazine": Authority.NEWS,
    "article-newspaper": Authority.NEWS,
    "broadcast": Authority.NEWS,
    "post": Authority.OPEN,
    "post-weblog": Authority.OPEN,
}
_SITES: Final = {
    name: kind
    for names, kind in (
        (sites.OFFICIAL, Authority.OFFICIAL),
        (sites.ACADEMIC, Authority.ACADEMIC),
        (sites.PREPRINTS, Authority.PREPRINT),
        (sites.ENCYCLOPEDIAS, Authority.ENCYCLOPEDIA),
        (sites.OPEN, Authority.OPEN),
    )
    for name in names.split()
}


def authority_of(work: Work) -> Authority:
    """Return the kind of place that a work is from, as its record tells.

    A work whose record names none of these types is an article where a register of publications has it, else a page,
    and its site tells.
    """
    likeness = Likeness(work)
    if likeness.is_preprint:
        return Authority.PREPRINT
    if kind := _TYPES.get(work.type):
        return kind
    if likeness.published:
        return Authority.JOURNAL
    name = sites.longest_of(host_of(work.url).rstrip("."), _SITES)
    return _SITES[name] if name else Authority.WEB
