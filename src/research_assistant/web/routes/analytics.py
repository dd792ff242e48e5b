"""What was asked, and what came of it: one's own, or that of all for administrators."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from research_assistant.services.analytics import LONGEST_DAYS
from research_assistant.web.access import Reader
from research_assistant.web.made import Made
from research_assistant.web.problems import RESPONSES
from research_assistant.web.schemas.analytics import CostsOfPeriod, Performance, SessionCosts, Sources, Usage

router = APIRouter(prefix="/api/analytics", tags=["analytics"], responses=RESPONSES)

Days = Annotated[int, Query(ge=1, le=LONGEST_DAYS, description="How many days, today among them.")]
Scope = Annotated[Literal["own", "all"], Query(description="`all` is for administrators.")]


@router.get("/usage")
async def usage(caller: Reader, made: Made, days: Days = 30, scope: Scope = "own") -> Usage:
    """Tell what was asked, and how it went."""
    return Usage.of(await made.analytics.figures(caller, days=days, everybody=scope == "all"))


@router.get("/costs")
async def costs(caller: Reader, made: Made, days: Days = 30, scope: Scope = "own") -> CostsOfPeriod:
    """Tell what paid calls cost."""
    return CostsOfPeriod.of(await made.analytics.costs(caller, days=days, everybody=scope == "all"))


@router.get("/session-costs")
async def session_costs(caller: Reader, made: Made) -> SessionCosts:
    """Tell what the paid calls of queries cost that were started in the present login."""
    return SessionCosts.of(await made.analytics.session_costs(caller))


@router.get("/sources")
async def sources(caller: Reader, made: Made, days: Days = 30, scope: Scope = "own") -> Sources:
    """Tell where sources come from, and which are of use."""
    return Sources.of(await made.analytics.figures(caller, days=days, everybody=scope == "all"))


@router.get("/performance")
async def performance(caller: Reader, made: Made, days: Days = 7, scope: Scope = "own") -> Performance:
    """Tell how fast and how reliably queries are answered."""
    return Performance.of(await made.analytics.figures(caller, days=days, everybody=scope == "all"))
