"""Dates as records and pages write them."""

import re

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - as they begin
_ISO = re.compile(r"\s*(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_COMPACT = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_WORDED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?"
    r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d)"
)
_AMERICAN = re.compile(r"\s*(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")


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


def _iso(year: str, month: str | None, day: str | None) -> str:
    if not 1500 <= int(year) <= 2100 or (month is not None and not 1 <= int(month) <= 12):
        return ""
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part)]
    return "-".join(parts) if not day or 1 <= int(day) <= 31 else "-".join(parts[:2])
