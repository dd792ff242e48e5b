"""Whether it lives, whether it is ready, and how it is."""

from typing import Literal

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel
from sqlalchemy import text

from research_assistant.adapters.db.session import reading
from research_assistant.domain.errors import StorageUnavailable
from research_assistant.web.access import OPEN
from research_assistant.web.problems import RESPONSES

router = APIRouter(tags=["health"], dependencies=[OPEN], responses=RESPONSES)


class Health(BaseModel):
    """How the service is."""

    status: Literal["ok", "degraded", "unavailable"]
    database: Literal["ok", "unavailable"]
    cache_enabled: bool
    llm_provider: str


@router.get("/api/health", responses={503: {"model": Health, "description": "The database cannot be used"}})
async def health(request: Request, response: Response) -> Health:
    """Tell how the service is: `ok`, or `degraded` where a part is missing that it can do without for a while."""
    usable = await _database_answers(request)
    if not usable:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        response.headers["Retry-After"] = "5"
    embedder = request.app.state.made.embedder
    wanted = request.app.state.settings.embedding_model != "none"
    return Health(
        status="unavailable"
        if not usable
        else "degraded"
        if (wanted and embedder is None) or request.app.state.worker.is_broken
        else "ok",
        database="ok" if usable else "unavailable",
        cache_enabled=request.app.state.settings.enable_cache,
        llm_provider="none",
    )


@router.get("/livez")
async def alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "Not yet, or not now"}})
async def ready(request: Request, response: Response) -> dict[str, str]:
    """Tell whether requests can be served: `ok`, or `degraded` where queries are not run here at the moment."""
    if await _database_answers(request):
        return {"status": "degraded" if request.app.state.worker.is_broken else "ok"}
    response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = "5"
    return {"status": "unavailable"}


async def _database_answers(request: Request) -> bool:
    try:
        async with reading(request.app.state.made.engine) as connection:
            await connection.execute(text("SELECT 1"))
    except StorageUnavailable:
        return False
    return True
