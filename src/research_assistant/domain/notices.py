"""What became of a work after it was published: retracted, withdrawn, of concern, corrected; and who says so.

A notice is told apart from the work that it is about: a "Retraction note" has a record of its own, which is sound.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """What a notice says of its work, the gravest first."""

    RETRACTION = "retraction"
    """It is unreliable as a whole."""
    WITHDRAWAL = "withdrawal"
    """It was taken away, whether or not it is wrong."""
    CONCERN = "concern"
    """It may be unreliable, or a part of it was retracted."""
    CORRECTION = "correction"
    """It stands, but for what the notice corrects."""

    @property
    def voids(self) -> bool:
        """Whether nothing may rest on the work."""
        return self in {NoticeKind.RETRACTION, NoticeKind.WITHDRAWAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice about a work, as one place tells of it.

    Attributes:
        kind: What it says.
        name: Of the notice itself: `doi:…`, `pmid:…`, or an address; empty where only the fact is known.
        date: When it was published (ISO 8601), as far as that is known; else empty.
        said_by: The connector whose record tells of it.
        version: The name of the version that it is about, where that is not the one that is cited: a withdrawn
            preprint says nothing of what a journal published. Else empty.
    """

    kind: NoticeKind
    name: str = ""
    date: str = ""
    said_by: str = ""
    version: str = ""

    @property
    def voids(self) -> bool:
        """Whether nothing may rest on the work that it is told of."""
        return self.kind.voids and not self.version


_UPDATES: Final[Mapping[str, NoticeKind]] = {
    "addendum": NoticeKind.CORRECTION,
    "clarification": NoticeKind.CORRECTION,
    "correction": NoticeKind.CORRECTION,
    "corrigendum": NoticeKind.CORRECTION,
    "erratum": NoticeKind.CORRECTION,
    "expressionofconcern": NoticeKind.CONCERN,
    "partialretraction": NoticeKind.CONCERN,
    "removal": NoticeKind.WITHDRAWAL,
    "retraction": NoticeKind.RETRACTION,
    "withdrawal": NoticeKind.WITHDRAWAL,
}
_LINKS: Final[Mapping[str, NoticeKind]] = {
    "correctedandrepublishedin": NoticeKind.CORRECTION,
    "correctedrepublishedin": NoticeKind.CORRECTION,
    "erratumin": NoticeKind.CORRECTION,
    "expressionofconcernin": NoticeKind.CONCERN,
    "partialretractionin": NoticeKind.CONCERN,
    "retractedandrepublishedin": NoticeKind.RETRACTION,
    "retractionin": NoticeKind.RETRACTION,
}
_TYPES: Final[Mapping[str, NoticeKind]] = {
    "preprintremoval": NoticeKind.WITHDRAWAL,
    "preprintwithdrawal": NoticeKind.WITHDRAWAL,
    "retractedpublication": NoticeKind.RETRACTION,
}
_NOTICE_TYPES: Final = frozenset(
    ("expressionofconcern", "publishederratum", "retractionnotice", "retractionofpublication")
)

_LABEL = r"(?:\s+(?:article|chapter|manuscript|paper|preprint|publication))?"
_RETRACTED = re.compile(rf"\s*(?:\[\s*retracted{_LABEL}\s*\]|retracted{_LABEL}\s*:)[\s:]*", re.IGNORECASE)
# In small letters these begin titles of other works.
_WITHDRAWN = re.compile(
    rf"\s*(?:\[\s*(?:WITHDRAWN|REMOVED)\s*\]|(?:WITHDRAWN|(?:TEMPORARY )?REMOV(?:ED|AL)){_LABEL}\s*:)\s*"
)
_WITHDRAWN_BY = re.compile(
    r"(?:this|the) (?:article|manuscript|paper|preprint|submission|version|work)"
    r" (?:has been|was|is) (?:temporarily )?withdrawn\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^a-z]+")


def kind_of_update(update: str) -> NoticeKind | None:
    """Return what an update of Crossref's says; nothing for a new version, a new edition and what is not known.

    Source: the types of `updated-by` and `update-to` in https://api.crossref.org, which publishers deposit through
    Crossmark (https://www.crossref.org/documentation/crossmark/) and Retraction Watch adds to. Of a work of which a
    part was retracted the record does not say which part.
    """
    return _UPDATES.get(_squeezed(update))


def kind_of_link(link: str) -> NoticeKind | None:
    """Return what a link of PubMed's or Europe PMC's to a notice says: `RetractionIn`, `Erratum in`.

    Links of notices to their works (`RetractionOf`) say nothing of the record they stand in. Source: the attribute
    RefType of CommentsCorrections (https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html).
    """
    return _LINKS.get(_squeezed(link))


def kind_of_type(publication_type: str) -> NoticeKind | None:
    """Return what a publication type of PubMed's or Europe PMC's says of its record: `Retracted Publication`.

    Source: https://www.nlm.nih.gov/mesh/pubtypes.html; for preprints Europe PMC's PUB_TYPE.
    """
    return _TYPES.get(_squeezed(publication_type))


def is_notice_type(publication_type: str) -> bool:
    """Tell whether a publication type says that its record is a notice: `Retraction of Publication`."""
    return _squeezed(publication_type) in _NOTICE_TYPES


def kind_of_title(title: str) -> NoticeKind | None:
    """Return what publishers write before the title of a work: "RETRACTED ARTICLE: …", "WITHDRAWN: …".

    A title that begins with "Retraction:" is that of a notice. Source: COPE, Retraction guidelines (2019): notices are
    linked to the article, which is "clearly marked".
    """
    if _RETRACTED.match(title):
        return NoticeKind.RETRACTION
    return NoticeKind.WITHDRAWAL if _WITHDRAWN.match(title) else None


def without_mark(title: str) -> str:
    """Return a title without what marks its work as retracted or withdrawn; a title of nothing else stays."""
    for mark in (_RETRACTED, _WITHDRAWN):
        if found := mark.match(title):
            return title[found.end() :] or title
    return title


def kind_of_comment(comment: str) -> NoticeKind | None:
    """Return what the comment of a preprint's record says: arXiv's "This paper has been withdrawn by the author".

    Source: https://info.arxiv.org/help/withdraw.html.
    """
    return NoticeKind.WITHDRAWAL if _WITHDRAWN_BY.search(comment) else None


def united(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return notices, each once, the gravest first and the oldest of a kind first."""
    order = list(NoticeKind)
    return tuple(
        sorted(
            dict.fromkeys(notices),
            key=lambda each: (order.index(each.kind), each.version, each.date, each.name, each.said_by),
        )
    )


def told(notices: Sequence[Notice]) -> str:
    """Return what became of a work in a phrase: "retracted on 2021-03-04 (doi:10.1000/r, said by crossref)"; or ""."""
    return "; ".join(_phrases(notices))


_WORDS: Final = {
    NoticeKind.RETRACTION: "retracted",
    NoticeKind.WITHDRAWAL: "withdrawn",
    NoticeKind.CONCERN: "under an expression of concern",
    NoticeKind.CORRECTION: "corrected",
}


def _phrases(notices: Sequence[Notice]) -> Iterator[str]:
    for kind, version in dict.fromkeys((each.kind, each.version) for each in notices):
        own = [each for each in notices if (each.kind, each.version) == (kind, version)]
        date = min((each.date for each in own if each.date), default="")
        names = ", ".join(dict.fromkeys(each.name for each in own if each.name))
        by = " and ".join(dict.fromkeys(each.said_by for each in own if each.said_by))
        details = ", ".join(part for part in (names, f"said by {by}" if by else "") if part)
        of = f"{version} " if version else ""
        yield f"{of}{_WORDS[kind]}{f' on {date}' if date else ''}{f' ({details})' if details else ''}"


def _squeezed(words: str) -> str:
    return _LETTERS.sub("", words.casefold())
