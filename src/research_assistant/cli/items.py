"""Library items and hits as rows that are printed."""

from typing import TypedDict

from research_assistant.domain.document import Document
from research_assistant.domain.hit import Hit
from research_assistant.domain.library import LibraryItem
from research_assistant.domain.quoting import best_sentence


class ItemRow(TypedDict):
    """A library item: `text_from` is the file that gave its text to a record, with the fields that it filled."""

    id: str
    title: str
    authors: list[str]
    year: int | None
    venue: str
    url: str
    identifiers: list[str]
    collection: str
    visibility: str
    extent: str
    text_from: str
    fields_from_text: list[str]
    document_id: str
    added_at: str


class HitRow(TypedDict):
    """A hit of the library: `quote` is `document.text[start:end]`."""

    rank: int
    id: str
    identifiers: list[str]
    title: str
    year: int | None
    score: float
    parts: dict[str, float]
    document_id: str
    quote: str
    start: int
    end: int


def item_row(item: LibraryItem) -> ItemRow:
    """Return the item as it is printed."""
    return {
        "id": item.item_id,
        "title": item.work.title,
        "authors": [str(author) for author in item.work.authors],
        "year": item.work.year,
        "venue": item.work.venue,
        "url": item.work.url,
        "identifiers": [str(identifier) for identifier in item.work.identifiers],
        "collection": item.collection,
        "visibility": item.visibility.value,
        "extent": item.extent.value,
        "text_from": item.attached.file if item.attached else "",
        "fields_from_text": list(item.attached.fields) if item.attached else [],
        "document_id": item.document_id,
        "added_at": item.added_at.isoformat(),
    }


def hit_row(hit: Hit, documents: dict[str, Document], text: str) -> HitRow:
    """Return the hit as it is printed, with the sentence of its passage that shares most words with `text`."""
    document = documents.get(hit.document_id or "")
    start = end = 0
    if document is not None and hit.passage is not None:
        start, end = best_sentence(document.text, hit.passage, text)
    return {
        "rank": hit.rank,
        "id": hit.item_id or "",
        "identifiers": [str(identifier) for identifier in hit.work.identifiers],
        "title": hit.work.title,
        "year": hit.work.year,
        "score": round(hit.score, 6),
        "parts": {name: round(part, 6) for name, part in hit.parts.items()},
        "document_id": hit.document_id or "",
        "quote": "" if document is None else document.text[start:end],
        "start": start,
        "end": end,
    }
