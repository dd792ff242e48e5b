"""Which library items a search may see."""

from sqlalchemy import ColumnElement, or_

from research_assistant.adapters.db.tables import library_items
from research_assistant.domain.library import Visibility
from research_assistant.ports.index import Shelf


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
    return conditions
