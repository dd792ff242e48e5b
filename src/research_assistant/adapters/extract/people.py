"""Lists of authors as people write them into one cell."""

import re

from research_assistant.domain.work import Name
from research_assistant.kit.text import clean

_ID = re.compile(r"\s*\(\d+\)$")  # Scopus writes the number of each author behind the name
_INITIALS = r"(?:[^\W\d_a-z]\.?[ -]?){1,4}"
_FAMILY_FIRST = re.compile(rf"(?P<family>[^\W\d_][\w'’. -]*?[^\W\d_])\s+(?P<given>{_INITIALS})")
_SMALL = re.compile(r"[^\W\d_A-Z]")
_AND = re.compile(r",?\s+(?:and|&)\s+")
_ET_AL = re.compile(r"(?:^|[\s,;])(?:et al\.?|and others)\s*$", re.IGNORECASE)


def people(text: str) -> tuple[Name, ...]:
    """Return the authors of a list: parted by semicolons, line ends, bars, `and`, or by commas where all have initials.

    A name is `Family, Given`, `Family GH` or `Given Family`.
    """
    text = _ET_AL.sub("", clean(text).strip()).strip(" \t,;")
    if text.count(".") == 1 and ";" not in text:
        text = text.removesuffix(".")
    for separator in (";", "\n", "|"):
        if separator in text:
            parts = text.split(separator)
            break
    else:
        parts = _by_commas(text) or _AND.split(text)
    return tuple(name for part in parts if (name := person(_ID.sub("", part.strip().removeprefix("and ")))))


def person(text: str) -> Name | None:
    """Return the name that is written so; nothing for an empty text."""
    text = " ".join(clean(text).split())
    if not text:
        return None
    if "," in text:
        family, _, given = (piece.strip() for piece in text.partition(","))
        return Name(family=family, given=given)
    if (found := _with_initials(text)) is not None:
        return found
    given, _, family = text.rpartition(" ")
    return Name(family=family, given=given)


def _by_commas(text: str) -> list[str]:
    """Return the names of `Family GH, Family G, and Family G`; nothing where the list is not written so."""
    pieces = [piece for part in _AND.sub(",", text).split(",") if (piece := " ".join(part.split()))]
    return pieces if len(pieces) > 1 and all(map(_with_initials, pieces)) else []


def _with_initials(text: str) -> Name | None:
    """Return a name whose family name comes first and has small letters, and whose given names are initials."""
    found = _FAMILY_FIRST.fullmatch(text)
    if found is None or not _SMALL.search(found["family"]):
        return None
    return Name(family=found["family"], given=found["given"].strip())
