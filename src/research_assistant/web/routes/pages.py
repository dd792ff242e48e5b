"""Pages that explain: each type of problem has one."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse

from research_assistant.domain.errors import NotFound
from research_assistant.web.access import OPEN
from research_assistant.web.problems import ALL

router = APIRouter(dependencies=[OPEN], include_in_schema=False)


@router.get("/problems/{name}")
async def problem(name: Annotated[str, Path(max_length=64)]) -> HTMLResponse:
    """Explain one type of problem."""
    kind = ALL.get(name)
    if kind is None:
        raise NotFound("There is no such type of problem.", next_step="See the API: GET /openapi.json")
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(kind.title)}</title>'
        f"<h1>{escape(kind.title)}</h1><p>{escape(kind.page)}</p><p>Status {kind.status.value}.</p></html>"
    )
