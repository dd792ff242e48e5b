"""Pages of the library: what is in it, one work with its text."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from starlette.responses import RedirectResponse, Response

from research_assistant.adapters.export.cards import byline
from research_assistant.adapters.export.wording import EXTENTS
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import Caller
from research_assistant.web.access import Keeper, Reader
from research_assistant.web.made import Made
from research_assistant.web.rendering import page

router = APIRouter(prefix="/library", include_in_schema=False)

A_PAGE = 25
LONGEST_TEXT = 200_000
"""Characters of a text that its page shows."""

ItemId = Annotated[str, Path(max_length=200)]


@router.get("")
async def library(
    caller: Reader,
    made: Made,
    collection: Annotated[str, Query(max_length=128)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """List the works that one may see."""
    items, total = await made.library.list(user=caller.user, collection=collection or None, limit=A_PAGE, offset=offset)
    collections = sorted({name for name, _, _ in await made.library.collections(user=caller.user) if name})
    kept = {"collection": collection} if collection else {}
    first = f"/library?{urlencode(kept)}" if kept else "/library"
    return page(
        "library.html",
        caller=caller,
        items=items,
        total=total,
        extents=EXTENTS,
        collection=collection,
        collections=collections,
        newest=first if offset else "",
        older=f"/library?{urlencode({**kept, 'offset': offset + A_PAGE})}" if offset + A_PAGE < total else "",
    )


@router.get("/{item_id}")
async def item(item_id: ItemId, caller: Reader, made: Made) -> Response:
    """Show a work with its text."""
    found = await made.library.show(item_id, user=caller.user)
    text = found.document.text
    return page(
        "item.html",
        caller=caller,
        item=found.item,
        by=byline(found.item.work),
        extent=EXTENTS[found.item.extent],
        limits=found.limits,
        may_remove=_may_keep(caller) and found.item.owner_id == caller.user.user_id,
        text=text[:LONGEST_TEXT],
        cut=len(text) > LONGEST_TEXT,
        length=len(text),
    )


@router.post("/{item_id}/remove")
async def remove(item_id: ItemId, caller: Keeper, made: Made) -> Response:
    """Remove a work from one's library."""
    await made.library.remove([item_id], user=caller.user)
    return RedirectResponse("/library", HTTPStatus.SEE_OTHER)


def _may_keep(caller: Caller) -> bool:
    return Permission.LIBRARY in caller.permissions
