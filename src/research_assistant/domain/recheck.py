"""What has become of the works that a report cites since it was made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from research_assistant.domain.likeness import Likeness
from research_assistant.domain.notices import Notice, united
from research_assistant.domain.sameness import shared_name
from research_assistant.domain.source import Source
from research_assistant.domain.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is new of one cited work.

    Attributes:
        source_id: Which work.
        notices: Those that the report did not know.
        published: The DOIs under which what was cited as a preprint has been published.
    """

    source_id: str
    notices: tuple[Notice, ...] = ()
    published: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """One look at all works that a report cites.

    Attributes:
        checked_at: When.
        works: How many works are cited.
        found: How many of them a register knows.
        changes: What is new since the report was made, however often it was looked at before.
        failures: Registers that did not answer, in sentences.
    """

    checked_at: datetime
    works: int
    found: int
    changes: tuple[Change, ...] = ()
    failures: tuple[str, ...] = ()


def change_of(source: Source, records: Sequence[Work]) -> Change | None:
    """Return what `records` tell that the source's report did not know; nothing where there is nothing new.

    A record that shares no name with the work is of another one, whatever a register says.
    """
    own = Likeness(source.work)
    same = [record for record in records if shared_name(own, Likeness(record))]
    known = source.work.notices
    new = united(notice for record in same for notice in record.notices if _is_news(notice, known))
    found: frozenset[str] = frozenset().union(*(Likeness(record).published for record in same))
    published = tuple(sorted(found)) if own.is_preprint else ()
    return Change(source_id=source.source_id, notices=new, published=published) if new or published else None


def with_changes(source: Source, change: Change | None) -> Source:
    """Return the source with the notices that have come since its report was made."""
    if change is None or not change.notices:
        return source
    return replace(source, work=replace(source.work, notices=united((*source.work.notices, *change.notices))))


def _is_news(notice: Notice, known: Sequence[Notice]) -> bool:
    """Tell whether a notice says more than those known.

    Registers name one notice differently, by DOI and by PMID: one of another register is taken for what is known of
    its kind. A work is retracted once.
    """
    same = [each for each in known if (each.kind, each.version) == (notice.kind, notice.version)]
    own = {each.name for each in same if each.said_by == notice.said_by}
    if notice.kind.voids or not notice.name or not own:
        return not same
    return notice.name not in own
