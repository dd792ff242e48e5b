"""What has become of the works that a report cites since it was made, in sentences."""

from collections.abc import Iterator

from research_assistant.domain.notices import told
from research_assistant.domain.recheck import Change
from research_assistant.domain.report import Report

_LONGEST_TITLE = 120


def since(report: Report) -> list[str]:
    """Return what the last look at the cited works has found; nothing where nobody has looked again."""
    if report.recheck is None:
        return []
    look = report.recheck
    known = (
        f"{look.found} of {look.works} cited works {'is' if look.found == 1 else 'are'} known to the registers asked"
    )
    day = f"Looked at again on {look.checked_at:%Y-%m-%d}: {known}"
    changes = [sentence for change in look.changes for sentence in _changed(report, change)]
    return [
        *changes,
        f"{day}." if changes else f"{day}; nothing new was found of them.",
        *(f"Not every register could be asked: {failure}" for failure in look.failures),
    ]


def _changed(report: Report, change: Change) -> Iterator[str]:
    source = next((each for each in report.sources if each.source_id == change.source_id), None)
    if source is None:
        return
    title = source.work.title
    title = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"
    named = f"Source {source.rank}, “{title}”"
    if change.notices:
        rests = _resting(report, change.source_id) if any(notice.voids for notice in change.notices) else ""
        yield f"{named}: {told(change.notices)}.{rests}"
    if change.published:
        names = ", ".join(f"doi:{doi}" for doi in change.published)
        yield f"{named}, cited as a preprint, has been published: {names}."


def _resting(report: Report, source_id: str) -> str:
    """Return which findings rest on a source, as a sentence."""
    said = {each.evidence_id for each in report.evidence if each.source_id == source_id}
    numbers = [
        str(number)
        for number, finding in enumerate(report.findings, start=1)
        if any(said.intersection(checked.claim.evidence_ids) for checked in (*finding.claims, *finding.opposing))
    ]
    if not numbers:
        return ""
    return f" Do not rely on what it says in finding{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}."
