"""The bibliographic entry of a work: a CSL-JSON item (CSL 1.0.2)."""

from typing import TypedDict

from research_assistant.domain.work import Name, Work

WORDS_OF_SHORT_TITLE = 5
"""APA 7 (8.14) cites works without an author by the first words of their title."""


class CslName(TypedDict, total=False):
    """A name variable."""

    family: str
    given: str
    literal: str


CslItem = dict[str, str | list[CslName] | dict[str, list[list[int]]]]
"""A CSL-JSON item: variable name to value."""


def csl_item(work: Work, *, key: str) -> CslItem:
    """Return the CSL-JSON item of `work` under the citation key `key`."""
    item: CslItem = {"id": key, "type": work.type, "title": work.title}
    if work.authors:
        item["author"] = [_csl_name(name) for name in work.authors]
    else:
        item["title-short"] = _short(work.title)
    if work.year is not None:
        item["issued"] = {"date-parts": [[work.year]]}
    if work.venue:
        item["container-title"] = work.venue
    if work.url:
        item["URL"] = work.url
    for identifier in work.identifiers:
        if identifier.scheme == "doi":
            item["DOI"] = identifier.value
        elif identifier.scheme == "pmid":
            item["PMID"] = identifier.value
    return item


def _csl_name(name: Name) -> CslName:
    if name.literal:
        return {"literal": name.literal}
    return {"family": name.family, "given": name.given} if name.given else {"family": name.family}


def _short(title: str) -> str:
    words = title.rstrip(".").split()
    return " ".join(words[:WORDS_OF_SHORT_TITLE]) + ("…" if len(words) > WORDS_OF_SHORT_TITLE else "")
