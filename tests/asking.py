"""Research queries that are kept, for tests of what happens to them."""

from fakes import NOON
from research_assistant.domain.query import Options, ResearchQuery, Scope
from research_assistant.domain.user import User
from research_assistant.kit.ids import new_id
from research_assistant.ports.transaction import Transactions


async def kept(transactions: Transactions, user: User, text: str = "Does zinc help?", **changes: str) -> ResearchQuery:
    """Return a query of the user's that waits."""
    query = ResearchQuery(
        query_id=new_id(), user_id=user.user_id, text=text, scope=Scope(), options=Options(), created_at=NOON
    )
    async with transactions.writing() as transaction:
        return await transaction.queries.add(query, **changes)
