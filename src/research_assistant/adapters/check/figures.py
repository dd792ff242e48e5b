"""The numbers of a text with their units, and whether two of them say the same."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_NUMBER = r"(?<![\w.])[<>≤≥~±]?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?)"
_UNIT = (
    r"(?:\s*-?\s*(%|percent|per cent|fold|times|years?|yrs?|months?|weeks?|days?|hours?|hrs?|h\b|minutes?|min\b"
    r"|seconds?|kg|mg|µg|μg|ug|ng|g\b|ml|l\b|mmol|µmol|nmol|mm\b|cm\b|km\b|nm\b|mmhg|mm hg|°c|kda"
    r"|bp\b|kb\b|million|billion|patients?|participants?|people|women|men|children|subjects?|cases?|studies|trials?|cells?|genes?))?"
)
_FIGURE = re.compile(_NUMBER + _UNIT, re.IGNORECASE)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "half": 0.5, "third": 1 / 3, "quarter": 0.25,
    "twice": 2, "double": 2, "doubled": 2, "twofold": 2, "threefold": 3,
}  # fmt: skip
_SAID = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)
_SCALES = {"million": 1e6, "billion": 1e9}
_ONE_NAME = {
    "percent": "%", "per cent": "%", "yr": "year", "hr": "hour", "h": "hour", "min": "minute", "times": "fold",
    "μg": "µg", "ug": "µg", "mm hg": "mmhg", "participant": "patient", "people": "patient", "subject": "patient",
    "women": "patient", "men": "patient", "children": "patient", "case": "patient", "studie": "study", "trial": "study",
}  # fmt: skip

TOLERANCE = 0.005
"""Share by which two values may differ and still be one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and what it counts.

    Attributes:
        value: The number; millions and billions are multiplied out.
        unit: One name for each unit; empty where none stands there.
        shown: The number as it is written.
    """

    value: float
    unit: str
    shown: str


def figures(text: str) -> tuple[Figure, ...]:
    """Return the numbers of `text` in order; those inside names such as `p53` or `IL-6` are none."""
    found: list[tuple[int, Figure]] = []
    for match in _FIGURE.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        if before == "-" and text[max(0, match.start() - 2) : match.start() - 1].isalpha():
            continue
        unit = _unit(match[2] or "")
        value = float(match[1].replace(",", "").replace("·", ".")) * _SCALES.get(unit, 1.0)
        found.append((match.start(), Figure(value, "" if unit in _SCALES else unit, match[0].strip())))
    found += [(match.start(), Figure(_WORDS[match[1].lower()], "", match[1])) for match in _SAID.finditer(text)]
    return tuple(figure for _, figure in sorted(found, key=lambda each: each[0]))


def stated(figure: Figure, among: Collection[Figure]) -> bool:
    """Return whether a figure of the same value, and of no other unit, is `among` others."""
    return any(_same(figure.value, other.value) and _one_kind(figure, other) for other in among)


def changed(figure: Figure, among: Collection[Figure]) -> bool:
    """Return whether `among` others figures of the same unit stand, and all say another value."""
    if not figure.unit:
        return False
    alike = [other for other in among if other.unit == figure.unit]
    return bool(alike) and not any(_same(figure.value, other.value) for other in alike)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def _one_kind(one: Figure, other: Figure) -> bool:
    return not one.unit or not other.unit or one.unit == other.unit


def _unit(written: str) -> str:
    unit = written.lower()
    singular = unit[:-1] if unit.endswith("s") and len(unit) > 2 else unit
    return _ONE_NAME.get(unit, _ONE_NAME.get(singular, singular))
