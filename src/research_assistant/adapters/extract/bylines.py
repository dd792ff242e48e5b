"""Names as pages write them for readers."""

import re
from collections.abc import Iterator

from research_assistant.adapters.extract.blocks import seen
from research_assistant.domain.naming import PARTICLES, SUFFIXES, parted, spoken_name
from research_assistant.domain.work import Name

_SMALL = PARTICLES | SUFFIXES
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
        return spoken_name(words)
    if given.casefold() in SUFFIXES:
        return spoken_name(f"{family} {given}")
    given, _, suffix = (part.strip() for part in given.partition(","))
    particle, family = parted(family.split())
    return Name(family=family, given=given, particle=particle, suffix=suffix)


def _may_be_in_a_name(word: str) -> bool:
    return not word[0].islower() or word.casefold() in _SMALL or word[1:2] in {"'", "’"}
