"""A work as a preprint and as it was published: one is cited, both are kept, and it is said whose text was read."""

from research_assistant.domain import sites
from research_assistant.domain.likeness import Likeness
from research_assistant.domain.registers import registered
from research_assistant.domain.work import Work
from research_assistant.kit.urls import host_of

_PREPRINT_SERVERS = sites.PREPRINTS.split()


def preprints_of(work: Work) -> tuple[str, ...]:
    """Return the names of the preprints of a published work, such as `arxiv:2101.00001`; none where it has none."""
    likeness = Likeness(work)
    if not likeness.published:
        return ()
    found = [f"arxiv:{name}" for name in sorted(likeness.names.get("arxiv", ()))]
    return (*found, *(f"doi:{name}" for name in sorted(likeness.names.get("doi", frozenset()) - likeness.published)))


def preprint_described(record: Work) -> str:
    """Return the name of the preprint that a record is of; empty where it is of a published version.

    The record of a preprint server stays one where it names the published version too.
    """
    if Likeness(record).is_preprint:
        return str(record.identifiers[0])
    return preprint_at(record.url)


def preprint_at(url: str) -> str:
    """Return the name of the preprint whose copy a preprint server keeps at `url`, or the address; else empty."""
    if not sites.longest_of(host_of(url).rstrip("."), _PREPRINT_SERVERS):
        return ""
    name = registered(url)
    return url if name is None else str(name)
