"""People's names written in the order in which they are spoken, taken into the parts that CSL knows."""

import re

from research_assistant.domain.work import Name

_BEFORE_FAMILIES = "al bin da das de del della den der di dos du el ibn la le ten ter van vom von zu zum zur"
PARTICLES = frozenset(_BEFORE_FAMILIES.split())
"""Small words that family names begin with, in small letters."""

SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
"""What stands behind a family name, in small letters."""

_GROUP = re.compile(r"\b(?:collaborations?|consortium|group|project|survey|team)$", re.IGNORECASE)


def author_name(words: str) -> Name | None:
    """Return the name of a person, or of a group that is called one: "The CMS Collaboration"; no word is none."""
    return Name(literal=words) if _GROUP.search(words) else spoken_name(words)


def spoken_name(words: str) -> Name | None:
    """Return the name that is written `Given van Family Jr.`; a single word is a whole name, no word is none."""
    parts = words.split()
    suffix = parts.pop().strip(",") if len(parts) > 2 and parts[-1].casefold() in SUFFIXES else ""
    if len(parts) < 2:
        return Name(literal=parts[0]) if parts else None
    first = len(parts) - 1
    while first > 1 and parts[first - 1].casefold() in PARTICLES and parts[first - 1].islower():
        first -= 1
    particle, family = parted(parts[first:])
    return Name(family=family.strip(","), given=" ".join(parts[:first]), particle=particle, suffix=suffix)


def parted(parts: list[str]) -> tuple[str, str]:
    """Return the particles that a family name begins with, and the rest: `van der`, `Berg`."""
    count = 0
    while count < len(parts) - 1 and parts[count] in PARTICLES:
        count += 1
    return " ".join(parts[:count]), " ".join(parts[count:])
