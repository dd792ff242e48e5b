"""What Prometheus reads, for addresses that may."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from research_assistant.domain.errors import StorageUnavailable
from research_assistant.web.access import NEAR
from research_assistant.web.made import Made
from research_assistant.web.problems import RESPONSES

MEDIA_TYPE = "text/plain; version=1.0.0; charset=utf-8; escaping=underscores"

router = APIRouter(tags=["health"], dependencies=[NEAR], responses=RESPONSES)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request, made: Made) -> Response:
    """Return counts of requests, streams, connections, queries and the cache, of all processes of this machine."""
    try:
        totals = await made.counts.totals()
    except StorageUnavailable:
        # That the database is away is no reason to tell nothing else: those who watch need it most then.
        totals = None
    try:
        shelves = await made.cache.stats()
    except StorageUnavailable:
        # The same holds for the cache.
        shelves = ()
    return Response(request.app.state.metrics.page(totals, shelves=shelves), media_type=MEDIA_TYPE)
