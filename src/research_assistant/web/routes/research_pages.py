"""Pages of research: ask, look at the plan, watch, read, look back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from http import HTTPStatus
from itertools import zip_longest
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from research_assistant.domain.errors import InvalidInput, NotFound, NotSignedIn
from research_assistant.domain.event import Event, EventKind
from research_assistant.domain.permission import Permission
from research_assistant.domain.plan import LONGEST_PART, MOST_SUBQUESTIONS
from research_assistant.domain.query import ResearchQuery, Status
from research_assistant.domain.session import Caller
from research_assistant.services.watching import Watching
from research_assistant.web.access import Asker, Reader
from research_assistant.web.forms import Form, Sent
from research_assistant.web.made import Made
from research_assistant.web.questions import Refused, asked, idempotency_key, offered
from research_assistant.web.rendering import fragment, page
from research_assistant.web.results import Results
from research_assistant.web.routes.progress import listen
from research_assistant.web.schemas.research import before, cursor_of
from research_assistant.web.timeline import timeline

router = APIRouter(include_in_schema=False)

RECENT, A_PAGE = 5, 25

ROOM = 2
"""Empty parts below those of a plan, for what its reader wants to add."""

QueryId = Annotated[str, Path(max_length=64)]


@router.get("/")
async def ask_form(caller: Reader, made: Made) -> Response:
    """Show where to ask, and what was asked lately."""
    return await _asking(caller, made, Form())


@router.post("/")
async def ask(form: Sent, caller: Asker, made: Made) -> Response:
    """Take in a question, and go where its answer will be."""
    try:
        text, scope, options = asked(form, made)
        query = await made.research.submit(
            text, user=caller.user, scope=scope, options=options, idempotency_key=idempotency_key(form)
        )
    except Refused as refused:
        return await _asking(caller, made, refused.form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except InvalidInput as error:
        return await _asking(caller, made, form.refused("", error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to(query.query_id)


@router.get("/history")
async def history(
    caller: Reader,
    made: Made,
    cursor: Annotated[str, Query(max_length=64)] = "",
    status: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """List what was asked, the newest first."""
    only = Status(status) if status in set(Status) else None
    found, total = await made.research.page(
        user=caller.user, limit=A_PAGE, before=before(cursor) if cursor else None, status=only
    )
    kept = {"status": only.value} if only else {}
    older = urlencode({**kept, "cursor": cursor_of(found[-1])}) if len(found) == A_PAGE else ""
    return page(
        "history.html",
        caller=caller,
        queries=found,
        total=total,
        only=only.value if only else "",
        statuses=[each.value for each in Status],
        older=f"/history?{older}" if older else "",
        newest=f"/history?{urlencode(kept)}" if cursor else "",
    )


@router.get("/research/{query_id}")
async def show(
    query_id: QueryId,
    request: Request,
    caller: Reader,
    made: Made,
    reload: Annotated[int, Query(ge=0, le=3600)] = 0,
) -> Response:
    """Show the report of a query, or how far it has come."""
    query = await made.research.find(query_id, user=caller.user)
    results: Results = request.app.state.results
    if query.status.ended:
        try:
            shown = await results.page(query, user=caller.user, may_ask=_may_ask(caller))
        except NotFound:
            pass
        else:
            return page("report_page.html", caller=caller, query=query, shown=shown)
    return await _query(query, caller, made, await _parts(query, made), reload=reload)


@router.post("/research/{query_id}/plan")
async def plan(query_id: QueryId, form: Sent, caller: Asker, made: Made) -> Response:
    """Let a query go on with the plan as its reader wants it."""
    texts, searched = (form.chosen.get(name, ()) for name in ("text", "search_text"))
    rows = list(zip_longest(texts, searched, fillvalue=""))
    parts = [(text, search_text) for text, search_text in rows if text.strip() or search_text.strip()]
    try:
        query = await made.research.resume(query_id, user=caller.user, parts=parts)
    except InvalidInput as error:
        query = await made.research.find(query_id, user=caller.user)
        if query.status is not Status.AWAITING_PLAN:
            raise
        return await _query(query, caller, made, rows, wrong=f"{error} {error.next_step}".strip())
    return _to(query.query_id)


async def _parts(query: ResearchQuery, made: Made) -> Sequence[tuple[str, str]]:
    """Return the parts of a plan that waits for its reader, with room for more; nothing where none does."""
    planned = await made.research.plan(query) if query.status is Status.AWAITING_PLAN else None
    if planned is None:
        return ()
    parts = [(each.text, "" if each.search_text == each.text else each.search_text) for each in planned.subquestions]
    return [*parts, *[("", "")] * ROOM][: max(len(parts), MOST_SUBQUESTIONS)]


async def _query(
    query: ResearchQuery,
    caller: Caller,
    made: Made,
    parts: Sequence[tuple[str, str]],
    *,
    reload: int = 0,
    wrong: str = "",
) -> Response:
    events = await made.research.events(query.query_id, user=caller.user, after=0)
    return page(
        "query.html",
        caller=caller,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        parts=parts if _may_ask(caller) else (),
        wrong=wrong,
        longest=LONGEST_PART,
        # Without a script the page can be told to come again: the reader chooses so, and can stop it.
        headers={"Refresh": str(reload)} if reload and not query.status.ended and not parts else None,
        query=query,
        timeline=timeline(events),
        may_ask=_may_ask(caller),
        resumable=query.status in {Status.CANCELLED, Status.FAILED},
        reloads=bool(reload),
    )


@router.get("/research/{query_id}/events")
async def events(query_id: QueryId, request: Request, caller: Reader, made: Made) -> StreamingResponse:
    """Stream how far a query has come, as markup for its page; `ended` when there is another page to see."""
    watching: Watching = request.app.state.watching
    opened = watching.watch(query_id, user=caller.user, after=0)
    watch = await opened.__aenter__()

    async def stream() -> AsyncIterator[str]:
        told: list[Event] = []
        try:
            async for event in listen(request, watch, caller):
                if event is None:
                    yield ": still here\n\n"
                    continue
                told.append(event)
                yield _message(fragment("progress.html", timeline=timeline(told)))
                # The plan may have been looked at since: then the query goes on, and so does its timeline.
                if event.kind is EventKind.PLAN_AWAITED and await _has_a_form(query_id, caller, made):
                    break
        except NotSignedIn:
            pass
        finally:
            await opened.__aexit__(None, None, None)
        # Who was too slow or is signed out finds on the page what there is, or the way in.
        yield "event: ended\ndata:\n\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


@router.post("/research/{query_id}/cancel")
async def cancel(query_id: QueryId, caller: Asker, made: Made) -> Response:
    """Stop a query."""
    # One that ended while the reader looked at it has what they wanted.
    with suppress(InvalidInput):
        await made.research.cancel(query_id, user=caller.user)
    return _to(query_id)


@router.post("/research/{query_id}/resume")
async def resume(query_id: QueryId, caller: Asker, made: Made) -> Response:
    """Let a query go on where it stood."""
    return _to((await made.research.resume(query_id, user=caller.user)).query_id)


@router.post("/research/{query_id}/recheck")
async def recheck(query_id: QueryId, caller: Asker, made: Made) -> Response:
    """Ask registers what became of the works that the report cites."""
    return _to((await made.rechecking.recheck(query_id, user=caller.user)).query.query_id)


@router.post("/research/{query_id}/delete")
async def delete(query_id: QueryId, caller: Asker, made: Made) -> Response:
    """Move a query to the trash."""
    await made.research.delete(query_id, user=caller.user)
    return RedirectResponse("/history", HTTPStatus.SEE_OTHER)


async def _asking(caller: Caller, made: Made, form: Form, *, status: int = 200) -> Response:
    recent = await made.research.list(user=caller.user, limit=RECENT, offset=0)
    return page(
        "ask.html",
        caller=caller,
        status=status,
        form=form,
        recent=recent,
        may_ask=_may_ask(caller),
        offered=await offered(caller.user, made),
    )


async def _has_a_form(query_id: str, caller: Caller, made: Made) -> bool:
    query = await made.research.find(query_id, user=caller.user)
    return _may_ask(caller) and query.status is Status.AWAITING_PLAN


def _may_ask(caller: Caller) -> bool:
    return Permission.ASK in caller.permissions


def _to(query_id: str) -> Response:
    return RedirectResponse(f"/research/{query_id}", HTTPStatus.SEE_OTHER)


def _message(markup: str) -> str:
    lines = "".join(f"data: {line}\n" for line in markup.splitlines())
    return f"{lines}\n"
