"""Pages of the library: what is in it, files that are added to it, one work with its text."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from research_assistant.adapters.export.cards import byline
from research_assistant.adapters.export.wording import EXTENTS
from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.library import Visibility
from research_assistant.domain.permission import Permission
from research_assistant.domain.session import Caller
from research_assistant.services.adding import Addition
from research_assistant.web.access import Keeper, Reader
from research_assistant.web.forms import Form
from research_assistant.web.made import Made
from research_assistant.web.rendering import page
from research_assistant.web.routes.library import ANY_SIZE
from research_assistant.web.schemas.library import PRINTED
from research_assistant.web.uploads import Uploads

router = APIRouter(prefix="/library", include_in_schema=False)

A_PAGE = 25
LONGEST_SHOWN = 200_000
"""Characters of a text that its page shows."""

Collection = Annotated[str, Query(max_length=128, pattern=PRINTED)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
ItemId = Annotated[str, Path(max_length=200)]


@router.get("")
async def library(caller: Reader, made: Made, collection: Collection = "", offset: Offset = 0) -> Response:
    """List the works that one may see."""
    return await _shown(caller, made, collection, offset=offset)


@router.post("", max_body_size=ANY_SIZE)
async def add(request: Request, caller: Keeper, made: Made, collection: Collection = "") -> Response:
    """Add files to the collection that is shown, and say what became of them."""
    uploads: Uploads = request.app.state.uploads
    try:
        async with uploads.received(request) as names, uploads.turn:
            addition = await made.library.add(
                list(names),
                owner=caller.user,
                visibility=Visibility.PRIVATE,
                collection=collection.strip(),
                progress=lambda _: None,
                names=names,
            )
    except InvalidInput as error:
        form = Form().refused("file", error)
        return await _shown(caller, made, collection, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    made.filling.want()
    return await _shown(caller, made, collection, addition=addition)


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
        text=text[:LONGEST_SHOWN],
        cut=len(text) > LONGEST_SHOWN,
        length=len(text),
    )


@router.post("/{item_id}/remove")
async def remove(item_id: ItemId, caller: Keeper, made: Made) -> Response:
    """Remove a work from one's library."""
    await made.library.remove([item_id], user=caller.user)
    return RedirectResponse("/library", HTTPStatus.SEE_OTHER)


async def _shown(
    caller: Caller,
    made: Made,
    collection: str,
    *,
    offset: int = 0,
    form: Form | None = None,
    addition: Addition | None = None,
    status: int = 200,
) -> Response:
    items, total = await made.library.list(user=caller.user, collection=collection or None, limit=A_PAGE, offset=offset)
    collections = {name for name, _, _ in await made.library.collections(user=caller.user) if name}
    kept = {"collection": collection} if collection else {}
    here = f"/library?{urlencode(kept)}" if kept else "/library"
    return page(
        "library.html",
        caller=caller,
        status=status,
        form=form or Form(),
        addition=addition,
        may_keep=_may_keep(caller),
        most_megabytes=made.settings.max_upload_size_mb,
        items=items,
        total=total,
        extents=EXTENTS,
        collection=collection,
        collections=sorted(collections),
        address=here,
        newest=here if offset else "",
        older=f"/library?{urlencode({**kept, 'offset': offset + A_PAGE})}" if offset + A_PAGE < total else "",
    )


def _may_keep(caller: Caller) -> bool:
    return Permission.LIBRARY in caller.permissions
