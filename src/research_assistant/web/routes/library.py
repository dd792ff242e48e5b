"""The library: send works, list, search, read, fetch as they were sent, remove."""

import re
from mimetypes import guess_extension
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response, status

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.library import Visibility
from research_assistant.domain.query import LONGEST_QUESTION, Scope
from research_assistant.kit.markdown import shown
from research_assistant.kit.text import Span
from research_assistant.web.access import Keeper, Reader, may_share
from research_assistant.web.made import Made
from research_assistant.web.problems import RESPONSES
from research_assistant.web.schemas.accounts import Done
from research_assistant.web.schemas.library import (
    PRINTED,
    AdditionRow,
    Boxes,
    CollectionRow,
    Collections,
    HitRow,
    Hits,
    Item,
    ItemRow,
    Items,
)
from research_assistant.web.schemas.research import before, cursor_to
from research_assistant.web.uploads import Uploads

router = APIRouter(prefix="/api/library", tags=["library"], responses=RESPONSES)

ANY_SIZE: Final = 2**62
"""Bytes of a body of files, to the framework: `Uploads` holds the limit, and tells it as a problem of ours."""

ItemId = Annotated[
    str, Path(max_length=300, pattern=PRINTED, examples=["0190b7a2-7c1e-7d30-b9f5-2f0f3c1f9a11", "scifact:4983"])
]
OneCollection = Annotated[
    str | None, Query(max_length=128, pattern=PRINTED, description="Only this collection.", examples=["sepsis"])
]
_FILES: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file as it was sent", "content": {"application/octet-stream": {}}}
}
_RUN_BY_BROWSERS = re.compile(r"html|xml|svg|script", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")
_LONGEST_NAME = 80


@router.post(
    "",
    max_body_size=ANY_SIZE,
    openapi_extra=_FILES,
    responses={201: {"model": AdditionRow, "description": "Something is new"}},
)
async def add(
    request: Request,
    response: Response,
    caller: Keeper,
    made: Made,
    collection: Annotated[
        str, Query(max_length=128, pattern=PRINTED, description="The set they belong to.", examples=["sepsis"])
    ] = "",
    shared: Annotated[bool, Query(description="Let all users search them; for administrators.")] = False,  # noqa: FBT002
) -> AdditionRow:
    """Add files: PDF, Word, EPUB, HTML, JATS, Markdown, text, records, references; several at once.

    The content tells what a file is. What cannot be read is refused with its cause, and the rest is added.
    """
    if shared:
        may_share(caller)
    uploads: Uploads = request.app.state.uploads
    async with uploads.received(request) as names, uploads.turn:
        addition = await made.library.add(
            list(names),
            owner=caller.user,
            visibility=Visibility.SHARED if shared else Visibility.PRIVATE,
            collection=collection.strip(),
            progress=lambda _: None,
            names=names,
        )
    made.filling.want()
    if addition.new:
        response.status_code = status.HTTP_201_CREATED
    return AdditionRow.of(addition)


@router.get("")
async def items(
    caller: Reader,
    made: Made,
    collection: OneCollection = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 25,
    cursor: Annotated[str | None, Query(max_length=64, description="`next_cursor` of the page before.")] = None,
) -> Items:
    """List the works that the caller may see, the newest first."""
    found, total = await made.library.list(
        user=caller.user, collection=collection, limit=limit, before=None if cursor is None else before(cursor)
    )
    return Items(
        items=[ItemRow.of(item, user=caller.user) for item in found],
        total=total,
        limit=limit,
        next_cursor=cursor_to(found[-1].item_id) if len(found) == limit else None,
    )


@router.get("/collections")
async def collections(caller: Reader, made: Made) -> Collections:
    """List the sets of works that the caller may see."""
    found = await made.library.collections(user=caller.user)
    return Collections(
        collections=[
            CollectionRow(collection=name, visibility=visibility, items=number) for name, visibility, number in found
        ]
    )


@router.get("/search")
async def search(
    caller: Reader,
    made: Made,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION, examples=["statins and muscle pain"])],
    collection: OneCollection = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Hits:
    """Find works by their words and by their meaning, with what each rank is made of."""
    hits = await made.library.search(q, user=caller.user, scope=Scope(collection=collection), limit=limit)
    documents = await made.library.texts(hits)
    return Hits(hits=[HitRow.of(hit, documents, q) for hit in hits])


@router.get("/{item_id}")
async def item(item_id: ItemId, caller: Reader, made: Made) -> Item:
    """Return a work with the text that is searched and quoted, its sections and its pages."""
    return Item.whole(await made.library.show(item_id, user=caller.user), user=caller.user)


@router.get("/{item_id}/original", response_model=None, responses=_BYTES)
async def original(item_id: ItemId, caller: Reader, made: Made) -> Response:
    """Return the file that a work's text was read from, byte for byte, to be saved and never shown here."""
    found = await made.library.show(item_id, user=caller.user)
    snapshot = await made.library.original(found.item.item_id, user=caller.user)
    runs = _RUN_BY_BROWSERS.search(snapshot.media_type)
    return Response(
        snapshot.content,
        media_type="application/octet-stream" if runs else snapshot.media_type,
        headers={
            "Content-Disposition": _saved_as(found.item.work.title, snapshot.media_type),
            # What somebody opens here in spite of the header above can do nothing.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@router.get("/{item_id}/boxes")
async def boxes(
    item_id: ItemId,
    caller: Reader,
    made: Made,
    start: Annotated[int, Query(ge=0, le=2**31 - 1, description="First code point of the text.")],
    end: Annotated[int, Query(ge=0, le=2**31 - 1, description="One past the last.")],
) -> Boxes:
    """Return where words of the text are seen on the pages of its file."""
    if start >= end:
        raise InvalidInput("A stretch of text ends after it starts.", next_step="Give start < end.")
    return Boxes.of(await made.library.boxes(item_id, Span(start, end), user=caller.user))


@router.delete("/{item_id}")
async def remove(item_id: ItemId, caller: Keeper, made: Made) -> Done:
    """Remove a work of the caller's own; reports that quote it keep their quotes."""
    await made.library.remove([item_id], user=caller.user)
    return Done()


@router.post("/{item_id}/attach", max_body_size=ANY_SIZE, openapi_extra=_FILES)
async def attach(
    item_id: ItemId,
    request: Request,
    caller: Keeper,
    made: Made,
    anyway: Annotated[bool, Query(description="Even if the file says that it is another work.")] = False,  # noqa: FBT002
) -> ItemRow:
    """Give a work that is known by its record or abstract its full text; what the record tells stays."""
    uploads: Uploads = request.app.state.uploads
    async with uploads.received(request) as names, uploads.turn:
        if len(names) != 1:
            raise InvalidInput(f"A work has one text, and {len(names)} files were sent.", next_step="Send one.")
        ((path, name),) = names.items()
        attached = await made.library.attach(item_id, path, user=caller.user, anyway=anyway, called=name)
    made.filling.want()
    return ItemRow.of(attached, user=caller.user)


def _saved_as(title: str, media_type: str) -> str:
    """Return how a file is to be saved (RFC 6266): by its work's title, in ASCII and as it is.

    The name that the bytes came under may be another user's, who has the same file.
    """
    ending = guess_extension(media_type) or ""
    name = shown(title).replace("/", "-")[:_LONGEST_NAME].strip(" .") or "original"
    plain = _UNSAFE.sub("_", name)
    return f"attachment; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(name + ending, safe='')}"
