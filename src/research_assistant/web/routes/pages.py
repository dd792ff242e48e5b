"""Pages for everybody: what they load, each type of problem, and the description of the API."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import HTMLResponse, Response

from research_assistant.domain.errors import NotFound, NotSignedIn, StorageUnavailable
from research_assistant.domain.session import Caller
from research_assistant.web.access import OPEN
from research_assistant.web.callers import caller_of
from research_assistant.web.description import described
from research_assistant.web.problems import ALL
from research_assistant.web.rendering import page
from research_assistant.web.statics import FOREVER, by_address

router = APIRouter(dependencies=[OPEN], include_in_schema=False)


@router.api_route("/static/{name}", methods=["GET", "HEAD"])
async def static(
    name: Annotated[str, Path(max_length=100)], if_none_match: Annotated[str, Header(max_length=1000)] = ""
) -> Response:
    """Return a file that pages load."""
    found = by_address().get(name)
    if found is None:
        raise NotFound("There is no such file.")
    headers = {"Cache-Control": FOREVER, "ETag": found.etag}
    if found.etag in (each.strip().removeprefix("W/") for each in if_none_match.split(",")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/problems/{name}")
async def problem(name: Annotated[str, Path(max_length=64)], request: Request) -> HTMLResponse:
    """Explain one type of problem."""
    kind = ALL.get(name)
    if kind is None:
        raise NotFound("There is no such type of problem.", next_step="See the API: GET /docs")
    return page("kind.html", caller=await _caller(request), kind=kind)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """Describe the API."""
    return page("docs.html", caller=await _caller(request), api=described(request.app))


async def _caller(request: Request) -> Caller | None:
    try:
        return await caller_of(request)
    except (NotSignedIn, StorageUnavailable):
        return None
