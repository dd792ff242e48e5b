"""What happens to a query, live: as server-sent events, and over a WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, WebSocket, WebSocketDisconnect
from starlette.requests import HTTPConnection
from starlette.responses import StreamingResponse

from research_assistant.domain.errors import NotAllowed, NotSignedIn
from research_assistant.domain.event import Event
from research_assistant.domain.session import Caller
from research_assistant.services.watching import Watch, Watching
from research_assistant.web.access import Reader
from research_assistant.web.guests import Guests
from research_assistant.web.problems import RESPONSES
from research_assistant.web.schemas.research import EventRow

router = APIRouter(tags=["research"], responses=RESPONSES)

BEAT_SECONDS = 15.0
"""After which a silent stream says that it lives."""

TRY_AGAIN_LATER, SIGNED_OUT = 1013, 4401
"""Codes with which a socket is closed: RFC 6455 registry, and our own for 401."""

QueryId = Annotated[str, Path(max_length=64)]
After = Annotated[int, Query(ge=0, le=2**31, description="The last event that is known.")]


@router.get(
    "/api/research/{query_id}/events",
    response_model=None,
    responses={200: {"description": "Events as they happen", "content": {"text/event-stream": {}}}},
)
async def events(
    query_id: QueryId,
    request: Request,
    caller: Reader,
    after: After = 0,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> StreamingResponse:
    """Stream what happens to a query: each event has its number as `id`, so that a browser resumes after the last."""
    watching: Watching = request.app.state.watching
    start = int(last_event_id) if last_event_id and last_event_id.isdecimal() else after
    opened = watching.watch(query_id, user=caller.user, after=start)
    watch = await opened.__aenter__()

    async def stream() -> AsyncIterator[str]:
        try:
            async for event in listen(request, watch, caller):
                yield ": still here\n\n" if event is None else _sse(event)
        except NotSignedIn:
            return
        finally:
            await opened.__aexit__(None, None, None)

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


@router.websocket("/ws/research/{query_id}")
async def socket(websocket: WebSocket, query_id: QueryId, caller: Reader, after: After = 0) -> None:
    """Send what happens to a query as one JSON object an event; closed with 1000 when the query has ended."""
    if not websocket.scope["same_site"]:
        raise NotAllowed("A page of another site asked for this.", next_step="See ALLOWED_ORIGINS.")
    watching: Watching = websocket.app.state.watching
    async with watching.watch(query_id, user=caller.user, after=after) as watch:
        await websocket.accept()
        left = asyncio.create_task(_left(websocket, watch))
        try:
            code = await _send_all(websocket, watch, caller)
            if not left.done():
                await websocket.close(code)
        except WebSocketDisconnect:
            return
        finally:
            left.cancel()


async def _send_all(websocket: WebSocket, watch: Watch, caller: Caller) -> int:
    """Send events as long as there are any; return the code to close with."""
    try:
        async for event in listen(websocket, watch, caller):
            if event is not None:
                await websocket.send_text(EventRow.of(event).model_dump_json())
    except NotSignedIn:
        return SIGNED_OUT
    return TRY_AGAIN_LATER if watch.lagging else 1000


async def _left(websocket: WebSocket, watch: Watch) -> None:
    """End the watch when the listener leaves: a socket to which nothing is sent would be held open else."""
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
    watch.close()


async def listen(connection: HTTPConnection, watch: Watch, caller: Caller) -> AsyncIterator[Event | None]:
    """Yield events until the query ends or the listener is too slow; nothing where none came for a while.

    Raises:
        NotSignedIn: The listener is signed in no more.
    """
    guests: Guests = connection.app.state.guests
    with guests.guest(caller, wake=watch.close) as guest:
        while True:
            try:
                event = await watch.next(within=BEAT_SECONDS)
            except TimeoutError:
                yield None
                continue
            guest.require()
            if event is None:
                return
            yield event


def _sse(event: Event) -> str:
    row = EventRow.of(event)
    return f"id: {event.seq}\nevent: {event.kind.value}\ndata: {row.model_dump_json()}\n\n"
