"""What the HTML page of a report shows, in words and in order; its template only sets it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from research_assistant.adapters.export import wording
from research_assistant.adapters.export.cards import Byline, Card, byline, card
from research_assistant.adapters.export.markup import entry, in_text
from research_assistant.adapters.export.since import since
from research_assistant.adapters.export.tongue import foreign, tongue
from research_assistant.domain.citation import Citation, citation_key, citations, cited_sources
from research_assistant.domain.claim import CheckedClaim, Verdict
from research_assistant.domain.finding import Finding
from research_assistant.domain.report import Report
from research_assistant.domain.source import Source
from research_assistant.ports.citer import Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """What stands in the text for one source, and the name of the place that it leads to: its note or its entry."""

    key: str
    anchor: str
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The sign that opens one quote.

    Attributes:
        verdict: On the sentence that it stands behind, as a `Verdict`.
        told: The same in words.
    """

    evidence_id: str
    verdict: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence of the report with its citations.

    Attributes:
        quoted: Whether it is the words of a source.
        tongue: The language of the text; see `export.tongue`.
        doubt: What the checker has against it; empty where it is supported.
    """

    text: str
    quoted: bool
    tongue: str
    verdict: str
    doubt: str
    cites: tuple[Cite, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """A confidence as a word, a number and the length of a bar."""

    word: str
    number: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One finding.

    Attributes:
        text: The point where no claim is it already; else empty.
        type: The value of its `FindingType`.
        kind: The same in words.
    """

    number: int
    text: str
    claims: tuple[Told, ...]
    opposing: tuple[Told, ...]
    type: str
    kind: str
    confidence: Confidence
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What one note says, and the citation key of its source."""

    key: str
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One reference with the ways back: the findings that cite it, and the quotes.

    Attributes:
        included: Why it is among the sources; empty where that was not said.
    """

    key: str
    text: Markup
    included: str
    findings: tuple[int, ...]
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A source that is not cited, and how much of it was read or why nothing was.

    Attributes:
        included: Why it is among the sources; empty where that was not said.
    """

    byline: Byline
    told: str
    included: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A report as its page shows it.

    Attributes:
        tongue: The language of the question.
        read: How many sources were read.
        since: What has become of the cited works since the report was made; empty where nobody has looked again.
        notes: In the order of their numbers, where the style cites in notes.
        others: What was read and is not cited.
        unread: What was found and could not be read.
    """

    report: Report
    tongue: str
    outcome: str
    confidence: Confidence | None
    read: int
    since: tuple[str, ...]
    summary: tuple[Told, ...]
    no_summary: str
    points: tuple[Point, ...]
    disagreements: tuple[Point, ...]
    cards: tuple[Card, ...]
    notes: tuple[Note, ...]
    entries: tuple[Entry, ...]
    others: tuple[Other, ...]
    unread: tuple[Other, ...]
    searches: tuple[str, ...]
    asked_for: tuple[tuple[str, str], ...]
    next_steps: tuple[wording.NextStep, ...]


class _Teller:
    """Tells sentences with their citations, for one report."""

    def __init__(self, report: Report, references: Rendered) -> None:
        self._evidence = {each.evidence_id: each for each in report.evidence}
        self._sources = {each.source_id: each for each in report.sources}
        self._references = references

    def told(
        self, text: str, evidence_ids: Sequence[str], verdict: Verdict = Verdict.SUPPORTED, doubt: str = ""
    ) -> Told:
        evidence = [self._evidence[each] for each in evidence_ids]
        keys = dict.fromkeys(citation_key(self._sources[each.source_id]) for each in evidence)
        return Told(
            text=text,
            quoted=any(each.quote.exact == text for each in evidence),
            tongue=tongue(text),
            verdict=verdict.value,
            doubt=doubt,
            cites=tuple(
                Cite(key=key, anchor=self._anchor(key), text=in_text(self._references.in_text[key])) for key in keys
            ),
            marks=tuple(
                Mark(evidence_id=each, verdict=verdict.value, told=wording.VERDICTS[verdict]) for each in evidence_ids
            ),
        )

    def _anchor(self, key: str) -> str:
        return f"note-{key}" if key in self._references.notes else f"ref-{key}"

    def claim(self, checked: CheckedClaim, flags: Sequence[str] = ()) -> Told:
        judgement = checked.judgement
        reasons = "; ".join(judgement.reasons)
        said = bool(reasons) and any(reasons in flag for flag in flags)
        doubted = judgement.verdict is not Verdict.SUPPORTED and not said
        doubt = (reasons or "no reason given") if doubted else ""
        return self.told(checked.claim.text, checked.claim.evidence_ids, judgement.verdict, doubt)


def view(report: Report, references: Rendered) -> View:
    """Return what the page of `report` shows."""
    teller = _Teller(report, references)
    told = citations(report)
    sources = {source.source_id: source for source in report.sources}
    shown = {each.evidence.evidence_id for each in told}
    numbers = {finding.finding_id: number for number, finding in enumerate(report.findings, start=1)}
    points = tuple(_point(teller, numbers[finding.finding_id], finding) for finding in report.findings)
    verdicts = {each.checked.claim.claim_id: each.checked.judgement.verdict for each in told}
    cited = cited_sources(report)
    read = [source for source in report.sources if source.document_id is not None]
    return View(
        report=report,
        tongue=foreign(report.plan.language),
        outcome=wording.OUTCOMES[report.outcome],
        confidence=None if report.confidence is None else _confidence(report.confidence),
        read=len(read),
        since=tuple(since(report)),
        summary=tuple(
            teller.told(each.text, each.evidence_ids, verdicts.get(each.claim_id, Verdict.SUPPORTED))
            for each in report.summary
        ),
        no_summary=wording.no_summary(report),
        points=points,
        disagreements=tuple(point for point in points if point.opposing),
        cards=tuple(
            card(each, sources[each.source_id], told, numbers) for each in report.evidence if each.evidence_id in shown
        ),
        notes=tuple(Note(key=key, text=entry(text)) for key, text in references.notes.items()),
        entries=tuple(_entry(key, text, told, numbers) for key, text in references.bibliography.items()),
        others=tuple(_other(source, wording.read_as(source)) for source in read if source not in cited),
        unread=tuple(_other(source, wording.unread(source)) for source in report.sources if source.document_id is None),
        searches=tuple(wording.searches(report)),
        asked_for=tuple(wording.asked_for(report)),
        next_steps=tuple(wording.next_steps(report)),
    )


def _point(teller: _Teller, number: int, finding: Finding) -> Point:
    return Point(
        number=number,
        text="" if finding.text == finding.claims[0].claim.text else finding.text,
        claims=tuple(teller.claim(checked, finding.flags) for checked in finding.claims),
        opposing=tuple(teller.claim(checked) for checked in finding.opposing),
        type=finding.type.value,
        kind=wording.kind(finding),
        confidence=_confidence(finding.confidence),
        flags=finding.flags,
    )


def _confidence(value: float) -> Confidence:
    return Confidence(word=wording.confidence(value), number=f"{value:.2f}", percent=round(100 * value))


def _other(source: Source, told: str) -> Other:
    return Other(byline=byline(source.work), told=told, included=wording.included(source))


def _entry(key: str, text: str, told: Sequence[Citation], numbers: dict[str, int]) -> Entry:
    own = [each for each in told if citation_key(each.source) == key]
    return Entry(
        key=key,
        text=entry(text),
        included=wording.included(own[0].source) if own else "",
        findings=tuple(dict.fromkeys(numbers[each.finding.finding_id] for each in own)),
        evidence_ids=tuple(dict.fromkeys(each.evidence.evidence_id for each in own)),
    )
