"""Plans that wait for their reader: shown, edited, gone on with."""

from collections.abc import Sequence

from research_assistant.domain.errors import InvalidInput, NotFound
from research_assistant.domain.event import EventKind
from research_assistant.domain.plan import Plan
from research_assistant.domain.query import ResearchQuery
from research_assistant.kit.values import from_json
from research_assistant.pipeline.plan import plan as planning
from research_assistant.ports.transaction import Transaction
from research_assistant.services.running import tell_of_query


async def plan_of(transaction: Transaction, query: ResearchQuery) -> Plan | None:
    """Return the plan of a query as its reader wants it, else as it was made; nothing where it is not planned yet."""
    if query.plan is not None:
        return query.plan
    made = await transaction.steps.get(query.query_id, planning.__name__)
    return None if made is None else from_json(made, Plan)


async def settle_plan(transaction: Transaction, query: ResearchQuery, parts: Sequence[tuple[str, str]] | None) -> bool:
    """Let a query that waits for its reader wait for a runner instead; tell whether it did not do so already.

    Args:
        transaction: In which it is kept.
        query: Whose plan it is.
        parts: Text and search text of each subquestion; `None` for those that were planned.

    Raises:
        NotFound: It has no plan.
        InvalidInput: The plan cannot be used, or the query does not wait for one.
    """
    planned = await plan_of(transaction, query)
    if planned is None:
        raise NotFound(f"The query {query.query_id} has no plan yet: it is {query.status.value}.")
    settled = planned if parts is None else planned.edited(parts)
    if not await transaction.queries.keep_plan(query.query_id, settled):
        now = await transaction.queries.by_id(query.query_id) or query
        if settled == now.plan:
            return False
        raise InvalidInput(
            f"The query {query.query_id} does not wait for a plan: it is {now.status.value}.",
            next_step="Ask the question anew, with edit_plan.",
        )
    await transaction.queries.reopen(query.query_id)
    if (hold := await transaction.holds.hold(query.query_id)) is not None:
        counts = {"subquestions": len(settled.subquestions)}
        await tell_of_query(transaction, query.query_id, EventKind.PLAN_EDITED, epoch=hold.epoch, counts=counts)
    return True
