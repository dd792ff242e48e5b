"""Library items as rows and back."""

from sqlalchemy import Row

from research_assistant.domain.library import Attached, LibraryItem, Visibility
from research_assistant.domain.work import Extent, Work
from research_assistant.kit.values import from_json, to_json


def item_row(name: str, item: LibraryItem) -> dict[str, object]:
    """Return the row of an item that its owner's collection knows by `name`."""
    return {
        "item_id": item.item_id,
        "owner_id": item.owner_id,
        "visibility": item.visibility.value,
        "collection": item.collection,
        "name": name,
        "work": to_json(item.work, Work),
        "title": item.work.title,
        "year": item.work.year,
        "document_id": item.document_id,
        "extent": item.extent.value,
        "attached": None if item.attached is None else to_json(item.attached, Attached),
        "added_at": item.added_at,
    }


def item_of(row: Row[tuple[object, ...]]) -> LibraryItem:
    """Return the item that a row holds."""
    return LibraryItem(
        item_id=row.item_id,
        owner_id=row.owner_id,
        visibility=Visibility(row.visibility),
        collection=row.collection,
        work=from_json(row.work, Work),
        document_id=row.document_id,
        extent=Extent(row.extent),
        attached=None if row.attached is None else from_json(row.attached, Attached),
        added_at=row.added_at,
    )
