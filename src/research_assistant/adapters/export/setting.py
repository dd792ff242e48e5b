"""A report as a document tree for pages that are printed: DOCX and PDF are set from it.

Every citation opens its quote: the first time in a footnote, later by a link to the table of evidence.
"""

from collections.abc import Iterable, Iterator, Sequence

from research_assistant.adapters.export import tree
from research_assistant.adapters.export.cards import Byline, Card
from research_assistant.adapters.export.markup import runs
from research_assistant.adapters.export.tongue import PAGE, direction
from research_assistant.adapters.export.tree import Node
from research_assistant.adapters.export.view import Confidence, Other, Told, View, view
from research_assistant.adapters.export.wording import NOTHING_FOUND, OFFSETS
from research_assistant.domain.report import Report
from research_assistant.ports.citer import Rendered

QUOTED, CONTEXT, LABEL, SMALL_WORDS = "Quoted", "Context", "Label", "Small Words"
SMALL, DOUBT, ENTRY = "Small", "Doubt", "Reference Entry"
FACTS, EVIDENCE = "Facts", "Evidence"
"""The styles that both formats know, beside those of pandoc."""

_EVIDENCE_WIDTHS = (0.08, 0.54, 0.38)
_FACTS_WIDTHS = (0.22, 0.78)
_SPACE = tree.words(" ")


def document(report: Report, references: Rendered) -> Node:
    """Return `report` as a document."""
    setter = _Setter(view(report, references), references)
    return tree.document(
        list(setter.blocks()),
        title=report.query.text,
        language=PAGE,
        date=f"Research report · {report.finished_at.day} {report.finished_at:%B %Y}",
    )


class _Setter:
    """Sets one report, and knows which quotes have been opened already."""

    def __init__(self, shown: View, references: Rendered) -> None:
        self._view = shown
        self._references = references
        self._cards = {card.evidence_id: card for card in shown.cards}
        self._opened: set[str] = set()

    def blocks(self) -> Iterator[Node]:
        yield _facts(self._standing())
        if self._view.since:
            yield tree.heading(1, "Since this report")
            yield _bullets(self._view.since)
        yield from self._answer()
        yield from self._findings()
        yield from self._disagreements()
        if self._view.report.not_found:
            yield tree.heading(1, "What was not found")
            yield _bullets(self._view.report.not_found)
        yield from self._evidence()
        yield from self._entries()
        yield from self._making()

    def _standing(self) -> Iterator[tuple[str, str]]:
        shown = self._view
        yield "Outcome", shown.outcome
        if shown.confidence is not None:
            yield "Confidence", _sure(shown.confidence)
        yield "Verification", shown.report.query.options.verification_level.value
        yield "Sources", f"{shown.read} read, {len(shown.entries)} cited"

    def _answer(self) -> Iterator[Node]:
        yield tree.heading(1, "Short answer")
        for sentence in self._view.summary:
            yield from self._told(sentence)
        if not self._view.points:
            yield tree.paragraph([tree.words(NOTHING_FOUND)])
            yield tree.heading(2, "What was searched")
            yield _bullets(self._view.searches)
            yield tree.heading(2, "What to do next")
            yield tree.bullets(
                [tree.words(f"{step.text} "), tree.code(step.command)] if step.command else [tree.words(step.text)]
                for step in self._view.next_steps
            )
        elif not self._view.summary:
            yield tree.paragraph([tree.words(self._view.no_summary)])

    def _findings(self) -> Iterator[Node]:
        if self._view.points:
            yield tree.heading(1, "Findings")
        for point in self._view.points:
            yield tree.heading(2, f"Finding {point.number}", name=f"f{point.number}")
            if point.text:
                yield tree.paragraph([tree.strong([tree.words(point.text)])])
            for claim in point.claims:
                yield from self._told(claim)
            yield _small([tree.words(f"{point.kind} · confidence {_sure(point.confidence)}")])
            if point.flags:
                yield _bullets(point.flags)

    def _disagreements(self) -> Iterator[Node]:
        if self._view.disagreements:
            yield tree.heading(1, "Where sources disagree")
        for point in self._view.disagreements:
            yield tree.heading(2, f"On finding {point.number}")
            yield from self._side("One side says:", point.claims)
            yield from self._side("The other side says:", point.opposing)

    def _side(self, told: str, claims: Sequence[Told]) -> Iterator[Node]:
        yield _small([tree.words(told)])
        for claim in claims:
            yield from self._told(claim)

    def _told(self, told: Told) -> Iterator[Node]:
        text = f"“{told.text}”" if told.quoted else told.text
        way = direction(told.text)
        inlines = [tree.span([tree.words(text)], tongue=told.tongue, direction=way)]
        in_notes = any(cite.key in self._references.notes for cite in told.cites)
        if not in_notes:
            for cite in told.cites:
                text_of_it = _runs(self._references.in_text[cite.key], linked=False)
                inlines += [_SPACE, tree.inward(text_of_it, cite.anchor)]
        for mark in told.marks:
            if mark.evidence_id in self._opened:
                label = [tree.words(f"[{mark.evidence_id}]")]
                inlines += [_SPACE, tree.span([tree.inward(label, mark.evidence_id)], style=LABEL)]
            elif card := self._cards.get(mark.evidence_id):
                self._opened.add(mark.evidence_id)
                inlines.append(tree.note([self._note(card)]))
        yield tree.part([tree.paragraph(inlines)], direction=way) if way == "rtl" else tree.paragraph(inlines)
        if told.doubt:
            doubt = [tree.strong([tree.words(told.marks[0].told)]), tree.words(f": {told.doubt}")]
            yield tree.part([tree.paragraph(doubt)], style=DOUBT)

    def _note(self, card: Card) -> Node:
        noted = self._references.notes.get(card.key)
        source = _byline(card.byline) if noted is None else [*_runs(noted), _SPACE]
        label = tree.inward([tree.words(card.evidence_id)], card.evidence_id)
        return tree.paragraph([label, tree.words(": "), *_quote(card), tree.words(" — "), *source, *_place(card)])

    def _evidence(self) -> Iterator[Node]:
        if not self._view.cards:
            return
        yield tree.heading(1, "Evidence")
        yield tree.table(
            [_row(card) for card in self._view.cards],
            widths=_EVIDENCE_WIDTHS,
            head=("No.", "Quote in its context", "Source, place and verdict"),
            style=EVIDENCE,
        )

    def _entries(self) -> Iterator[Node]:
        if self._view.entries:
            yield tree.heading(1, "References")
        for entry in self._view.entries:
            text = _runs(self._references.bibliography[entry.key])
            back = [tree.inward([tree.words(f"finding {number}")], f"f{number}") for number in entry.findings]
            back += [tree.inward([tree.words(each)], each) for each in entry.evidence_ids]
            cited = [tree.words(" Cited in "), *_joined(back), tree.words(".")] if back else []
            cited += [tree.words(f" {entry.included}.")] if entry.included else []
            yield tree.part(
                [tree.paragraph([*text, tree.span(cited, style=SMALL_WORDS)])], name=f"ref-{entry.key}", style=ENTRY
            )
        for name, sources in (("Read, not cited", self._view.others), ("Found, not read", self._view.unread)):
            if sources:
                yield tree.heading(2, name)
                yield tree.bullets([*_byline(each.byline), *map(tree.words, _told(each))] for each in sources)

    def _making(self) -> Iterator[Node]:
        report = self._view.report
        yield tree.heading(1, "How this was made")
        if self._view.points:
            yield _bullets(self._view.searches)
        made: list[tuple[str, str]] = [
            (name.replace("_", " "), str(count)) for name, count in report.made.counts.items()
        ]
        made += [(name.replace("_", " "), version) for name, version in report.made.versions.items()]
        options = report.query.options
        made += [
            ("verification level", options.verification_level.value),
            ("citation style", ", ".join(filter(None, (options.citation_style, options.locale)))),
            *self._view.asked_for,
            ("asked", f"{report.query.created_at:%Y-%m-%d %H:%M:%S %Z}"),
            ("finished", f"{report.finished_at:%Y-%m-%d %H:%M:%S %Z}"),
            ("query", report.query.query_id),
        ]
        yield _facts(made)
        yield _small([tree.words(f"{OFFSETS}.")])


def _row(card: Card) -> list[list[Node]]:
    label = tree.span([tree.words(card.evidence_id)], name=card.evidence_id, style=LABEL)
    quote = tree.part([tree.paragraph(_quote(card))], direction=card.direction)
    told = [tree.paragraph([*_byline(card.byline), *_place(card)])]
    for use in card.uses:
        finding = tree.inward([tree.words(f"finding {use.number}")], f"f{use.number}")
        reasons = f": {use.reasons}" if use.reasons else ""
        checked = tree.words(f"{reasons} (checked by {use.checker})")
        told.append(
            tree.paragraph([tree.strong([tree.words(use.told)]), tree.words(f" {use.side} "), finding, checked])
        )
    return [[tree.plain([label])], [quote], told]


def _quote(card: Card) -> list[Node]:
    around = [(card.before, CONTEXT), (card.quote.exact, QUOTED), (card.after, CONTEXT)]
    parts = [tree.span([tree.words(text)], style=style) for text, style in around if text]
    return [tree.span(parts, tongue=card.tongue, direction=card.direction)]


def _place(card: Card) -> list[Node]:
    return [
        tree.span(
            [tree.words(f"{card.extent[:1].upper()}{card.extent[1:]}, {', '.join(card.place)}.")], style=SMALL_WORDS
        )
    ]


def _told(other: Other) -> Iterator[str]:
    yield f" {other.told[:1].upper()}{other.told[1:]}."
    if other.included:
        yield f" {other.included}."


def _byline(work: Byline) -> list[Node]:
    title = tree.span([tree.words(work.title)], tongue=work.tongue, direction=direction(work.title))
    inlines = [tree.emphasised([title])]
    told = " · ".join(part for part in (work.authors, work.year, work.venue) if part)
    stopped = work.title.endswith((".", "?", "!", "…"))
    inlines.append(tree.words(f"{' ' if stopped else ', '}{told}. " if told else " " if stopped else ". "))
    return [*inlines, tree.outward(work.address), tree.words(". ")] if work.address else inlines


def _runs(markdown: str, *, linked: bool = True) -> list[Node]:
    inlines: list[Node] = []
    for run in runs(markdown):
        node = tree.words(run.text)
        if linked and run.address is not None:
            node = tree.outward(run.address, [node])
        if run.emphasised:
            node = tree.emphasised([node])
        inlines.append(tree.strong([node]) if run.strong else node)
    return inlines


def _facts(named: Iterable[tuple[str, str]]) -> Node:
    rows = [
        [[tree.plain([tree.span([tree.words(name)], style=SMALL_WORDS)])], [tree.plain([tree.words(told)])]]
        for name, told in named
    ]
    return tree.table(rows, widths=_FACTS_WIDTHS, style=FACTS)


def _bullets(sentences: Iterable[str]) -> Node:
    return tree.bullets([tree.words(sentence)] for sentence in sentences)


def _small(inlines: Sequence[Node]) -> Node:
    return tree.part([tree.paragraph(inlines)], style=SMALL)


def _sure(confidence: Confidence) -> str:
    return f"{confidence.number} ({confidence.word})"


def _joined(nodes: Sequence[Node]) -> Iterator[Node]:
    for number, node in enumerate(nodes):
        if number:
            yield tree.words(", ")
        yield node
