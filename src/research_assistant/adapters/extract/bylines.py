"""Names and dates as pages write them for readers."""

import re
from collections.abc import Iterator

from research_assistant.adapters.extract.blocks import seen
from research_assistant.domain.work import Name

_BEFORE_FAMILIES = "al bin da das de del della den der di dos du el ibn la le ten ter van vom von zu zum zur"
_PARTICLES = frozenset(_BEFORE_FAMILIES.split())
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_SMALL = _PARTICLES | _SUFFIXES
_DEGREES = re.compile(r",?\s+(?:Ph\.?\s?D|M\.?D|Dr|Prof|MPH|MSc|RN|FRCP|DPhil)\.?(?=,|$)")
_BY = re.compile(r"^(?:\w+ )?by:?\s+", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|contributor|columnist|analyst|staff|director)s?\b", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(?:agency|bureau|desk|editorial|editors|newsroom|news|press|staff|team)$|^(?:editorial|news|press|staff)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|\||•|\n|\s(?:and|und|et|y|&)\s)\s*", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|@|[<>{}\[\]]|\d|^(?:admin(?:istrator)?|guest|unknown|n/?a|none|null)$", re.IGNORECASE)
_LONGEST = 80
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as they begin
_ISO = re.compile(r"\s*(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_WORDED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?"
    r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)"
)
_AMERICAN = re.compile(r"\s*(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")


def names_of(words: str) -> Iterator[Name]:
    """Yield the people that a byline names: `By Ann Kim, Jan van der Berg and C. Ray`.

    What is no name (an address, an account, `admin`, an office, words of a sentence) is left out.
    """
    for part in _BETWEEN.split(_BY.sub("", _DEGREES.sub("", seen(words)))):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if len(pieces) > 1 and all(" " in piece for piece in pieces):
            yield from filter(None, (name_of(piece) for piece in pieces if not _OFFICE.search(piece)))
        elif (name := name_of(part)) is not None:
            yield name


def name_of(words: str) -> Name | None:
    """Return one person's name, written either way round, or nothing where it cannot be one.

    What is named as an organisation is (`The Daily Press`, `News Staff`), is not taken apart.
    """
    words = _BY.sub("", seen(words)).strip(" ,;")
    if not words or len(words) > _LONGEST or _NO_NAME.search(words) or not any(map(str.isalpha, words)):
        return None
    if not all(map(_may_be_in_a_name, words.replace(",", " ").split())):
        return None
    family, comma, given = (part.strip() for part in words.partition(","))
    if not comma and " " in words and _ORGANISATION.search(words):
        return Name(literal=words)
    if not comma:
        return _in_order(words.split())
    if given.casefold() in _SUFFIXES:
        return _in_order([*family.split(), given])
    given, _, suffix = (part.strip() for part in given.partition(","))
    particle, family = parted(family.split())
    return Name(family=family, given=given, particle=particle, suffix=suffix)


def date_of(words: str) -> str:
    """Return a date in ISO 8601 as far as it is told (`2019-11-20`, `2019-11`, `2019`), or nothing."""
    if found := _COMPACT.match(words) or _ISO.match(words):
        return _iso(found[1], found[2], found[3])
    if found := _AMERICAN.match(words):
        first, second, year = found.groups()
        # Beyond twelve it is told which number is the month; else it is not, and the year alone is certain.
        month, day = (second, first) if int(first) > 12 else (first, second)
        return _iso(year, month, day) if int(first) > 12 or int(second) > 12 else year
    for found in _WORDED.finditer(words):
        if (month := found["month"].lower()[:3]) in _MONTHS:
            return _iso(found["year"], str(_MONTHS.index(month) + 1), found["day2"] or found["day"])
    return ""


def parted(parts: list[str]) -> tuple[str, str]:
    """Return the particles that a family name begins with, and the rest: `van der`, `Berg`."""
    count = 0
    while count < len(parts) - 1 and parts[count] in _PARTICLES:
        count += 1
    return " ".join(parts[:count]), " ".join(parts[count:])


def _iso(year: str, month: str | None, day: str | None) -> str:
    if not 1500 <= int(year) <= 2100 or (month is not None and not 1 <= int(month) <= 12):
        return ""
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part)]
    return "-".join(parts) if not day or 1 <= int(day) <= 31 else "-".join(parts[:2])


def _may_be_in_a_name(word: str) -> bool:
    return not word[0].islower() or word.casefold() in _SMALL or word[1:2] in {"'", "’"}


def _in_order(parts: list[str]) -> Name | None:
    suffix = parts.pop().strip(",") if len(parts) > 2 and parts[-1].casefold() in _SUFFIXES else ""
    if len(parts) < 2:
        return Name(literal=parts[0]) if parts else None
    first = len(parts) - 1
    while first > 1 and parts[first - 1].casefold() in _PARTICLES and parts[first - 1].islower():
        first -= 1
    particle, family = parted(parts[first:])
    return Name(family=family.strip(","), given=" ".join(parts[:first]), particle=particle, suffix=suffix)
