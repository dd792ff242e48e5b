"""What a reader sees on opening a citation: the quote, where it stands, and what the checker says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from research_assistant.adapters.export import wording
from research_assistant.adapters.export.address import Address, address
from research_assistant.adapters.export.tongue import direction, tongue
from research_assistant.domain.citation import Citation, citation_key
from research_assistant.domain.evidence import CONTEXT_LENGTH, Evidence, Quote
from research_assistant.domain.source import Source
from research_assistant.domain.work import Work

_MOST_AUTHORS = 3
_LONGEST_TITLE = 300
_SHORT_ID = 12
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """A work in one line.

    Attributes:
        title: Cut where it is longer than a title can be.
        tongue: The language of the title; see `export.tongue`.
        authors: The first three, "et al." for more; empty where none is known.
        year: Empty where it is not known.
        venue: Empty where it is not known.
        address: Where it is found; `None` where nowhere on the web.
    """

    title: str
    tongue: str
    authors: str
    year: str
    venue: str
    address: Address | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One claim that stands on the quote.

    Attributes:
        number: Of its finding, from 1.
        side: "for" or "against" that finding.
        verdict: The value of its `Verdict`.
        told: The verdict in words.
        reasons: What speaks against the claim; empty where nothing does.
        checker: Name and version of what judged.
    """

    number: int
    side: str
    verdict: str
    told: str
    reasons: str
    checker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One piece of evidence that the report cites.

    Attributes:
        key: The citation key of its source.
        quote: The words; `tongue` is their language, `direction` the way they are written.
        before: What stands before them in their paragraph, from the first whole word on.
        after: What stands behind them in their paragraph, up to the last whole word.
        extent: How much of the work was read, in words.
        place: Section, page, offsets and document, in words.
    """

    evidence_id: str
    key: str
    quote: Quote
    tongue: str
    direction: Literal["ltr", "rtl"]
    before: str
    after: str
    byline: Byline
    extent: str
    place: tuple[str, ...]
    uses: tuple[Use, ...]


def card(each: Evidence, source: Source, cited: Sequence[Citation], numbers: dict[str, int]) -> Card:
    """Return the card of a piece of evidence.

    Args:
        each: The evidence.
        source: Where it comes from.
        cited: All citations of the report.
        numbers: Of the findings, by id.
    """
    return Card(
        evidence_id=each.evidence_id,
        key=citation_key(source),
        quote=each.quote,
        tongue=tongue(each.quote.exact),
        direction=direction(each.quote.exact),
        before=_before(each.quote.prefix),
        after=_after(each.quote.suffix),
        byline=byline(source.work),
        extent=wording.read_as(source),
        place=tuple(_place(each.quote)),
        uses=tuple(
            Use(
                number=numbers[citation.finding.finding_id],
                side="against" if citation.opposing else "for",
                verdict=citation.checked.judgement.verdict.value,
                told=wording.VERDICTS[citation.checked.judgement.verdict],
                reasons="; ".join(citation.checked.judgement.reasons),
                checker=citation.checked.judgement.checker,
            )
            for citation in cited
            if citation.evidence.evidence_id == each.evidence_id
        ),
    )


def byline(work: Work) -> Byline:
    """Return `work` in one line."""
    title = work.title.strip() or "Untitled"
    names = [str(name) for name in work.authors if str(name)]
    others = " et al." if len(names) > _MOST_AUTHORS else ""
    return Byline(
        title=title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…",
        tongue=tongue(title),
        authors=", ".join(names[:_MOST_AUTHORS]) + others,
        year="" if work.year is None else str(work.year),
        venue=work.venue,
        address=address(work),
    )


def _before(prefix: str) -> str:
    paragraph = _BLANK_LINE.split(prefix)[-1]
    if len(paragraph) < CONTEXT_LENGTH:
        return paragraph
    cut, space, whole = prefix.partition(" ")
    return f"…\N{NO-BREAK SPACE}{whole}" if space else f"…{cut}"


def _after(suffix: str) -> str:
    paragraph = _BLANK_LINE.split(suffix)[0]
    if len(paragraph) < CONTEXT_LENGTH:
        return paragraph
    whole, space, cut = suffix.rpartition(" ")
    return f"{whole}\N{NO-BREAK SPACE}…" if space else f"{cut}…"


def _place(quote: Quote) -> list[str]:
    place = [f"section “{quote.section}”"] if quote.section else []
    if quote.page:
        place.append(f"page{'s' if '–' in quote.page else ''} {quote.page}")
    place.append(f"characters {quote.start}–{quote.end}")
    place.append(f"document {quote.document_id[:_SHORT_ID]}")
    return place
