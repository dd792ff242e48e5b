"""Exact words of a document, and what they bear on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from research_assistant.domain.document import Document

CONTEXT_LENGTH = 64
"""Code points of prefix and suffix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Exact words with their place: a W3C TextQuoteSelector and a TextPositionSelector in one.

    Source: Web Annotation Data Model (W3C Recommendation, 23 February 2017), 4.2.4 and 4.2.5.

    Attributes:
        section: The heading that the words stand under, without a colon at its end; empty where the document has none.
        page: What is printed on their page, or on the first and the last of them; empty where there are no pages.
    """

    document_id: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    section: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage judged to bear on a subquestion, with the words that do.

    Attributes:
        evidence_id: `e1`, `e2`, … inside one query, best first.
        relevance: Probability in [0, 1] that the quote bears on the subquestion.
        scores: What the relevance is made of, by name.
        void: Whether its work was retracted or withdrawn: it can be told of, and no claim may rest on it.
    """

    evidence_id: str
    subquestion_id: str
    source_id: str
    passage_id: str
    quote: Quote
    relevance: float
    scores: Mapping[str, float] = field(default_factory=dict)
    void: bool = False


def quote(document: Document, start: int, end: int) -> Quote:
    """Return the words of `document` at `start:end`, copied from it and from nowhere else."""
    return Quote(
        document_id=document.document_id,
        start=start,
        end=end,
        exact=document.text[start:end],
        prefix=document.text[max(0, start - CONTEXT_LENGTH) : start],
        suffix=document.text[end : end + CONTEXT_LENGTH],
        section=_section(document, start),
        page=_page(document, start, end),
    )


def _section(document: Document, start: int) -> str:
    """Return the heading of the innermost section at `start`, without a colon at its end."""
    around = [section for section in document.sections if section.start <= start < section.end]
    heading = min(around, key=lambda section: section.end - section.start).heading if around else ""
    return heading.rstrip(" :\uff1a")


def _page(document: Document, start: int, end: int) -> str:
    labels = [page.label for page in document.pages if page.start < end and start < page.end]
    return "–".join(dict.fromkeys((labels[0], labels[-1]))) if labels else ""
