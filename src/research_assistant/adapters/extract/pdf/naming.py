"""Names that a work goes by, as its first page prints them: DOI, arXiv id, PMID, licence, date."""

import re
from collections.abc import Iterator, Mapping, Sequence

from research_assistant.domain.work import Identifier

_DOI = re.compile(r"\b10\.\d{4,9}/[-._;()/:A-Za-z0-9<>]*[A-Za-z0-9)]")
_INTRODUCED = re.compile(r"(?:doi(?:\.org)?\s*[:/]?\s*|digital object identifier:?\s*)$", re.IGNORECASE)
_ARXIV = re.compile(r"\barXiv:\s?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(v\d+)?\s*\[[a-z-]+(?:\.[A-Za-z-]+)?\]")
_PMID = re.compile(r"\bPMID:?\s?(\d{5,8})\b")
_REFERENCES = re.compile(
    r"^(?:\d{1,2}\.?\s)?(?:references|bibliography|literature cited|literatur)$", re.IGNORECASE | re.MULTILINE
)
_LICENCE_ADDRESS = re.compile(
    r"(?:https?://)?creativecommons\.org/(?:licenses/(?:by|by-sa|by-nc|by-nd|by-nc-sa|by-nc-nd)/\d\.\d|publicdomain/zero/1\.0)",
    re.IGNORECASE,
)
_LICENCE_WORDS = re.compile(
    r"\bCC[- ](?:BY(?:-(?:NC-ND|NC-SA|NC|ND|SA))?|0)(?:[- ]?\d\.\d)?\b"
    r"|\bCreative\s+Commons\s+(?:Attribution|CC)[\w\s-]{0,60}?(?:Licen[sc]e|International|Unported)(?:\s+\d\.\d)?",
)
_GRANTED = re.compile(
    r"licen[sc]ed?\b|under\s+(?:the\s+terms|a\s+creative|cc)|open[\s-]access|distributed|permits|©|copyright",
    re.IGNORECASE,
)
_AROUND = 250  # characters before a licence in which words have to say that it is this text's
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as they stand on pages
_DAY = re.compile(r"(?P<day>\d{1,2})\s(?P<month>[A-Z][a-z]{2,8})\.?,?\s(?P<year>(?:19|20)\d\d)")
_DAY_AMERICAN = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.?\s(?P<day>\d{1,2}),\s(?P<year>(?:19|20)\d\d)")
_PUBLISHED = re.compile(
    r"\b(?:published(?:\sonline)?|publication\sdate|date\sof\spublication)\b:?(?:\son)?\s*$", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright(?:\s©)?)\s?((?:19|20)\d\d)\b", re.IGNORECASE)
_ISO = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")


def identifiers_in(front: str, packet: Mapping[str, Sequence[str]]) -> tuple[Identifier, ...]:
    """Return the work's own names, as the publisher's packet or the first page gives them; never a reference's.

    Args:
        front: What is printed on the first page, margins included, a line each.
        packet: The fields of the XMP packet.
    """
    front = _before_references(front)
    found: list[Identifier] = []
    if doi := _doi(front, packet):
        found.append(Identifier(scheme="doi", value=doi.lower()))
    if stamp := _ARXIV.search(front):
        found.append(Identifier(scheme="arxiv", value=stamp[1]))
    numbers = {each[1] for each in _PMID.finditer(front)}
    if len(numbers) == 1:
        found.append(Identifier(scheme="pmid", value=numbers.pop()))
    return tuple(found)


def issued_in(front: str, packet: Mapping[str, Sequence[str]]) -> str:
    """Return the date of publication as far as it is told (ISO 8601); empty where it is not."""
    for name in ("prism:publicationDate", "prism:coverDate"):
        if (told := next(iter(packet.get(name, ())), "")) and (date := _ISO.match(told)):
            return date[0]
    if (stamp := _ARXIV.search(front)) and (day := _DAY.search(front, stamp.end(), stamp.end() + 40)):
        return _iso(day)
    for pattern in (_DAY, _DAY_AMERICAN):
        for day in pattern.finditer(front):
            if _PUBLISHED.search(front, max(0, day.start() - 40), day.start()) and (date_told := _iso(day)):
                return date_told
    years = {each[1] for each in _COPYRIGHT.finditer(front)}
    return years.pop() if len(years) == 1 else ""


def licence_in(text: str, packet: Mapping[str, Sequence[str]]) -> str:
    """Return the licence that the publisher's packet or the text states; empty for none.

    Args:
        text: The first and the last pages.
        packet: The fields of the XMP packet.
    """
    for name in ("cc:license", "xmpRights:WebStatement", "dc:rights"):
        for value in packet.get(name, ()):
            if found := (_LICENCE_ADDRESS.search(value) or _LICENCE_WORDS.search(value)):
                return _address(found[0])
    for pattern in (_LICENCE_ADDRESS, _LICENCE_WORDS):
        for found in pattern.finditer(text):
            if _GRANTED.search(text, max(0, found.start() - _AROUND), found.end() + 40):
                return _address(" ".join(found[0].split()))
    return ""


def _address(told: str) -> str:
    return told if "creativecommons.org" not in told.lower() or "://" in told else f"https://{told}"


def _before_references(front: str) -> str:
    ends = _REFERENCES.search(front)
    return front[: ends.start()] if ends else front


def _doi(front: str, packet: Mapping[str, Sequence[str]]) -> str:
    for name in ("prism:doi", "pdfx:doi", "crossmark:DOI", "dc:identifier", "prism:url"):
        for value in packet.get(name, ()):
            if found := _DOI.search(value):
                return _trimmed(found[0])
    printed = list(_printed(front))
    own = [doi for doi, introduced in printed if introduced] or [doi for doi, _ in printed]
    # Several on one page: references in footnotes, or a journal that is a list. None is surely this work's.
    return own[0] if len({doi.lower() for doi in own}) == 1 else ""


def _printed(front: str) -> Iterator[tuple[str, bool]]:
    for found in _DOI.finditer(front):
        yield _trimmed(found[0]), _INTRODUCED.search(front, max(0, found.start() - 40), found.start()) is not None


def _trimmed(doi: str) -> str:
    doi = doi.rstrip(".,;:")
    return doi[:-1] if doi.endswith(")") and doi.count(")") > doi.count("(") else doi


def _iso(day: re.Match[str]) -> str:
    name = day["month"][:3].lower()
    if name not in _MONTHS or not 1 <= int(day["day"]) <= 31:
        return ""
    return f"{day['year']}-{_MONTHS.index(name) + 1:02}-{int(day['day']):02}"
