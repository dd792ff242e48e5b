"""What Europe PMC's records say became of works: publication types, and links between works and notices."""

import re
from collections.abc import Iterator
from typing import Final

from research_assistant.adapters.connectors.json_answers import each_of, words_of
from research_assistant.domain.notices import Notice, is_notice_type, kind_of_link, kind_of_type, united
from research_assistant.kit.dates import date_of

_TO_WORKS: Final = frozenset(
    ("erratum for", "expression of concern for", "partial retraction of", "retraction of", "update of")
)
_PMID = re.compile(r"\d{1,9}")
_DATE = re.compile(r"(?:1[89]|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?(?=[;: ]|$)")


def notices_of(record: object, *, said_by: str) -> tuple[Notice, ...]:
    """Return the notices about a record's work; one that is only told by a type is left to the link that names it."""
    linked = list(_linked(record, said_by))
    kinds = {each.kind for each in linked}
    typed = filter(None, (kind_of_type(words_of(each)) for each in each_of(record, "pubTypeList", "pubType")))
    return united((*linked, *(Notice(kind=kind, said_by=said_by) for kind in typed if kind not in kinds)))


def notice_of(record: object) -> str:
    """Return the name of the work that a record is a notice about; empty where it is none, or names none."""
    if not any(is_notice_type(words_of(each)) for each in each_of(record, "pubTypeList", "pubType")):
        return ""
    return next((_name(each) for each in _links(record) if words_of(each, "type").casefold() in _TO_WORKS), "")


def _linked(record: object, said_by: str) -> Iterator[Notice]:
    for each in _links(record):
        if (kind := kind_of_link(words_of(each, "type"))) is not None:
            yield Notice(kind=kind, name=_name(each), date=_date(words_of(each, "reference")), said_by=said_by)


def _links(record: object) -> Iterator[object]:
    yield from each_of(record, "commentCorrectionList", "commentCorrection")


def _name(link: object) -> str:
    """Return the name of the work at the other end of a link: `pmid:…`."""
    value = words_of(link, "id")
    return f"pmid:{value}" if words_of(link, "source") == "MED" and _PMID.fullmatch(value) else ""


def _date(reference: str) -> str:
    """Return the date of a reference in PubMed's form: "Lancet. 2020 Jun 13;395(10240):1820"."""
    found = _DATE.search(reference)
    words = found[0].split() if found else []
    if len(words) < 2:
        return "".join(words)
    return date_of(" ".join((*words[2:], words[1], words[0])))
