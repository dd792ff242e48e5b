"""Which library items a search may see."""

from sqlalchemy import ColumnElement, exists, func, or_

from research_assistant.adapters.db.tables import documents, library_items
from research_assistant.domain.library import Visibility
from research_assistant.domain.wanted import UNKNOWN_TYPE
from research_assistant.ports.index import Shelf

CODE = 2
"""Letters of a code of ISO 639-1; all else that a document has for its language tells none."""

TOLD_LANGUAGE = '%"language":"%'
"""How records read that tell a language: whether it is wanted is for the way to say."""


def visible(shelf: Shelf) -> list[ColumnElement[bool]]:
    """Return the conditions on `library_items` that `shelf` asks for."""
    item = library_items.c
    conditions = [or_(item.owner_id == shelf.user_id, item.visibility == Visibility.SHARED.value)]
    if shelf.collection is not None:
        conditions.append(item.collection == shelf.collection)
    if shelf.year_from is not None:
        conditions.append(or_(item.year.is_(None), item.year >= shelf.year_from))
    if shelf.year_to is not None:
        conditions.append(or_(item.year.is_(None), item.year <= shelf.year_to))
    if shelf.types:
        conditions.append(or_(*(item.work.like(pattern) for pattern in type_patterns(shelf))))
    if shelf.languages:
        text_is_wanted = exists().where(
            documents.c.document_id == item.document_id,
            or_(func.length(documents.c.language) != CODE, documents.c.language.in_(shelf.languages)),
        )
        conditions.append(or_(item.work.like(TOLD_LANGUAGE), text_is_wanted))
    return conditions


def type_patterns(shelf: Shelf) -> list[str]:
    """Return how the records read that `shelf` wants for their types: their JSON has no spaces between its tokens."""
    return [f'%"type":"{each}"%' for each in (*shelf.types, UNKNOWN_TYPE)]
