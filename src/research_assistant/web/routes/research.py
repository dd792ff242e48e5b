"""Research queries: ask, list, read, edit the plan, cancel, resume, download, delete."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response, status

from research_assistant.adapters.export import schema
from research_assistant.domain.query import Status
from research_assistant.web.access import Asker, Reader
from research_assistant.web.asking import idempotency_key, options_of, scope_of, seconds_to_wait
from research_assistant.web.made import Made
from research_assistant.web.problems import RESPONSES
from research_assistant.web.schemas.accounts import Done
from research_assistant.web.schemas.plans import EditedPlan
from research_assistant.web.schemas.research import Queries, QueryRow, Question, Unfinished, before, cursor_of

router = APIRouter(prefix="/api/research", tags=["research"], responses=RESPONSES)

QueryId = Annotated[str, Path(max_length=64, examples=["0190b7a2-7c1e-7d30-b9f5-2f0f3c1f9a11"])]
Result: dict[int | str, dict[str, Any]] = {
    200: {"model": schema.Report | Unfinished, "description": "The report, or how far the query has come"}
}
_JSON = "application/json"
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60


@router.post("", status_code=status.HTTP_202_ACCEPTED, response_model=QueryRow, responses=Result)
async def ask(
    body: Question,
    request: Request,
    caller: Asker,
    made: Made,
    prefer: Annotated[str | None, Header(max_length=200, examples=["wait=30"])] = None,
    key: Annotated[str | None, Header(alias="Idempotency-Key", examples=["7f9c2ba4e88f"])] = None,
) -> Response:
    """Ask a question. The answer comes at once with the query's id, or with `Prefer: wait=30` when it has ended.

    The same question under the same `Idempotency-Key` is one query, however often it is sent.
    """
    query = await made.research.submit(
        body.query,
        user=caller.user,
        scope=scope_of(body, made),
        options=options_of(body, made),
        idempotency_key=idempotency_key(key),
    )
    headers = {"Location": f"/api/research/{query.query_id}"}
    if seconds := seconds_to_wait(prefer):
        headers["Preference-Applied"] = f"wait={seconds}"
        if await request.app.state.watching.ended(query.query_id, user=caller.user, within=seconds):
            found = await made.research.find(query.query_id, user=caller.user)
            content = await request.app.state.results.result(found, user=caller.user)
            return Response(content, media_type=_JSON, headers=headers)
        query = await made.research.find(query.query_id, user=caller.user)
    row = QueryRow.of(query).model_dump_json()
    return Response(row, status_code=status.HTTP_202_ACCEPTED, media_type=_JSON, headers=headers)


@router.get("", response_model=Queries)
async def queries(
    caller: Reader,
    made: Made,
    limit: Annotated[int, Query(ge=1, le=200)] = 25,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    cursor: Annotated[str | None, Query(max_length=64, description="`next_cursor` of the page before.")] = None,
    only: Annotated[Status | None, Query(alias="status", description="Only those in this status.")] = None,
) -> Response:
    """List the caller's queries, the newest first."""
    found, total = await made.research.page(
        user=caller.user, limit=limit, offset=offset, before=None if cursor is None else before(cursor), status=only
    )
    listed = Queries(
        queries=[QueryRow.of(query) for query in found],
        total=total,
        limit=limit,
        offset=offset,
        next_cursor=cursor_of(found[-1]) if len(found) == limit else None,
    )
    # Written here, it is not checked against its own model once more.
    return Response(listed.model_dump_json(), media_type=_JSON)


@router.get("/{query_id}", response_model=None, responses=Result)
async def result(query_id: QueryId, request: Request, caller: Reader, made: Made) -> Response:
    """Return the report of a query, or how far it has come."""
    query = await made.research.find(query_id, user=caller.user)
    return Response(await request.app.state.results.result(query, user=caller.user), media_type=_JSON)


@router.delete("/{query_id}")
async def delete(query_id: QueryId, caller: Asker, made: Made) -> Done:
    """Move a query with its report to the trash."""
    await made.research.delete(query_id, user=caller.user)
    return Done()


@router.post("/{query_id}/cancel", status_code=status.HTTP_202_ACCEPTED)
async def cancel(query_id: QueryId, caller: Asker, made: Made) -> QueryRow:
    """Stop a query: within a second it ends with what there is, and can be resumed."""
    await made.research.cancel(query_id, user=caller.user)
    return QueryRow.of(await made.research.find(query_id, user=caller.user))


@router.post("/{query_id}/resume", status_code=status.HTTP_202_ACCEPTED)
async def resume(query_id: QueryId, caller: Asker, made: Made) -> QueryRow:
    """Let a cancelled or failed query go on where it stood."""
    return QueryRow.of(await made.research.resume(query_id, user=caller.user))


@router.post("/{query_id}/recheck")
async def recheck(query_id: QueryId, caller: Asker, made: Made) -> schema.Recheck:
    """Ask registers which works that the report cites were retracted, corrected or published since it was made."""
    return schema.Recheck.model_validate((await made.rechecking.recheck(query_id, user=caller.user)).recheck)


@router.post("/{query_id}/plan", status_code=status.HTTP_202_ACCEPTED)
async def plan(query_id: QueryId, body: EditedPlan, caller: Asker, made: Made) -> QueryRow:
    """Let a query that was asked with `edit_plan` go on with this plan; sent twice, it is one plan."""
    return QueryRow.of(await made.research.resume(query_id, user=caller.user, parts=body.parts))


@router.get(
    "/{query_id}/download",
    response_class=Response,
    responses={200: {"description": "The report as a file", "content": {"*/*": {}}}},
)
async def download(
    query_id: QueryId,
    request: Request,
    caller: Reader,
    made: Made,
    format_name: Annotated[str, Query(alias="format", max_length=32, examples=["markdown"])] = "markdown",
) -> Response:
    """Return the report as a file: `markdown`, `html`, `pdf`, `docx`, `json`.

    Or its references alone: `bibtex`, `ris`, `csl-json`.
    """
    member = made.exports.check(format_name)
    query = await made.research.find(query_id, user=caller.user)
    content = await request.app.state.results.file(query, user=caller.user, format_name=member.name)
    name = _UNSAFE.sub("-", query.text.casefold())[:_LONGEST_NAME].strip("-") or "report"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}{member.suffix}"',
        # What somebody opens here in spite of the header above can do nothing.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    }
    return Response(content, media_type=member.media_type, headers=headers)
