"""Where a preprint was published, as its authors wrote it for arXiv: `Phys.Lett.B573:94-100,2003`."""

import re
from dataclasses import replace

from research_assistant.domain.work import Work

_IN_A_JOURNAL = re.compile(
    r"(?P<venue>[^\d:;()]{2,}?)[\s.,]*(?:vol\.?\s*)?(?P<volume>\d{1,5})\s*(?:\((?P<issue>\d{1,4})\))?\s*[:,]\s*"
    r"(?:pp?\.?\s*)?(?P<page>[A-Za-z]?\d+(?:\s*[-–]+\s*[A-Za-z]?\d+)?)\s*[,;]?\s*\(?(?P<year>(?:19|20)\d\d)\)?\.?",
    re.IGNORECASE,
)
_AT_A_CONFERENCE = re.compile(
    r"\b(?:conference|congress|in\s?proc\w*|proc|proceedings|symposium|workshops?)\b", re.IGNORECASE
)
_DASHES = re.compile(r"\s*[-–]+\s*")


def journal_of(work: Work, reference: str) -> Work:
    """Return the preprint as the published work it became: journal, volume, issue and pages where the words tell them.

    Words of another form are the venue as they stand. The dates stay those of the preprint.
    """
    kind = "paper-conference" if _AT_A_CONFERENCE.search(reference) else "article-journal"
    found = _IN_A_JOURNAL.fullmatch(reference)
    if found is None:
        return replace(work, type=kind, venue=reference)
    named = {"volume": found["volume"], "issue": found["issue"] or "", "page": _DASHES.sub("-", found["page"])}
    variables = {name: value for name, value in named.items() if value}
    return replace(work, type=kind, venue=found["venue"].strip(" ,"), variables=variables)
