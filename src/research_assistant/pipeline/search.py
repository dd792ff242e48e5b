"""Search: every part of the plan is put to every place at once."""

import asyncio

from research_assistant.domain.budget import OUT_OF_TIME
from research_assistant.domain.errors import ConnectorUnavailable
from research_assistant.domain.hit import Search
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.query import ResearchQuery
from research_assistant.pipeline.allowance import UNBOUND, Allowance
from research_assistant.ports.connector import Answer, Connector
from research_assistant.ports.tools import Tools

HITS_PER_SOURCE = 2
"""Hits asked for each source that may be taken: merging and reading lose some."""

TAKEN_AWAY = "it is not offered any more"
"""Why a query that waited is not put to a place that the operator has taken away since."""


async def search(plan: Plan, query: ResearchQuery, tools: Tools, allowance: Allowance = UNBOUND) -> tuple[Search, ...]:
    """Return one search for every part and place; a place that fails is told in its search, not raised."""
    return tuple(
        await asyncio.gather(
            *(
                _ask(name, part, query, tools, allowance)
                for part in plan.subquestions
                for name in query.scope.connectors
            )
        )
    )


async def _ask(name: str, part: SubQuestion, query: ResearchQuery, tools: Tools, allowance: Allowance) -> Search:
    asked_at, connector = tools.clock(), tools.connectors.get(name)
    answer, failure = Answer(hits=()), TAKEN_AWAY
    if connector is not None:
        answer, failure = await _answer(connector, part, query, tools.patience.search, allowance)
    return Search(
        connector=name,
        subquestion_id=part.id,
        text=part.search_text,
        asked_at=asked_at,
        hits=answer.hits,
        count=len(answer.hits),
        failure=failure,
        asked=answer.asked,
        total=answer.total,
        seconds=(tools.clock() - asked_at).total_seconds(),
        cached=answer.cached,
        refused=answer.refused,
    )


async def _answer(
    connector: Connector, part: SubQuestion, query: ResearchQuery, patience: float, allowance: Allowance
) -> tuple[Answer, str]:
    """Return what the place answers, and why it does not."""
    nothing, within = Answer(hits=()), allowance.at_most(patience)
    if allowance.is_spent:
        return nothing, OUT_OF_TIME
    limit = query.scope.max_sources * HITS_PER_SOURCE
    try:
        async with asyncio.timeout(within):
            return await connector.search(part.search_text, user_id=query.user_id, scope=query.scope, limit=limit), ""
    except ConnectorUnavailable as error:
        return nothing, str(error)
    except TimeoutError:
        return nothing, OUT_OF_TIME if within < patience else f"it did not answer within {patience:g} seconds"
